package items

import (
	"encoding/json"
	"fmt"
	"math/big"
	"strings"
	"unicode/utf8"

	"laurel/exams/interchange"
	"laurel/exams/scoring"
)

// cloze is a text with blanks: typed words, numbers, or a choice of one.
type cloze struct{}

// clozeKey holds a key for every blank. The rule is gap, or all_or_nothing.
type clozeKey struct {
	Rule   string              `json:"rule,omitempty"`
	Blanks map[string]blankKey `json:"blanks"`
}

// blankKey is what the kind of the blank asks for. Weight is 1 where nothing is said.
type blankKey struct {
	Weight    int            `json:"weight,omitempty"`
	Texts     []acceptedText `json:"texts,omitempty"`
	Intervals []interval     `json:"intervals,omitempty"`
	choiceKey
}

type clozeResponse struct {
	Blanks map[string]string `json:"blanks"`
}

func (cloze) take(m Markup, it interchange.Item) authored {
	a := stemOf(m, it)
	key := clozeKey{Rule: scoring.GapShare, Blanks: map[string]blankKey{}}
	if it.Rule == scoring.AllOrNothing {
		key.Rule = it.Rule
	}
	for _, b := range it.Blanks {
		blank, answer := Blank{ID: b.ID}, blankKey{Weight: min(max(b.Weight, 0), maxPoints)}
		switch b.Kind {
		case interchange.BlankText:
			blank.Kind, answer.Texts = BlankText, textsOf(m, b.Texts, b.Exact, &a.losses)
		case interchange.BlankNumber:
			blank.Kind, answer.Intervals = BlankNumber, intervalsOf(m, b.Numbers, &a.losses)
		default:
			options, worth := a.options(m, b.Options)
			blank.Kind, blank.Options = BlankChoice, options
			answer.choiceKey = choiceOf(b.Options, worth, partly(b.Options))
		}
		a.content.Blanks = append(a.content.Blanks, blank)
		key.Blanks[b.ID] = answer
	}
	a.key, a.why.options = key, map[string]string{}
	return a
}

// partly holds when an option is neither wholly right nor wrong.
func partly(options []interchange.Option) bool {
	for _, o := range options {
		if o.Fraction != "1" && o.Fraction != "0" {
			return true
		}
	}
	return false
}

func (cloze) check(c Content, raw json.RawMessage) (f faults) {
	f.want(len(c.Blanks) > 0, "content.blanks", "the text has no blank")
	f.want(len(c.Blanks) <= maxOptions, "content.blanks", "there are more than 100")
	var key clozeKey
	if !f.decode(raw, &key) {
		return f
	}
	f.want(key.Rule == "" || key.Rule == scoring.GapShare || key.Rule == scoring.AllOrNothing, "key.rule", "the key asks for a rule that is not known")
	f.want(len(key.Blanks) == len(c.Blanks), "key.blanks", "the key does not fit the blanks")
	seen := map[string]bool{}
	for i, b := range c.Blanks {
		f.want(name.MatchString(b.ID) && !seen[b.ID], at("content.blanks", i, "id"), "the id of a blank is missing, taken or no plain word")
		f.want(strings.Count(c.StemHTML, "[["+b.ID+"]]") == 1, at("content.blanks", i), "the text does not say where a blank stands, or says it twice")
		seen[b.ID] = true
		f.blank(b, "key.blanks."+b.ID, key.Blanks[b.ID])
	}
	return f
}

func (f *faults) blank(b Blank, field string, key blankKey) {
	f.want(key.Weight >= 0 && key.Weight <= maxPoints, field+".weight", "a blank weighs 1 to 100")
	texts, numbers, choice := len(key.Texts) > 0, len(key.Intervals) > 0, len(key.Accepted)+len(key.Worth) > 0
	switch b.Kind {
	case BlankText:
		f.want(!numbers && !choice && len(b.Options) == 0, field, "a blank that is typed has texts and nothing else")
		f.texts(field+".texts", key.Texts)
	case BlankNumber:
		f.want(!texts && !choice && len(b.Options) == 0, field, "a blank for a number has intervals and nothing else")
		f.intervals(field+".intervals", key.Intervals)
	case BlankChoice:
		f.want(!texts && !numbers, field, "a blank to choose for has options and nothing else")
		f.names("content.blanks."+b.ID+".options", b.Options, "an option")
		f.choice(field, b.Options, key.choiceKey)
	default:
		f.add("content.blanks."+b.ID+".kind", "a blank is for text, a number or a choice")
	}
}

// read takes answers that fill some of the blanks. A blank that was emptied again is left out; when all are, the
// answer is cleared.
func (cloze) read(a Arrangement, raw json.RawMessage) (any, bool) {
	var r clozeResponse
	if !decode(raw, &r) || len(r.Blanks) == 0 {
		return nil, false
	}
	out, found := clozeResponse{map[string]string{}}, 0
	for _, b := range a.Blanks {
		text, given := r.Blanks[b.ID]
		if !given {
			continue
		}
		found++
		if text == "" {
			continue
		}
		if !b.takes(text) {
			return nil, false
		}
		out.Blanks[b.ID] = text
	}
	if len(out.Blanks) == 0 {
		return nil, found == len(r.Blanks)
	}
	return out, found == len(r.Blanks)
}

func (b ShownBlank) takes(text string) bool {
	switch b.Kind {
	case BlankNumber:
		_, ok := scoring.Number(text)
		return ok
	case BlankChoice:
		return authoredOf(b.Options, text) != ""
	}
	return utf8.RuneCountInString(text) <= maxShortText
}

func (cloze) score(a Arrangement, rawKey, raw json.RawMessage) (*big.Rat, error) {
	var key clozeKey
	var r clozeResponse
	if err := unmarshal(rawKey, &key, raw, &r); err != nil {
		return scoring.Wrong(), err
	}
	var gaps []scoring.Gap
	for _, b := range a.Blanks {
		answer, known := key.Blanks[b.Blank]
		if !known {
			return scoring.Wrong(), fmt.Errorf("the key knows no blank %s", b.Blank)
		}
		earned, err := b.score(answer, r.Blanks[b.ID])
		if err != nil {
			return scoring.Wrong(), err
		}
		gaps = append(gaps, scoring.Gap{Earned: earned, Weight: int64(max(answer.Weight, 1))})
	}
	if key.Rule == scoring.AllOrNothing {
		return scoring.AllGaps(gaps), nil
	}
	return scoring.Gaps(gaps), nil
}

func (b ShownBlank) score(key blankKey, text string) (*big.Rat, error) {
	if text == "" {
		return scoring.Wrong(), nil
	}
	switch b.Kind {
	case BlankNumber:
		answer, ok := scoring.Number(text)
		accepted, err := readIntervals(key.Intervals)
		if err != nil || !ok {
			return scoring.Wrong(), err
		}
		return scoring.Numeric(answer, accepted), nil
	case BlankChoice:
		return key.choiceKey.score(authoredOf(b.Options, text))
	}
	accepted, err := readTexts(key.Texts)
	if err != nil {
		return scoring.Wrong(), err
	}
	return scoring.Text(text, accepted), nil
}
