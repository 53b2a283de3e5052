package interchange

import (
	"math/big"
	"net/url"
	"slices"
	"strings"
)

func urlPath(s string) string { return (&url.URL{Path: s}).EscapedPath() }

// kind reads what the type of question asks for.
func (m moodleReading) kind() {
	switch kind := m.n.attr["type"]; kind {
	case "multichoice", "multichoiceset":
		m.choices(kind)
	case "truefalse":
		m.trueFalse()
	case "shortanswer":
		m.item.Type, m.item.Exact = ShortText, m.n.child("usecase").trimmed() == "1"
		m.item.Texts = m.texts()
		m.reachable()
	case "numerical":
		m.numbers()
	case "matching", "match":
		m.matching()
	case "essay":
		m.essay()
	case "cloze", "multianswer":
		m.cloze()
	case "gapselect", "ddwtos":
		m.gaps()
	case "ordering":
		m.ordering()
	default:
		m.reject("type " + name(kind) + " is not supported")
		return
	}
	if m.reason == "" && strings.TrimSpace(m.item.Stem.Text) == "" {
		m.reject("the item has no stem")
	}
}

func (m moodleReading) choices(kind string) {
	single := m.n.child("single").trimmed()
	m.item.Type, m.item.Weighed = SingleChoice, false
	if kind == "multichoiceset" || single == "false" || single == "0" {
		m.item.Type, m.item.Weighed = MultipleResponse, kind == "multichoice"
	}
	m.item.Fixed = slices.Contains([]string{"0", "false"}, m.n.child("shuffleanswers").trimmed())
	for _, a := range m.n.children("answer") {
		fraction, ok := m.worth(a)
		if !ok {
			return
		}
		o := Option{m.text(a), fraction, m.text(a.child("feedback"))}
		if o.Text.Text == "" {
			m.reject("an option is empty")
			return
		}
		m.item.Options = append(m.item.Options, o)
		m.item.Weighed = m.item.Weighed || (m.item.Type == SingleChoice && fraction != "0" && fraction != "1")
	}
	switch {
	case len(m.item.Options) > maxAnswers:
		m.reject("there are more than 100 answers")
	case m.item.Type == MultipleResponse && m.item.Weighed:
		m.wholeSum()
	default:
		m.reachable()
	}
}

// worth reads a percentage; old files hold it in an element.
func (m moodleReading) worth(a *node) (string, bool) {
	percent := a.attr["fraction"]
	if percent == "" {
		percent = a.child("fraction").trimmed()
	}
	if percent == "" {
		percent = "0"
	}
	return m.fraction(answer{weight: percent}, "0")
}

func (m moodleReading) trueFalse() {
	m.item.Type = TrueFalse
	answers := m.n.children("answer")
	if len(answers) != 2 {
		m.reject("true or false needs exactly two answers")
		return
	}
	right := 0
	for i, a := range answers {
		fraction, ok := m.worth(a)
		if !ok {
			return
		}
		// Localised files name the answers in their language; the first is then the true one.
		isTrue := strings.EqualFold(text(a), "true") || (!strings.EqualFold(text(a), "false") && i == 0)
		if fraction == "1" {
			right++
			m.item.True = isTrue
		}
		if isTrue {
			m.item.IfTrue = m.text(a.child("feedback"))
		} else {
			m.item.IfFalse = m.text(a.child("feedback"))
		}
	}
	if right != 1 {
		m.reject("exactly one of true and false must be right")
	}
}

func (m moodleReading) texts() []Short {
	var out []Short
	for _, a := range m.n.children("answer") {
		fraction, ok := m.worth(a)
		if !ok {
			return nil
		}
		if text(a) == "" {
			m.reject("an accepted answer is empty")
			return nil
		}
		out = append(out, Short{text(a), fraction, m.text(a.child("feedback"))})
	}
	if len(out) > maxAnswers {
		m.reject("there are more than 100 answers")
	}
	return out
}

