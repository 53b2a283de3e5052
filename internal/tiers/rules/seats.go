package rules

import (
	"slices"
	"strings"
)

// SeatRule says how a group of seats is filled.
type SeatRule struct {
	Group     string
	PerPerson map[string]int // seats in each role
	Total     int            // seats in all; zero: no limit
	Exclusive bool           // one role kind per person
	Pins      string         // allowed: the partner may place people; required: only those placed count
}

func readSeatRules(at place) []SeatRule {
	found := []SeatRule{}
	for _, m := range at.own() {
		s := m.shape("seat_rule")
		r := SeatRule{Group: m.name, PerPerson: map[string]int{}, Exclusive: s.get("exclusive_roles").flag(), Pins: s.get("pins").oneOf("allowed", "required")}
		for _, role := range s.get("per_person").own() {
			r.PerPerson[role.name] = role.whole(0, 1000)
		}
		if total := s.get("total"); !total.absent() {
			r.Total = total.whole(1, 1000)
		}
		found = append(found, r)
	}
	return found
}

// seats wants different people for every need, out of a group that is filled as a whole.
type seats struct {
	leafOnly
	rule  SeatRule
	needs []seatWanted
}

type seatWanted struct {
	role string
	min  int
	of   Filter
}

func readSeats(at place, r *Requirement, names ruleNames) test {
	s := r.leaf(at, "seats", names)
	t := seats{}
	group := s.get("group")
	i := slices.IndexFunc(names.program.SeatRules, func(rule SeatRule) bool { return rule.Group == group.key() })
	if i >= 0 {
		t.rule = names.program.SeatRules[i]
	} else if !group.absent() {
		group.fault("unknown_group", "Not declared under seat_rules.")
	}
	needs := s.get("needs")
	for _, item := range needs.list() {
		n := item.shape("need")
		of := n.filter(names.program)
		of.Role = nil // here the role is the seat's, not the award's
		t.needs = append(t.needs, seatWanted{role: n.get("role").key(), min: n.get("min").whole(1, 10_000), of: of})
	}
	if len(t.needs) == 0 && !needs.absent() {
		needs.fault("empty", "Seats of nothing.")
	}
	return t
}

func (seats) kind() Kind { return KindSeats }

// Seat is somebody in a need.
type Seat struct {
	Need   string   `json:"need"`
	Role   string   `json:"role"`
	Have   int      `json:"have"`
	Want   int      `json:"want"`
	People []string `json:"people"`
}

// Bottleneck is what cannot all be staffed, by whom alone it could be, and how many seats those can take.
type Bottleneck struct {
	Needs    []string `json:"needs"`
	Need     int      `json:"need"`
	People   []string `json:"people"`
	Capacity int      `json:"capacity"`
}

func (t seats) judge(h *hearing, _ []Result) Node {
	p, own := h.plan(t)
	have, need := 0, 0
	n := Node{Seats: []Seat{}, Counted: []string{}}
	for _, k := range own {
		have, need = have+p.filled[k], need+p.needs[k].min
		seat := Seat{Need: p.needs[k].name, Role: p.needs[k].role, Have: p.filled[k], Want: p.needs[k].min, People: []string{}}
		for _, i := range p.seated(k) {
			seat.People = append(seat.People, p.people[i])
			if !has(n.Counted, p.people[i]) {
				n.Counted = append(n.Counted, p.people[i])
			}
		}
		n.Seats = append(n.Seats, seat)
	}
	slices.Sort(n.Counted)
	counted := counting(resultOf(have >= need), have, need)
	n.Result, n.Have, n.Need, n.Short, n.Comparison, n.have, n.need = counted.Result, counted.Have, counted.Need, counted.Short, AtLeast, counted.have, need
	if p.bound {
		n.UpperBound = true
		if n.Result == Met {
			n.Result, n.Why = Unknown, "pins_needed"
		}
	}
	if have < need {
		n.Bottleneck = p.bottleneck(own)
	}
	return n
}

func (p *plan) bottleneck(own []int) *Bottleneck {
	needs, people, capacity, wanted := p.cut(own)
	b := &Bottleneck{Needs: needs, Need: wanted, People: []string{}, Capacity: capacity}
	for _, i := range people {
		b.People = append(b.People, p.people[i])
	}
	return b
}

func (t seats) words(h *hearing) string {
	parts := make([]string, len(t.needs))
	for i, n := range t.needs {
		parts[i] = itoa(n.min) + " as " + spoken(n.role) + " with " + n.of.noun(h)
	}
	text := "different people in these seats: " + strings.Join(parts, "; ")
	return text + t.rule.words()
}

func (r SeatRule) words() string {
	text := ""
	roles := []string{}
	for role := range r.PerPerson {
		roles = append(roles, role)
	}
	slices.Sort(roles)
	limits := []string{}
	for _, role := range roles {
		limits = append(limits, plural(r.PerPerson[role], "seat", "seats")+" as "+spoken(role))
	}
	if len(limits) > 0 {
		text += "; one person takes at most " + strings.Join(limits, ", ")
	}
	if r.Total > 0 {
		text += "; at most " + plural(r.Total, "seat", "seats") + " in all"
	}
	if r.Exclusive {
		text += "; nobody takes two roles"
	}
	if r.Pins == "required" {
		text += "; only people whom the partner has placed count"
	}
	return text
}

func (t seats) label(*hearing) string { return "seats of " + spoken(t.rule.Group) }

func (t seats) lack(_ *hearing, n Node) string {
	return plural(missing(n), "seat", "seats") + " of " + spoken(t.rule.Group) + " cannot be filled"
}

func (t seats) ways(h *hearing, n Node) []Way {
	found := []Way{}
	for i, seat := range n.Seats {
		if seat.Have >= seat.Want {
			continue
		}
		of := t.needs[i].of
		w := Way{Node: n.ID, Seat: seat.Role, Add: seat.Want - seat.Have, Candidates: h.candidates(of, n),
			Text: plural(seat.Want-seat.Have, "more person", "more people") + " as " + spoken(seat.Role) + " with " + of.noun(h)}
		if len(of.Certification) == 1 {
			w.Certification, w.CertificationTitle = of.Certification[0], h.titleOf(of.Certification[0])
		}
		found = append(found, w)
	}
	return found
}

func (t seats) endings(h *hearing) []ending {
	found := []ending{}
	for _, n := range t.needs {
		found = append(found, h.tally(n.of).endings(h)...)
	}
	return found
}

func (t seats) wants(a Award) bool {
	return slices.ContainsFunc(t.needs, func(n seatWanted) bool { return n.of.matches(a) })
}
