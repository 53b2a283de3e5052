package rules

import "slices"

// unit is one rule that wants seats of a group: a designation, or the tree that is being judged.
type unit struct {
	name  string
	tests []seats
}

// plan fills the whole group once, and finds the needs of one node in it. What is held stands first, then what the partner
// asks for in its own order, then the tree in question, then the rest.
func (h *hearing) plan(t seats) (*plan, []int) {
	units := h.units(t)
	key := t.rule.Group
	for _, u := range units {
		key += "\x1f" + u.name
	}
	p := h.plans[key]
	if p == nil {
		solved := h.seating(t.rule, units).solve()
		p = &solved
		h.plans[key] = p
	}
	own, at := []int{}, 0
	for _, u := range units {
		for _, s := range u.tests {
			for k := range s.needs {
				if len(own) < len(t.needs) && same(s, t) {
					own = append(own, at+k)
				}
			}
			at += len(s.needs)
		}
	}
	return p, own
}

// same is true for one and the same node of a document.
func same(a, b seats) bool { return len(a.needs) > 0 && len(b.needs) > 0 && &a.needs[0] == &b.needs[0] }

func seatsOf(r *Requirement, group string) []seats {
	found := []seats{}
	for _, part := range r.flat() {
		if s, is := part.test.(seats); is && s.rule.Group == group {
			found = append(found, s)
		}
	}
	return found
}

func (h *hearing) units(t seats) []unit {
	own := unit{name: "tree"}
	var first, wanted, rest []unit
	order := h.wanted()
	for i, d := range h.program.Designations {
		tests := seatsOf(d.Require, t.rule.Group)
		if len(tests) == 0 || h.otherLevel(i, t) {
			continue
		}
		u := unit{"designation " + d.Key + " " + d.Level, tests}
		switch {
		case h.holdsDesignation(d.Key):
			first = append(first, u)
		case has(order, d.Key):
			wanted = append(wanted, u)
		default:
			rest = append(rest, u)
		}
	}
	slices.SortStableFunc(wanted, func(a, b unit) int { return indexOf(order, a.key()) - indexOf(order, b.key()) })
	tree, held := h.treeOf(t)
	all := append(first, wanted...)
	if tree != nil {
		own.tests = seatsOf(tree, t.rule.Group)
		if held {
			all = append([]unit{own}, all...)
		} else {
			all = append(all, own)
		}
	}
	return append(all, rest...)
}

func (u unit) key() string {
	key := u.name[len("designation "):]
	for i := range key {
		if key[i] == ' ' {
			return key[:i]
		}
	}
	return key
}

// wanted is what the partner asks for, in its order.
func (h *hearing) wanted() []string { return h.snap.Wanted }

func (h *hearing) holdsDesignation(key string) bool {
	return slices.ContainsFunc(h.recorded(), func(s DesignationState) bool { return s.Key == key })
}

// otherLevel is true for a second level of a designation: levels of one key stand for each other, they do not add up. The
// one that a node belongs to is taken, else the first.
func (h *hearing) otherLevel(i int, t seats) bool {
	key := h.program.Designations[i].Key
	chosen := -1
	for k, d := range h.program.Designations {
		if d.Key != key || len(seatsOf(d.Require, t.rule.Group)) == 0 {
			continue
		}
		mine := slices.ContainsFunc(seatsOf(d.Require, t.rule.Group), func(s seats) bool { return same(s, t) })
		if chosen < 0 || mine {
			chosen = k
		}
	}
	return chosen != i
}

// treeOf is the tier rule that a node stands in, and whether that tier is held.
func (h *hearing) treeOf(t seats) (*Requirement, bool) {
	for _, tier := range h.program.Tiers {
		for _, tree := range []*Requirement{tier.Enter, tier.Keep} {
			if slices.ContainsFunc(seatsOf(tree, t.rule.Group), func(s seats) bool { return same(s, t) }) {
				held, holds := h.heldOn(tier.Track)
				return tree, holds && held.Rank >= tier.Rank
			}
		}
	}
	return nil, false
}

// seating writes the question: who may sit where.
func (h *hearing) seating(rule SeatRule, units []unit) seating {
	s := seating{perRole: rule.PerPerson, total: rule.Total, exclusive: rule.Exclusive}
	index, names := map[string]int{}, map[string]int{}
	for _, u := range units {
		prefix := ""
		if u.name != "tree" {
			prefix = u.key() + "."
		}
		for _, t := range u.tests {
			for _, n := range t.needs {
				need := seatNeed{name: prefix + n.role, role: n.role, min: n.min}
				if names[need.name]++; names[need.name] > 1 {
					need.name += "#" + itoa(names[need.name])
				}
				for _, c := range h.tally(n.of).counted {
					if !h.placed(rule, c.person, n.role) {
						continue
					}
					i, known := index[c.person]
					if !known {
						i = len(s.people)
						index[c.person], s.people = i, append(s.people, c.person)
					}
					need.people = append(need.people, i)
				}
				s.needs = append(s.needs, need)
			}
		}
	}
	return s
}

// placed is true where a person may sit in a role: pinned to it, or free where pins are not required.
func (h *hearing) placed(rule SeatRule, person, role string) bool {
	if rule.Pins == "" {
		return true
	}
	pinned := false
	for _, p := range h.snap.Pins {
		if p.Group != rule.Group || p.Person != person {
			continue
		}
		if p.Role == role {
			return true
		}
		pinned = true
	}
	return !pinned && rule.Pins == "allowed"
}
