package rules

import "time"

// Judge gives the result of every tier without the explanation: keep for tiers up to the held one of their track, enter
// for those above. It is what standings are settled by.
func Judge(p *Program, s Snapshot) map[string]Result {
	s = s.sorted()
	h := newHearing(p, &s, Days(usualHorizon))
	results := make(map[string]Result, len(p.Tiers))
	for _, t := range p.Tiers {
		tree := t.Enter
		if held, holds := h.heldOn(t.Track); holds && held.Rank >= t.Rank {
			tree = t.Keep
		}
		results[t.Key] = h.result(tree)
	}
	return results
}

func (h *hearing) result(r *Requirement) Result {
	parts := []Result{}
	for _, part := range r.test.parts() {
		if part.when == nil || h.applies(part) != NotMet {
			parts = append(parts, h.result(part))
		}
	}
	if r.when == nil {
		return r.test.judge(h, parts).Result
	}
	return h.guarded(r, r.test.judge(h, parts)).Result
}

const doesNotApply = "does_not_apply"

// applies computes the guard of a node.
func (h *hearing) applies(r *Requirement) Result {
	known, stale := h.known(r.when)
	if stale.stale && stale.when != StaleHold {
		return Unknown
	}
	return r.when.holds(known, h.snap.Partner)
}

// guarded lets a guard have its say: a node that does not apply asks nothing, and where that is not known nothing is.
func (h *hearing) guarded(r *Requirement, n Node) Node {
	if r.when == nil {
		return n
	}
	switch h.applies(r) {
	case NotMet:
		return Node{Result: Met, Why: doesNotApply, have: n.have, need: int(n.have)}
	case Unknown:
		n.Result, n.Why = Unknown, "guard_unknown"
	case Met:
	}
	return n
}

// Counted is a person who counts and until when, as far as is known; zero: without end.
type Counted struct {
	Person string
	Until  time.Time
}

// Count finds who counts for a filter outside any program, and who does not for which reason.
func Count(people People, f Filter, s Snapshot) ([]Counted, []Excluded) {
	s = s.sorted()
	t := newHearing(&Program{People: people}, &s, Days(usualHorizon)).tally(f)
	counted := make([]Counted, len(t.counted))
	for i, c := range t.counted {
		counted[i] = Counted{c.person, c.until}
	}
	return counted, t.excluded
}

// CountsToward names the tiers whose rules ask for awards such as this one.
func (p *Program) CountsToward(a Award) []string {
	found := []string{}
	for _, t := range p.Tiers {
		for _, r := range append(t.Enter.flat(), t.Keep.flat()...) {
			if p.wants(r.test, a) {
				found = append(found, t.Key)
				break
			}
		}
	}
	return found
}

// wants asks the designations that a rule asks for, too.
func (p *Program) wants(t test, a Award) bool {
	holds, is := t.(designations)
	if !is {
		return t.wants(a)
	}
	for _, d := range p.Designations {
		if !below(d.Key, holds.of) {
			continue
		}
		for _, r := range d.Require.flat() {
			if p.wants(r.test, a) {
				return true
			}
		}
	}
	return false
}
