package interchange

import (
	"regexp"
	"strconv"
	"strings"
)

// embedded is one blank as Moodle writes it: {1:SHORTANSWER:=York#Yes~%50%Lancaster}.
var embedded = regexp.MustCompile(`\{([0-9]{0,4}):(MULTICHOICE|MULTICHOICE_H|MULTICHOICE_V|MULTICHOICE_S|MULTICHOICE_HS|MULTICHOICE_VS|MC|MCH|MCV|MCS|MCHS|MCVS|SHORTANSWER|SHORTANSWER_C|SA|SAC|MW|MWC|NUMERICAL|NM):((?:[^}\\]|\\.)*)\}`)

// cloze takes blanks out of the text and leaves their marks.
func (m moodleReading) cloze() {
	m.item.Type = Cloze
	m.item.Stem.Text = embedded.ReplaceAllStringFunc(m.item.Stem.Text, func(s string) string {
		found := embedded.FindStringSubmatch(s)
		b := Blank{ID: "b" + strconv.Itoa(len(m.item.Blanks)+1)}
		if n, ok := whole(found[1]); ok && n > 1 {
			b.Weight = n
		}
		m.blank(&b, found[2], found[3])
		m.item.Blanks = append(m.item.Blanks, b)
		return mark(b.ID)
	})
	m.blanked()
}

func mark(id string) string { return "[[" + id + "]]" }

func (r *reading) blanked() {
	switch {
	case r.reason != "":
	case len(r.item.Blanks) == 0:
		r.reject("there is no blank in the text that can be read")
	case len(r.item.Blanks) > maxAnswers:
		r.reject("there are more than 100 blanks")
	}
}

func (m moodleReading) blank(b *Blank, kind, answers string) {
	c := cellsOf(answers)
	all := split(c)
	if len(all) > 0 && all[0].mark == 0 {
		all[0].mark = '~'
	}
	for _, a := range all {
		without := "0"
		if a.mark == '=' {
			without = "1"
		}
		if len(a.text) == 0 && a.weight == "" {
			continue // the tilde before a right answer
		}
		fraction, ok := m.fraction(a, without)
		if !ok {
			return
		}
		if len(a.feedback) > 0 {
			m.lose("what is said to the answers of a blank has no place here")
		}
		m.blankAnswer(b, kind, a.text, fraction)
	}
	if b.Kind == "" {
		m.reject("a blank has no answers")
		return
	}
	m.blankReachable(*b)
}

func (m moodleReading) blankAnswer(b *Blank, kind string, c cells, fraction string) {
	plain := strings.TrimSpace(c.String())
	switch {
	case strings.HasPrefix(kind, "M") && kind != "MW" && kind != "MWC":
		b.Kind = BlankChoice
		b.Options = append(b.Options, Option{Text: Text{Moodle, plain}, Fraction: fraction})
	case strings.HasPrefix(kind, "N"):
		b.Kind = BlankNumber
		if plain == "*" || fraction == "0" {
			return
		}
		from, to, ok := interval(plain)
		if !ok {
			m.reject("a numeric blank accepts what is no number")
			return
		}
		b.Numbers = append(b.Numbers, Number{From: from, To: to, Fraction: fraction})
	default:
		b.Kind, b.Exact = BlankText, strings.HasSuffix(kind, "C")
		if plain != "" && (plain != "*" || fraction != "0") {
			b.Texts = append(b.Texts, Short{Text: plain, Fraction: fraction})
		}
	}
}

// blankReachable wants some answer of the blank to be right.
func (r *reading) blankReachable(b Blank) {
	probe := reading{item: &Item{Options: b.Options, Numbers: b.Numbers, Texts: b.Texts}}
	probe.reachable()
	if probe.reason != "" {
		r.reject("a blank has no right answer")
	}
}

// placed is [[1]] in a text, which names the first of the words given.
var placed = regexp.MustCompile(`\[\[([0-9]{1,3})\]\]`)

// gaps reads texts whose gaps are filled from a list of words: by selecting (gapselect) or dragging (ddwtos).
func (m moodleReading) gaps() {
	m.item.Type = Cloze
	words, groups := []string{}, []string{}
	for _, o := range append(m.n.children("selectoption"), m.n.children("dragbox")...) {
		words, groups = append(words, text(o)), append(groups, o.child("group").trimmed())
	}
	if m.n.attr["type"] == "ddwtos" {
		m.lose("words are chosen from a list instead of dragged, and can be used again")
	}
	m.item.Stem.Text = placed.ReplaceAllStringFunc(m.item.Stem.Text, func(s string) string {
		n, _ := strconv.Atoi(placed.FindStringSubmatch(s)[1])
		if n < 1 || n > len(words) || len(words) > maxAnswers {
			m.reject("a gap names a word that is not there")
			return s
		}
		b := Blank{ID: "b" + strconv.Itoa(len(m.item.Blanks)+1), Kind: BlankChoice}
		for i, w := range words {
			if groups[i] == groups[n-1] {
				b.Options = append(b.Options, Option{Text: Text{Moodle, w}, Fraction: map[bool]string{true: "1", false: "0"}[i == n-1]})
			}
		}
		m.item.Blanks = append(m.item.Blanks, b)
		return mark(b.ID)
	})
	m.blanked()
}
