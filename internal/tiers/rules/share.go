package rules

import "math/big"

// share wants so many people of a population, and never more than it counts up to.
type share struct {
	leafOnly
	of   Filter
	over counter
	min  Quantity
	most int // zero: no limit
}

func readShare(at place, r *Requirement, names ruleNames) test {
	s := r.leaf(at, "share", names)
	t := share{of: readFilter(s.get("of"), names.program), over: readCounter(s.get("over"), names)}
	least := s.get("min")
	if t.min = least.decimal(); !least.absent() && (t.min <= 0 || t.min > millionth) {
		least.fault("out_of_range", "A part of one, above 0 and up to 1; 0.5 is one half.")
	}
	if p := s.get("count_up_to"); !p.absent() {
		t.most = p.whole(1, 1_000_000)
	}
	return t
}

func (share) kind() Kind { return KindShare }

// needs is how many people a population asks for; ok is false for one without end.
func (t share) needs(population *big.Rat) (int, bool) {
	if population == nil {
		return t.most, t.most > 0
	}
	n := ceiled(new(big.Rat).Mul(population, t.min.rat()))
	if t.most > 0 {
		n = min(n, t.most)
	}
	return n, true
}

func (t share) judge(h *hearing, _ []Result) Node {
	tally, over := h.tally(t.of), t.over.amount(h)
	have := len(tally.counted)
	least, _ := t.needs(over.low)
	most, bounded := t.needs(over.high)
	var n Node
	switch {
	case over.known() && over.low.Sign() <= 0:
		n = Node{Result: Unknown, Why: "zero_denominator", Have: have}
	case over.known():
		n = counting(resultOf(have >= least), have, least)
		n.Of = ceiled(over.low)
	case bounded && have >= most:
		n = counting(Met, have, most)
	case have < least:
		n = counting(NotMet, have, least)
	default:
		n = Node{Result: Unknown, Why: over.why, Have: have}
	}
	n.Counted, n.Excluded, n.AtRisk = tally.people(), tally.excluded, h.atRisk(tally)
	return n
}

func (t share) words(h *hearing) string {
	text := "at least " + plainDecimal(t.min*100, 6) + " % of " + t.over.label(h) + " with " + t.of.noun(h)
	if t.most > 0 {
		text += ", counted up to " + plural(t.most, "person", "people")
	}
	return text
}

func (t share) label(h *hearing) string { return t.of.people(h) }

func (t share) lack(h *hearing, n Node) string {
	return plural(missing(n), "more person", "more people") + " with " + t.of.noun(h)
}

func (t share) ways(h *hearing, n Node) []Way {
	return headcount{of: t.of, min: n.need}.ways(h, n)
}

func (t share) endings(h *hearing) []ending { return h.tally(t.of).endings(h) }

func (t share) wants(a Award) bool { return t.of.matches(a) || t.over != nil && t.over.wants(a) }
