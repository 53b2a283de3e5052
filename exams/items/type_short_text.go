package items

import (
	"encoding/json"
	"errors"
	"math/big"
	"strings"
	"unicode/utf8"

	"laurel/exams/interchange"
	"laurel/exams/scoring"
)

// maxShortText is the length of a short answer in characters.
const maxShortText = 500

type shortText struct{}

// shortTextKey lists accepted texts; the first that fits says what the answer is worth.
type shortTextKey struct {
	Texts []acceptedText `json:"texts"`
}

type acceptedText struct {
	Text      string `json:"text"`
	Exact     bool   `json:"exact,omitempty"`
	Folded    bool   `json:"folded,omitempty"`
	Fraction  string `json:"fraction"`
	Rationale string `json:"rationale,omitempty"`
}

type shortTextResponse struct {
	Text *string `json:"text"`
}

func (shortText) take(m Markup, it interchange.Item) authored {
	a := stemOf(m, it)
	a.key = shortTextKey{Texts: textsOf(m, it.Texts, it.Exact, &a.losses)}
	return a
}

func textsOf(m Markup, all []interchange.Short, exact bool, losses *[]string) []acceptedText {
	out := []acceptedText{}
	for _, t := range all {
		out = append(out, acceptedText{Text: t.Text, Exact: exact, Fraction: t.Fraction, Rationale: m.lossy(t.Rationale, losses)})
	}
	return out
}

func (shortText) check(_ Content, raw json.RawMessage) (f faults) {
	var key shortTextKey
	if f.decode(raw, &key) {
		f.texts("key.texts", key.Texts)
	}
	return f
}

func (f *faults) texts(field string, all []acceptedText) {
	f.want(len(all) > 0, field, "the key accepts no text")
	f.want(len(all) <= maxOptions, field, "there are more than 100")
	best := len(all) == 0
	for i, t := range all {
		read, ok := t.read()
		f.want(ok, at(field, i), "an accepted text of the key cannot be used")
		best = best || ok && read.Fraction.Sign() > 0
	}
	f.want(best, field, "no answer is right")
}

func (t acceptedText) read() (scoring.Accepted, bool) {
	worth, ok := scoring.Fraction(t.Fraction)
	ok = ok && strings.TrimSpace(t.Text) != "" && utf8.RuneCountInString(t.Text) <= maxShortText
	return scoring.Accepted{Text: t.Text, Exact: t.Exact, Folded: t.Folded, Fraction: worth}, ok
}

func readTexts(all []acceptedText) ([]scoring.Accepted, error) {
	out := make([]scoring.Accepted, 0, len(all))
	for _, t := range all {
		read, ok := t.read()
		if !ok {
			return nil, errors.New("an accepted text of the key cannot be used")
		}
		out = append(out, read)
	}
	return out, nil
}

func (shortText) read(_ Arrangement, raw json.RawMessage) (any, bool) {
	var r shortTextResponse
	if !decode(raw, &r) || r.Text == nil || utf8.RuneCountInString(*r.Text) > maxShortText {
		return nil, false
	}
	return r, true
}

func (shortText) score(_ Arrangement, rawKey, raw json.RawMessage) (*big.Rat, error) {
	var key shortTextKey
	var r shortTextResponse
	if err := unmarshal(rawKey, &key, raw, &r); err != nil || r.Text == nil {
		return scoring.Wrong(), err
	}
	accepted, err := readTexts(key.Texts)
	if err != nil {
		return scoring.Wrong(), err
	}
	return scoring.Text(*r.Text, accepted), nil
}
