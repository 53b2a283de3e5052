package rules

import (
	"slices"
	"sort"
	"time"
)

const (
	mostMoments    = 20
	mostForecasts  = 60
	mostCandidates = 20
)

// forecast tells what will lapse within the horizon and what becomes of the tier then: of the held one when there is
// one, else of the target. Figures of metrics are taken as they are now, nobody guesses them.
func (h *hearing) forecast(target, held Tier) []Forecast {
	watched, tree := target, target.Enter
	if held.Key != "" {
		watched, tree = held, held.Keep
	}
	found := []Forecast{}
	then, grace := "", ""
	var judged time.Time
	moments := 0
	for _, end := range h.lapses(tree, target) {
		if !end.on.Equal(judged) {
			if moments++; moments > mostMoments {
				break
			}
			judged = end.on
			then, grace = h.becomes(watched, tree, end.on, held.Key != "")
		}
		if len(found) == mostForecasts {
			break
		}
		found = append(found, Forecast{On: day(end.on), Person: end.person, Event: end.said(somebody), Then: then, GraceUntil: grace, end: end})
	}
	return found
}

// lapses are the endings within the horizon of everything that counts for the watched tier or the target, in order.
func (h *hearing) lapses(tree *Requirement, target Tier) []ending {
	seen := map[ending]bool{}
	found := []ending{}
	until := h.horizon.After(h.at)
	for _, r := range append(tree.flat(), target.Enter.flat()...) {
		for _, end := range r.test.endings(h) {
			if end.on.IsZero() || end.on.After(until) || seen[end] {
				continue
			}
			seen[end] = true
			found = append(found, end)
		}
	}
	sort.Slice(found, func(i, j int) bool {
		if !found[i].on.Equal(found[j].on) {
			return found[i].on.Before(found[j].on)
		}
		if found[i].before != found[j].before {
			return found[i].before < found[j].before
		}
		return found[i].person+found[i].after < found[j].person+found[j].after
	})
	return found
}

func (h *hearing) becomes(t Tier, tree *Requirement, on time.Time, held bool) (then, grace string) {
	switch h.moved(on, "").bench(tree).result() {
	case Met:
		return t.Title + " is still met", ""
	case NotMet:
		if held && h.program.Standing.Demote == DemoteAfterGrace {
			grace = day(h.program.Standing.Grace.After(on))
		}
		if held {
			return t.Title + " is not met any more", grace
		}
		return t.Title + " is not met", grace
	default:
		return "it is not known whether " + t.Title + " is met", ""
	}
}

// ways are the steps that close what is open.
func (b *bench) ways(h *hearing) []Way {
	found := []Way{}
	for i, n := range b.nodes {
		if n.Result == NotMet && b.open(i) {
			for _, way := range b.rules[i].test.ways(h, n) {
				if way.Label = n.Label; way.Text == "" {
					way.Text = b.rules[i].test.lack(h, n)
				}
				found = append(found, way)
			}
		}
	}
	return found
}

// open is true when nothing above the node is met without it.
func (b *bench) open(i int) bool {
	for up := b.parent[i]; up >= 0; up = b.parent[up] {
		if b.results[up] == Met {
			return false
		}
	}
	return true
}

// candidates are people with a tie that counts but no award that does: those whose award lapsed come first.
func (h *hearing) candidates(filter Filter, n Node) []string {
	lapsed, others := []string{}, []string{}
	for _, f := range h.files {
		_, no := h.tie(f, filter)
		if no.why != "" || slices.Contains(n.Counted, f.person.ID) {
			continue
		}
		if len(h.matching(f.awards, filter)) > 0 {
			lapsed = append(lapsed, f.person.ID)
		} else {
			others = append(others, f.person.ID)
		}
	}
	all := append(lapsed, others...)
	return all[:min(len(all), mostCandidates)]
}

// indispensable are the people without whom alone a met rule would not be met.
func (b *bench) indispensable(h *hearing, tree *Requirement) []string {
	found := []string{}
	if b.result() != Met {
		return found
	}
	tried := map[string]bool{}
	for i, n := range b.nodes {
		if (n.Kind == KindHeadcount || n.Kind == KindShare) && n.have != int64(n.need) {
			continue // one fewer would do
		}
		for _, person := range b.felt(h, i) {
			if tried[person] {
				continue
			}
			tried[person] = true
			if h.moved(h.at, person).bench(tree).result() != Met {
				found = append(found, person)
			}
		}
	}
	sort.Strings(found)
	return found
}

// felt are the people of a node whose absence it would feel.
func (b *bench) felt(h *hearing, i int) []string {
	several, is := b.rules[i].test.(awards)
	if !is {
		return h.needed(b.nodes[i])
	}
	found := []string{}
	for _, c := range h.tally(several.of).counted {
		if b.nodes[i].have-int64(len(c.keys)) < int64(b.nodes[i].need) {
			found = append(found, c.person)
		}
	}
	return found
}

const mostSeated = 200 // people that are left out one by one

// needed are the people of a node of whom the result may hang: those counted, and in the seats those who cannot be replaced.
func (h *hearing) needed(n Node) []string {
	if n.Kind != KindSeats && n.Kind != KindHolds {
		return n.Counted
	}
	found := []string{}
	for _, p := range h.plans {
		for i, person := range p.people {
			if !p.spare(i) {
				found = append(found, person)
			}
		}
	}
	for i, d := range h.program.Designations {
		if n.Kind == KindHolds && has(n.Held, d.Key) && d.Require != nil && n.have == int64(n.need) {
			for _, part := range h.bench(h.program.Designations[i].Require).nodes {
				if part.Kind == KindHeadcount && part.have == int64(part.need) || part.Kind == KindAwards {
					found = append(found, part.Counted...)
				}
			}
		}
	}
	sort.Strings(found)
	found = slices.Compact(found)
	return found[:min(len(found), mostSeated)]
}
