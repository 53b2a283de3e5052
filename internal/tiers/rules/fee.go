package rules

// fee wants that the partner has settled a fee as a company.
type fee struct {
	leafOnly
	product string
}

func readFee(at place, r *Requirement, names ruleNames) test {
	s := r.leaf(at, "fee", names)
	if p := s.get("paid"); !p.absent() && !p.flag() {
		p.fault("out_of_range", "A fee is wanted paid.")
	}
	return fee{product: s.get("product").key()}
}

func (fee) kind() Kind { return KindFee }

func (t fee) judge(h *hearing, _ []Result) Node {
	have := 0
	for _, f := range h.snap.Fees {
		if f.Product == t.product && covers(f.From, f.Until, h.at) {
			have = 1
		}
	}
	return counting(resultOf(have == 1), have, 1)
}

func (t fee) words(*hearing) string { return spoken(t.product) + " is paid" }

func (t fee) label(*hearing) string { return spoken(t.product) }

func (t fee) lack(*hearing, Node) string { return "the " + spoken(t.product) + " is not paid" }

func (t fee) ways(_ *hearing, n Node) []Way {
	return []Way{{Node: n.ID, Fee: t.product, Text: "pay the " + spoken(t.product), Add: 1}}
}

func (t fee) endings(h *hearing) []ending {
	found := []ending{}
	for _, f := range h.snap.Fees {
		if f.Product == t.product && covers(f.From, f.Until, h.at) {
			found = append(found, ending{on: f.Until, before: "What was paid for the " + spoken(t.product) + " ends"})
		}
	}
	return found
}
