package rules

// headcount counts distinct people; whoever counts here may count in any other node too.
type headcount struct {
	leafOnly
	of  Filter
	min int
}

func readHeadcount(at place, r *Requirement, names ruleNames) test {
	s := r.leaf(at, "headcount", names)
	return headcount{of: readFilter(s.get("of"), names.program), min: s.get("min").whole(1, 1_000_000)}
}

func (headcount) kind() Kind { return KindHeadcount }

func (t headcount) judge(h *hearing, _ []Result) Node {
	tally := h.tally(t.of)
	n := counting(resultOf(len(tally.counted) >= t.min), len(tally.counted), t.min)
	n.Counted, n.Excluded = tally.people(), tally.excluded
	n.AtRisk = h.atRisk(tally)
	return n
}

func (t headcount) words(h *hearing) string {
	return "at least " + plural(t.min, "person", "people") + " with " + t.of.noun(h)
}

func (t headcount) label(h *hearing) string { return t.of.people(h) }

func (t headcount) lack(h *hearing, n Node) string {
	return plural(missing(n), "more person", "more people") + " with " + t.of.noun(h)
}

func (t headcount) ways(h *hearing, n Node) []Way {
	w := Way{Node: n.ID, Add: missing(n), Candidates: h.candidates(t.of, n)}
	if len(t.of.Certification) == 1 {
		w.Certification, w.CertificationTitle = t.of.Certification[0], h.titleOf(t.of.Certification[0])
	}
	return []Way{w}
}

func (t headcount) endings(h *hearing) []ending { return h.tally(t.of).endings(h) }

func (t headcount) wants(a Award) bool { return t.of.matches(a) }
