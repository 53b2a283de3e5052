package rules

// awards counts what people hold; one person may bring several, the same award renewed is still one.
type awards struct {
	leafOnly
	of  Filter
	min int
}

func readAwards(at place, r *Requirement, names ruleNames) test {
	s := r.leaf(at, "awards", names)
	return awards{of: readFilter(s.get("of"), names.program), min: s.get("min").whole(1, 1_000_000)}
}

func (awards) kind() Kind { return KindAwards }

func (t awards) judge(h *hearing, _ []Result) Node {
	tally := h.tally(t.of)
	have := 0
	for _, c := range tally.counted {
		have += len(c.keys)
	}
	n := counting(resultOf(have >= t.min), have, t.min)
	n.Counted, n.Excluded = tally.people(), tally.excluded
	n.AtRisk = h.atRisk(tally)
	return n
}

func (t awards) words(h *hearing) string {
	return "at least " + plural(t.min, "award", "awards") + " of " + t.of.noun(h)
}

func (t awards) label(h *hearing) string { return t.of.people(h) }

func (t awards) lack(h *hearing, n Node) string {
	return plural(missing(n), "more award", "more awards") + " of " + t.of.noun(h)
}

func (t awards) ways(h *hearing, n Node) []Way {
	w := Way{Node: n.ID, Add: missing(n), Candidates: h.candidates(t.of, n)}
	if len(t.of.Certification) == 1 {
		w.Certification, w.CertificationTitle = t.of.Certification[0], h.titleOf(t.of.Certification[0])
	}
	return []Way{w}
}

func (t awards) endings(h *hearing) []ending { return h.tally(t.of).endings(h) }

func (t awards) wants(a Award) bool { return t.of.matches(a) }
