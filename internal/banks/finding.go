package banks

import (
	"encoding/json"
	"html"
	"regexp"
	"strings"
	"unicode/utf8"

	"laurel/exams/items"
	"laurel/exams/scoring"
)

// Finding is something that item writers are taught to avoid. It hinders nobody; it is for the reviewer.
type Finding struct {
	Code   string `json:"code"`
	Option string `json:"option,omitempty"`
	Detail string `json:"detail"`
}

// The codes of findings.
const (
	longestIsRight  = "longest_is_right"
	allOfTheAbove   = "all_of_the_above"
	bareNegative    = "negative_without_emphasis"
	overlapping     = "overlapping_numbers"
	withoutReason   = "no_rationale"
	sameOption      = "same_option"
	fewOptions      = "few_options"
	absoluteWord    = "absolute_word"
	repeatsStem     = "right_option_repeats_stem"
	noneOfTheAbove  = "none_of_the_above"
	longestBy       = 1.35 // times the mean of the others: below that nobody sees it
	fewestChoices   = 3
	shortestTelling = 6 // letters of a word that tells when it stands in the stem and in the right option alone
)

var (
	element   = regexp.MustCompile(`<[^>]*>`)
	above     = regexp.MustCompile(`(?i)\ball of (the above|these)\b|\bboth (a|b) and\b`)
	none      = regexp.MustCompile(`(?i)\bnone of (the above|these)\b`)
	negative  = regexp.MustCompile(`\b(not|never|except|least|incorrect|false)\b`) // in capitals it is emphasised
	emphasis  = regexp.MustCompile(`(?i)<(b|strong|em|i|u)>[^<]*\b(not|never|except|least|incorrect|false)\b[^<]*</`)
	absolutes = regexp.MustCompile(`(?i)\b(always|never|only|must|all|none)\b`)
	word      = regexp.MustCompile(`\p{L}+`)
)

func plain(text string) string {
	return strings.TrimSpace(html.UnescapeString(element.ReplaceAllString(text, " ")))
}

// Examine looks an item over as a second writer would.
func Examine(t items.Type, c items.Content, key json.RawMessage, rationale string) []Finding {
	e := &examination{content: c, right: rightOf(key)}
	if plain(rationale) == "" {
		e.find(withoutReason, "", "Say why the right answer is right: reviewers and appeals need it.")
	}
	if negative.MatchString(plain(c.StemHTML)) && !emphasis.MatchString(c.StemHTML) {
		e.find(bareNegative, "", "The stem asks for what is not so and does not emphasise it.")
	}
	switch t {
	case items.SingleChoice, items.MultipleResponse:
		e.options(t)
	case items.Numeric:
		e.numbers(key)
	}
	return e.found
}

type examination struct {
	content items.Content
	right   map[string]bool
	found   []Finding
}

func (e *examination) find(code, option, detail string) {
	e.found = append(e.found, Finding{code, option, detail})
}

// rightOf are the options that a key of a choice gives anything for.
func rightOf(key json.RawMessage) map[string]bool {
	var k struct {
		Accepted, Correct []string
		Worth             map[string]string
	}
	out := map[string]bool{}
	if json.Unmarshal(key, &k) != nil {
		return out
	}
	for _, id := range append(k.Accepted, k.Correct...) {
		out[id] = true
	}
	for id, worth := range k.Worth {
		if v, ok := scoring.Fraction(worth); ok && v.Sign() > 0 {
			out[id] = true
		}
	}
	return out
}

func (e *examination) options(t items.Type) {
	seen, lengths := map[string]bool{}, map[string]int{}
	for _, o := range e.content.Options {
		text := plain(o.HTML)
		folded := strings.ToLower(text)
		if seen[folded] {
			e.find(sameOption, o.ID, "Two options say the same.")
		}
		seen[folded], lengths[o.ID] = true, utf8.RuneCountInString(text)
		switch {
		case above.MatchString(text):
			e.find(allOfTheAbove, o.ID, "“All of the above” is found by who knows two of them, and means nothing once options are shuffled.")
		case none.MatchString(text):
			e.find(noneOfTheAbove, o.ID, "“None of the above” shows what somebody rejects, not what they know.")
		case !e.right[o.ID] && absolutes.MatchString(text) && t == items.SingleChoice:
			e.find(absoluteWord, o.ID, "An absolute word marks a distractor as wrong.")
		}
	}
	if len(e.content.Options) < fewestChoices {
		e.find(fewOptions, "", "With fewer than three options every second guess is right.")
	}
	if t == items.SingleChoice && len(e.right) == 1 {
		e.longest(lengths)
		e.echo()
	}
}

// longest finds a right option that stands out by its length.
func (e *examination) longest(lengths map[string]int) {
	others, longest, right := 0, 0, ""
	for id, n := range lengths {
		if e.right[id] {
			right = id
			continue
		}
		others, longest = others+n, max(longest, n)
	}
	n := len(lengths) - 1
	if n < 1 || right == "" {
		return
	}
	if mean := float64(others) / float64(n); lengths[right] > longest && float64(lengths[right]) > longestBy*mean && lengths[right]-longest > 3 {
		e.find(longestIsRight, right, "The right option is the longest: who is practised in tests picks it unread.")
	}
}

// echo finds a long word that the stem shares with the right option alone.
func (e *examination) echo() {
	stem := map[string]bool{}
	for _, w := range word.FindAllString(strings.ToLower(plain(e.content.StemHTML)), -1) {
		stem[w] = utf8.RuneCountInString(w) >= shortestTelling
	}
	inOthers, inRight, right := map[string]bool{}, map[string]bool{}, ""
	for _, o := range e.content.Options {
		for _, w := range word.FindAllString(strings.ToLower(plain(o.HTML)), -1) {
			if e.right[o.ID] {
				inRight[w], right = true, o.ID
				continue
			}
			inOthers[w] = true
		}
	}
	for w := range inRight {
		if stem[w] && !inOthers[w] {
			e.find(repeatsStem, right, "Only the right option repeats a word of the stem.")
			return
		}
	}
}

// numbers finds answers that lie in more than one interval of a key.
func (e *examination) numbers(key json.RawMessage) {
	var k struct{ Intervals []struct{ From, To string } }
	if json.Unmarshal(key, &k) != nil {
		return
	}
	for i, a := range k.Intervals {
		for _, b := range k.Intervals[:i] {
			af, ok1 := scoring.Number(a.From)
			at, ok2 := scoring.Number(a.To)
			bf, ok3 := scoring.Number(b.From)
			bt, ok4 := scoring.Number(b.To)
			if ok1 && ok2 && ok3 && ok4 && af.Cmp(bt) <= 0 && bf.Cmp(at) <= 0 {
				e.find(overlapping, "", "Two accepted answers overlap: the first that fits decides.")
				return
			}
		}
	}
}