func (m moodleReading) numbers() {
	m.item.Type = Numeric
	for _, a := range m.n.children("answer") {
		fraction, ok := m.worth(a)
		if !ok {
			return
		}
		value := text(a)
		if value == "*" {
			m.lose("what is said to any other number has no place here")
			continue
		}
		tolerance := a.child("tolerance").trimmed()
		if tolerance == "" {
			tolerance = "0"
		}
		from, to, ok := interval(value + ":" + tolerance)
		if !ok {
			m.reject("an accepted answer is no number with a tolerance")
			return
		}
		m.item.Numbers = append(m.item.Numbers, Number{from, to, fraction, m.text(a.child("feedback"))})
	}
	m.reachable()
	m.units()
}

func (m moodleReading) units() {
	for _, u := range m.n.child("units").children("unit") {
		factor := rat(u.child("multiplier").trimmed())
		if factor == nil || factor.Sign() <= 0 || u.child("unit_name").trimmed() == "" {
			m.reject("a unit has no name or no multiplier")
			return
		}
		// Moodle multiplies the key by it; here it says how many of the first unit the unit is.
		m.item.Units = append(m.item.Units, Unit{u.child("unit_name").trimmed(), decimals(new(big.Rat).Inv(factor))})
	}
	if len(m.item.Units) > 20 {
		m.reject("there are more than 20 units")
	}
	p := rat(m.n.child("unitpenalty").trimmed())
	if kind := m.n.child("unitgradingtype").trimmed(); len(m.item.Units) > 0 && p != nil && p.Sign() > 0 && (kind == "1" || kind == "2") {
		m.item.UnitPenalty, m.item.UnitPenaltyOf = part(p), map[string]string{"1": "answer", "2": "item"}[kind]
	}
}

func (m moodleReading) matching() {
	m.item.Type = Matching
	for _, q := range m.n.children("subquestion") {
		m.pair(m.text(q), Text{Plain, text(q.child("answer"))})
	}
	if len(m.item.Options) > maxAnswers || len(m.item.Stems) > maxAnswers {
		m.reject("there are more than 100 pairs")
	}
	m.paired()
}

func (m moodleReading) essay() {
	m.item.Type = Essay
	m.item.Guide = m.text(m.n.child("graderinfo"))
	if text(m.n.child("responsetemplate")) != "" {
		m.lose("the template of the answer is not kept")
	}
	for _, word := range []string{"minwordlimit", "maxwordlimit"} {
		if n, is := whole(m.n.child(word).trimmed()); is && n > 0 {
			m.lose("how many words are asked for is not kept")
		}
	}
	if n, is := whole(m.n.child("maxbytes").trimmed()); is && n > 0 {
		m.lose("how large a file may be is not kept")
	}
	if a := m.n.child("attachments").trimmed(); a != "" && a != "0" {
		if m.n.child("responseformat").trimmed() == "noinline" {
			m.item.Type = FileUpload
			for _, t := range strings.FieldsFunc(m.n.child("filetypeslist").trimmed(), func(r rune) bool { return r == ',' || r == ' ' || r == ';' }) {
				if ext, is := strings.CutPrefix(t, "."); is {
					m.item.Accept = append(m.item.Accept, ext)
				}
			}
			return
		}
		m.lose("that files may be attached is not kept")
	}
}

func (m moodleReading) ordering() {
	m.item.Type = Ordering
	for _, a := range m.n.children("answer") {
		m.item.Options = append(m.item.Options, Option{Text: m.text(a)})
	}
	m.lose("how a partly right order is graded is not kept; the bank's rule holds")
	if some := m.n.child("selecttype").trimmed(); some != "" && some != "0" && !strings.EqualFold(some, "all") {
		m.lose("that only some of the parts are shown is not kept")
	}
	m.ordered()
}

func (r *reading) ordered() {
	switch {
	case r.reason != "":
	case len(r.item.Options) < 2 || len(r.item.Options) > maxAnswers:
		r.reject("ordering needs between 2 and 100 parts")
	}
}
