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
		parts = append(parts, h.result(part))
	}
	return r.test.judge(h, parts).Result
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
			if r.test.wants(a) {
				found = append(found, t.Key)
				break
			}
		}
	}
	return found
}
