package rules

// nOf is met when at least n of its parts are.
type nOf struct {
	connective
	n int
}

func readNOf(at place, r *Requirement, names ruleNames) test {
	s := r.leaf(at, "n_of", names)
	parts := readParts(s.get("of"), r, "of", names)
	n := s.get("n")
	t := nOf{connective{parts}, n.whole(1, 1000)}
	if t.n > len(parts) {
		n.fault("out_of_range", "More than there are parts.")
	}
	return t
}

func (nOf) kind() Kind { return KindNOf }

func (t nOf) judge(_ *hearing, parts []Result) Node {
	n := min(t.n, len(parts)) // of what applies
	result, met := atLeast(n, parts)
	return counting(result, met, n)
}

func (t nOf) words(*hearing) string { return "at least " + itoa(t.n) + " of these" }

func (nOf) label(*hearing) string { return "some of these" }
