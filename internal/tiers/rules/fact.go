package rules

import "laurel/internal/money"

// factTest compares a declared metric with a line.
type factTest struct {
	leafOnly
	rule FactRule
	line string // a Comparison
	need Quantity
}

var lines = []string{string(AtLeast), string(AtMost), string(MoreThan)}

func readFactTest(at place, r *Requirement, names ruleNames) test {
	s := r.leaf(at, "fact", names)
	t := factTest{}
	name := s.get("name")
	rule, declared := names.program.Fact(name.key())
	if !declared && !name.absent() {
		name.fault("unknown_fact", "Not declared under facts.")
		return t
	}
	t.rule = rule
	if rule.Name == "" {
		return t
	}
	for _, line := range lines {
		p := s.get(line)
		if p.absent() {
			continue
		}
		if t.line != "" {
			p.fault("conflict", "One line only.")
		}
		t.line, t.need = line, p.quantity(rule)
	}
	if t.line == "" && !s.absent() {
		at.fault("required", "One of at_least, at_most, more_than.")
	}
	return t
}

// quantity reads a number in the measure of a fact. A bare number is refused for money: nobody should have to guess
// whether cents or dollars are meant.
func (p place) quantity(rule FactRule) Quantity {
	switch rule.Measure {
	case MeasureMoney:
		m, ok := ParseMoney(p.text())
		if !ok {
			p.fault("bare_money", `Money is written with its currency, "100000 USD".`)
			return 0
		}
		if m.Currency != rule.Currency {
			p.fault("other_currency", "Not the currency of the program.")
		}
		return Quantity(m.Amount)
	case MeasureCount:
		return Quantity(p.whole(0, 1_000_000_000))
	default:
		return p.decimal()
	}
}

func (factTest) kind() Kind { return KindFact }

func (t factTest) judge(h *hearing, _ []Result) Node {
	m := h.measure(t.rule)
	n := Node{Need: t.rule.figure(t.need), Comparison: Comparison(t.line), Why: m.why, Result: Unknown}
	if !m.last.IsZero() {
		n.Last = day(m.last)
	}
	if m.stale {
		n.MaxAge = t.rule.ageWords()
	}
	if !m.known {
		return n
	}
	n.Have, n.have = t.rule.figure(m.value), int64(m.value)
	n.Result = resultOf(t.holds(m.value))
	if short := t.short(m.value); short > 0 {
		n.Short = t.rule.figure(short)
	}
	if m.stale {
		n.Result = m.when.turn(n.Result)
	}
	return n
}

func (t factTest) holds(have Quantity) bool {
	switch t.line {
	case "at_most":
		return have <= t.need
	case "more_than":
		return have > t.need
	default:
		return have >= t.need
	}
}

func (t factTest) short(have Quantity) Quantity {
	if t.holds(have) {
		return 0
	}
	if t.line == "at_most" {
		return have - t.need
	}
	return t.need - have
}

func (t factTest) words(h *hearing) string {
	line := map[string]string{"at_least": "at least ", "at_most": "at most ", "more_than": "more than "}[t.line]
	return spaced(t.rule.Label+" of "+line+t.rule.words(t.need), t.rule.Window.words())
}

func (t factTest) label(*hearing) string { return t.rule.Label }

func (t factTest) lack(_ *hearing, n Node) string {
	short := t.short(Quantity(n.have))
	if t.line != "at_least" || short <= 0 || t.rule.Measure == MeasureNumber {
		return t.rule.Label + " is " + t.rule.words(Quantity(n.have)) + " and must be " +
			map[string]string{"at_least": "at least ", "at_most": "at most ", "more_than": "more than "}[t.line] + t.rule.words(t.need)
	}
	return t.rule.words(short) + " more " + t.rule.Label
}

func (t factTest) ways(_ *hearing, n Node) []Way {
	if t.line == "at_most" || n.Short == nil {
		return nil
	}
	if m, is := n.Short.(money.Money); is {
		return []Way{{Node: n.ID, Fact: t.rule.Name, Add: m}}
	}
	return []Way{{Node: n.ID, Fact: t.rule.Name, Add: n.Short}}
}

func (factTest) endings(*hearing) []ending { return nil }
