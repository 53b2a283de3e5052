package lms

import (
	"fmt"
	"slices"
	"strconv"

	"laurel/internal/fault"
)

// Check is a few questions at the end of a lesson. It teaches and may be tried as often as one likes; what must not be
// guessed belongs into an exam.
type Check struct {
	PassPercent int        `json:"pass_percent"`
	Questions   []Question `json:"questions"`
}

// Question asks for exactly the options that are correct. Stem and explanation are Markdown.
type Question struct {
	Stem        string   `json:"stem"`
	Options     []Option `json:"options"`
	Explanation string   `json:"explanation"`
}

// Option of a question.
type Option struct {
	Text    string `json:"text"`
	Correct bool   `json:"correct"`
}

func (c Check) check(at string) (faults []fault.Field) {
	if c.PassPercent < 1 || c.PassPercent > 100 {
		faults = append(faults, wrong(at+".pass_percent", "out_of_range", "must be 1 to 100"))
	}
	if len(c.Questions) == 0 || len(c.Questions) > 50 {
		faults = append(faults, wrong(at+".questions", "count", "must be 1 to 50"))
	}
	for i, q := range c.Questions {
		faults = append(faults, q.check(fmt.Sprintf("%s.questions[%d]", at, i))...)
	}
	return faults
}

func (q Question) check(at string) (faults []fault.Field) {
	if q.Stem == "" || len(q.Stem) > 5000 {
		faults = append(faults, wrong(at+".stem", "length", "must have 1 to 5,000 bytes"))
	}
	if len(q.Options) < 2 || len(q.Options) > 26 {
		faults = append(faults, wrong(at+".options", "count", "must be 2 to 26"))
	}
	if len(q.Explanation) > 5000 {
		faults = append(faults, wrong(at+".explanation", "length", "must have at most 5,000 bytes"))
	}
	for i, o := range q.Options {
		if o.Text == "" || len(o.Text) > 2000 {
			faults = append(faults, wrong(fmt.Sprintf("%s.options[%d].text", at, i), "length", "must have 1 to 2,000 bytes"))
		}
	}
	if len(q.right()) == 0 {
		faults = append(faults, wrong(at+".options", "no_correct", "at least one option must be correct"))
	}
	return faults
}

// questionID names a question inside its check: q1, q2 …
func questionID(index int) string { return "q" + strconv.Itoa(index+1) }

// optionID names an option inside its question: a, b …
func optionID(index int) string { return string(rune('a' + index)) }

func (q Question) right() []string {
	ids := []string{}
	for i, o := range q.Options {
		if o.Correct {
			ids = append(ids, optionID(i))
		}
	}
	return ids
}

// Marks is what came of answering a check: per question whether it was right, and the percentage of right ones, rounded down.
type Marks struct {
	Right   []bool
	Percent int
	Passed  bool
}

// Mark compares answers, option ids by question id, with the check. A question left out is wrong; one that is not there is refused.
func (c Check) Mark(answers map[string][]string) (Marks, error) {
	known := map[string]bool{}
	m := Marks{Right: make([]bool, len(c.Questions))}
	count := 0
	for i, q := range c.Questions {
		known[questionID(i)] = true
		given := slices.Clone(answers[questionID(i)])
		slices.Sort(given)
		m.Right[i] = slices.Equal(slices.Compact(given), q.right())
		if m.Right[i] {
			count++
		}
	}
	for name := range answers {
		if !known[name] {
			return Marks{}, ErrInput.With(wrong("answers", "unknown_question", "names a question that the check does not have"))
		}
	}
	m.Percent = count * 100 / len(c.Questions)
	m.Passed = m.Percent >= c.PassPercent
	return m, nil
}
