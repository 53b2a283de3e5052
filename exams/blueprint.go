package exams

import (
	"cmp"
	"slices"
	"strconv"
)

// Blueprint says how many items a form has and from which domains. Without domains it draws from the whole bank.
// Cognitive levels, where it names any, share the items among them too.
type Blueprint struct {
	Length          int        `json:"length"`
	Domains         []Domain   `json:"domains"`
	CognitiveLevels []Domain   `json:"cognitive_levels,omitempty" nullable:"false"`
	Difficulty      Difficulty `json:"difficulty,omitzero"`
}

// names tells whether a domain is one of the blueprint's.
func (b Blueprint) names(domain string) bool {
	return slices.ContainsFunc(b.Domains, func(d Domain) bool { return d.Name == domain })
}

// Domain is a part of what the exam is about. Weights are compared with each other; they need not add up to a hundred.
type Domain struct {
	Name   string `json:"name"`
	Weight int    `json:"weight"`
}

// Share is how many items of a form come from a domain. The domain "" is the whole bank.
type Share struct {
	Domain string
	Items  int
}

func (b Blueprint) faults() faults {
	var f faults
	f.unless(b.Length >= 1 && b.Length <= maxForm, "blueprint.length", "out_of_range", "between 1 and 500")
	f = append(f, weightFaults("blueprint.domains", b.Domains)...)
	return append(f, weightFaults("blueprint.cognitive_levels", b.CognitiveLevels)...)
}

func weightFaults(field string, parts []Domain) faults {
	var f faults
	f.unless(len(parts) <= 50, field, "count", "at most 50")
	seen := map[string]bool{}
	for i, d := range parts {
		at := field + "[" + strconv.Itoa(i) + "]"
		f.unless(filled(d.Name, 200), at+".name", "length", "between 1 and 200 characters")
		f.unless(!seen[d.Name], at+".name", "duplicate", "each name once")
		f.unless(d.Weight >= 1 && d.Weight <= 10_000, at+".weight", "out_of_range", "between 1 and 10000")
		seen[d.Name] = true
	}
	return f
}

// Shares divides the length among the domains. Without any, the whole bank is one.
func (b Blueprint) Shares() []Share { return divide(b.Length, b.Domains) }

// Levels divides the length among the cognitive levels; nothing where none are asked for.
func (b Blueprint) Levels() []Share {
	if len(b.CognitiveLevels) == 0 {
		return nil
	}
	return divide(b.Length, b.CognitiveLevels)
}

// divide goes by the method of largest remainders: every part gets the whole part of its quota, and what is left goes to the
// largest remainders, of equal ones to the heavier part, then to the one named first.
func divide(length int, parts []Domain) []Share {
	if len(parts) == 0 {
		return []Share{{"", length}}
	}
	total := 0
	for _, d := range parts {
		total += d.Weight
	}
	shares := make([]Share, len(parts))
	order := make([]int, len(parts))
	left := length
	for i, d := range parts {
		shares[i] = Share{d.Name, length * d.Weight / total}
		left -= shares[i].Items
		order[i] = i
	}
	rest := func(i int) int { return length * parts[i].Weight % total }
	slices.SortStableFunc(order, func(i, j int) int {
		return cmp.Or(cmp.Compare(rest(j), rest(i)), cmp.Compare(parts[j].Weight, parts[i].Weight))
	})
	for _, i := range order[:left] {
		shares[i].Items++
	}
	return shares
}

// reported names the domains of a result in the order of the blueprint; where it names none, those of the items by name.
func (b Blueprint) reported(items map[string]int) []string {
	var names []string
	for _, d := range b.Domains {
		if items[d.Name] > 0 {
			names = append(names, d.Name)
		}
	}
	if len(b.Domains) == 0 {
		for name := range items {
			if name != "" {
				names = append(names, name)
			}
		}
		slices.Sort(names)
	}
	return names
}
