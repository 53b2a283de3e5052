package rules

import "slices"

// Fees are the products whose settling the program asks about, each once.
func (p *Program) Fees() []string {
	found := []string{}
	for _, tree := range p.trees() {
		for _, r := range tree.flat() {
			if f, is := r.test.(fee); is && !has(found, f.product) {
				found = append(found, f.product)
			}
		}
	}
	return found
}

// Designates is true for a designation that the program declares, or that stands below an external one.
func (p *Program) Designates(key string) bool {
	return slices.ContainsFunc(p.Designations, func(d Designation) bool { return d.Key == key || d.External && below(key, d.Key) })
}

// SeatRoles are the roles of the seats of a group; none where the program has no such group.
func (p *Program) SeatRoles(group string) []string {
	found := []string{}
	for _, tree := range p.trees() {
		for _, s := range seatsOf(tree, group) {
			for _, n := range s.needs {
				found = append(found, n.role)
			}
		}
	}
	return found
}

func (p *Program) trees() []*Requirement {
	found := []*Requirement{}
	for _, t := range p.Tiers {
		found = append(found, t.Enter, t.Keep)
		found = append(found, t.Targets...)
	}
	for _, d := range p.Designations {
		found = append(found, d.Require)
	}
	return found
}
