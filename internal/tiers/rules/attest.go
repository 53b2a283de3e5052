package rules

import "time"

// attest wants approved evidence that is valid and not too old.
type attest struct {
	leafOnly
	of     string
	min    int
	maxAge Period
}

func readAttest(at place, r *Requirement, names ruleNames) test {
	s := r.leaf(at, "attest", names)
	t := attest{of: s.get("kind").key(), min: 1, maxAge: s.get("max_age").period()}
	if p := s.get("min"); !p.absent() {
		t.min = p.whole(1, 1000)
	}
	return t
}

func (attest) kind() Kind { return KindAttest }

func (t attest) judge(h *hearing, _ []Result) Node {
	have, waiting := 0, 0
	for _, a := range h.snap.Attestations {
		switch {
		case a.Kind != t.of || !t.lives(a, h.at):
		case a.Approved:
			have++
		default:
			waiting++
		}
	}
	n := counting(resultOf(have >= t.min), have, t.min)
	if waiting > 0 {
		n.Why = plural(waiting, "waits", "wait") + " for approval"
	}
	return n
}

// until is when a piece of evidence stops counting; zero: never.
func (t attest) until(a Attestation) time.Time {
	end := a.Until
	if !t.maxAge.IsZero() {
		end = earlier(end, t.maxAge.After(a.From))
	}
	return end
}

func (t attest) lives(a Attestation, at time.Time) bool { return covers(a.From, t.until(a), at) }

func (t attest) words(*hearing) string {
	text := "at least " + itoa(t.min) + " approved " + spoken(t.of)
	if !t.maxAge.IsZero() {
		text += ", at most " + t.maxAge.Words() + " old"
	}
	return text
}

func (t attest) label(*hearing) string { return spoken(t.of) }

func (t attest) lack(_ *hearing, n Node) string {
	return plural(missing(n), "more approved", "more approved") + " " + spoken(t.of)
}

func (t attest) ways(_ *hearing, n Node) []Way {
	return []Way{{Node: n.ID, Attest: t.of, Add: missing(n)}}
}

func (t attest) endings(h *hearing) []ending {
	found := []ending{}
	for _, a := range h.snap.Attestations {
		if a.Kind == t.of && a.Approved && t.lives(a, h.at) {
			found = append(found, ending{on: t.until(a), before: "The approved " + spoken(t.of) + " ends or gets too old"})
		}
	}
	return found
}
