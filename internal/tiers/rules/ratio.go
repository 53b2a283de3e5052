package rules

import "math/big"

// ratio divides one count by another.
type ratio struct {
	leafOnly
	num, den counter
	need     Quantity
}

func readRatio(at place, r *Requirement, names ruleNames) test {
	s := r.leaf(at, "ratio", names)
	return ratio{num: readCounter(s.get("num"), names), den: readCounter(s.get("den"), names), need: s.get("at_least").decimal()}
}

func (ratio) kind() Kind { return KindRatio }

// amount is the quotient; where the lower one is zero there is none, and nothing is held against anybody.
func (t ratio) amount(h *hearing) amount {
	num, den := t.num.amount(h), t.den.amount(h)
	a := amount{low: new(big.Rat), why: num.why, tally: num.tally}
	if a.why == "" {
		a.why = den.why
	}
	if den.known() && den.low.Sign() <= 0 {
		return unheard("zero_denominator")
	}
	if den.high != nil && den.high.Sign() > 0 {
		a.low = new(big.Rat).Quo(num.low, den.high)
	}
	if num.high != nil && den.low.Sign() > 0 {
		a.high = new(big.Rat).Quo(num.high, den.low)
	}
	return a
}

func (t ratio) judge(h *hearing, _ []Result) Node {
	a := t.amount(h)
	n := Node{Result: a.against(t.need.rat()), Need: plainDecimal(t.need, 6), Comparison: AtLeast, Why: a.why}
	if a.known() {
		n.Have = said(a.low)
		if n.Result == NotMet {
			n.Short = said(new(big.Rat).Sub(t.need.rat(), a.low))
		}
	}
	n.Counted, n.Excluded = a.tally.people(), a.tally.excluded
	if a.tally.counted == nil {
		n.Counted = nil
	}
	return n
}

func (t ratio) noun(h *hearing) string { return t.label(h) }

func (t ratio) words(h *hearing) string {
	return t.label(h) + " of at least " + plainDecimal(t.need, 6)
}

func (t ratio) label(h *hearing) string { return t.num.label(h) + " per " + t.den.label(h) }

func (t ratio) lack(h *hearing, n Node) string {
	have, _ := n.Have.(string)
	return t.label(h) + " is " + have + " and must be at least " + plainDecimal(t.need, 6)
}

func (t ratio) ways(h *hearing, n Node) []Way {
	return []Way{{Node: n.ID, Text: t.lack(h, n), Add: n.Short}}
}

func (t ratio) endings(h *hearing) []ending { return append(t.num.endings(h), t.den.endings(h)...) }

func (t ratio) wants(a Award) bool { return t.num.wants(a) }
