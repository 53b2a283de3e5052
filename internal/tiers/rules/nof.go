package rules

// nOf is met when at least n of its parts are.
type nOf struct {
	connective
	n int
}

func readNOf(at place, r *Requirement, names ruleNames) test {
	s := r.leaf(at, "n", "of")
	parts := readParts(s.need("of"), r, "of", names)
	n := s.need("n")
	t := nOf{connective{parts}, n.whole(1, 1000)}
	if t.n > len(parts) {
		n.fault("out_of_range", "More than there are parts.")
	}
	return t
}

func (nOf) kind() Kind { return KindNOf }

func (t nOf) judge(_ *hearing, parts []Result) Node {
	result, met := atLeast(t.n, parts)
	return counting(result, met, t.n)
}

func (t nOf) words(*hearing) string { return "at least " + itoa(t.n) + " of these" }

func (nOf) label(*hearing) string { return "some of these" }
