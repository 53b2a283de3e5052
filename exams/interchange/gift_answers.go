package interchange

import (
	"strings"
)

// answer is one entry of an answer list: the mark before it, its weight in percent if one is given, its text and feedback.
type answer struct {
	mark     rune // '=' or '~', or 0 where the list starts without one
	weight   string
	text     cells
	feedback cells
}

func (r *reading) answers(c cells, format Format) {
	c, general, _ := c.cut("####")
	r.item.Rationale = general.text(format)
	c = c.trim()
	switch {
	case len(c) == 0:
		r.item.Type = Essay
	case c.starts([]rune("#")):
		r.numeric(c[1:].trim(), format)
	case r.trueFalse(c, format):
	case !c.has("~") && c.has("->"):
		r.pairs(split(c), format)
	default:
		r.listed(c, format)
	}
}

// trueFalse reads {T}, {FALSE#said to a wrong answer#said to a right one}.
func (r *reading) trueFalse(c cells, format Format) bool {
	word, rest, _ := c.cut("#")
	switch strings.ToUpper(strings.TrimSpace(word.String())) {
	case "T", "TRUE":
		r.item.True = true
	case "F", "FALSE":
	default:
		return false
	}
	r.item.Type = TrueFalse
	wrong, right, _ := rest.cut("#")
	r.item.IfTrue, r.item.IfFalse = wrong.text(format), right.text(format)
	if r.item.True {
		r.item.IfTrue, r.item.IfFalse = r.item.IfFalse, r.item.IfTrue
	}
	return true
}

func (r *reading) listed(c cells, format Format) {
	all := split(c)
	if len(all) > maxAnswers {
		r.reject("there are more than 100 answers")
		return
	}
	if c.has("~") {
		r.choice(all, format)
		return
	}
	r.item.Type = ShortText
	for _, a := range all {
		fraction, ok := r.fraction(a, "1")
		text := strings.TrimSpace(a.text.text(Plain).Text)
		switch {
		case !ok:
			return
		case text == "":
			r.reject("an accepted answer is empty")
			return
		}
		r.item.Texts = append(r.item.Texts, Short{text, fraction, a.feedback.text(format)})
	}
	r.reachable()
}

// pairs reads =left -> right. A right side without a left one is a distractor.
func (r *reading) pairs(all []answer, format Format) {
	r.item.Type = Matching
	if len(all) > maxAnswers {
		r.reject("there are more than 100 pairs")
		return
	}
	for _, a := range all {
		left, right, found := a.text.cut("->")
		if !found || a.mark != '=' {
			r.reject("a pair is not written as =left -> right")
			return
		}
		if len(a.feedback) > 0 {
			r.lose("what is said to a pair has no place here")
		}
		r.pair(left.text(format), right.text(format))
	}
	r.paired()
}

// pair adds a pair; the same right side twice is one option.
func (r *reading) pair(left, right Text) {
	at := -1
	for i, o := range r.item.Options {
		if o.Text == right {
			at = i
		}
	}
	if at < 0 {
		at = len(r.item.Options)
		r.item.Options = append(r.item.Options, Option{Text: right})
	}
	if left.Text != "" {
		r.item.Stems = append(r.item.Stems, Stem{left, at})
	}
}

func (r *reading) paired() {
	if r.reason != "" {
		return
	}
	for _, o := range r.item.Options {
		if o.Text.Text == "" {
			r.reject("a pair has no right side")
		}
	}
	if len(r.item.Stems) < 1 || len(r.item.Options) < 2 {
		r.reject("matching needs a pair and at least two right sides")
	}
}

// choice reads options. As in Moodle, a list with an unweighted right answer is a single choice; without one, the weights say
// what each option of a multiple response is worth.
func (r *reading) choice(all []answer, format Format) {
	right, weights := 0, false
	for _, a := range all {
		if a.mark == 0 {
			r.reject("there is text before the first option")
			return
		}
		without := "0"
		if a.mark == '=' {
			without = "1"
			right++
		}
		fraction, ok := r.fraction(a, without)
		if !ok {
			return
		}
		text := a.text.text(format)
		if text.Text == "" {
			r.reject("an option is empty")
			return
		}
		weights = weights || (fraction != "0" && fraction != "1")
		r.item.Options = append(r.item.Options, Option{text, fraction, a.feedback.text(format)})
	}
	r.item.Type, r.item.Weighed = SingleChoice, weights
	if right == 0 {
		r.item.Type, r.item.Weighed = MultipleResponse, true
		r.wholeSum()
		return
	}
	if right > 1 && !weights {
		r.lose("several options are marked right without weights; choosing any one of them counts as right")
	}
	r.reachable()
}

// split takes an answer list apart at its marks.
func split(c cells) []answer {
	var out []answer
	var mark rune
	start := 0
	add := func(part cells) {
		part = part.trim()
		if mark == 0 && len(part) == 0 {
			return
		}
		weight, rest := part.weight()
		text, feedback, _ := rest.cut("#")
		out = append(out, answer{mark, weight, text.trim(), feedback.trim()})
	}
	for i, x := range c {
		if !x.literal && (x.r == '=' || x.r == '~') {
			add(c[start:i])
			mark, start = x.r, i+1
		}
	}
	add(c[start:])
	return out
}

// weight reads %50% in front of an answer.
func (c cells) weight() (string, cells) {
	if !c.starts([]rune("%")) {
		return "", c
	}
	weight, rest, closed := c[1:].cut("%")
	if !closed {
		return "", c
	}
	return strings.TrimSpace(weight.String()), rest.trim()
}
