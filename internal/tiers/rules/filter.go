package rules

import (
	"strings"
	"time"
)

var (
	employments = []string{"employee", "contractor", "exclusive_contractor"}
	awardKinds  = []string{"certification", "accreditation", "training", "external"}
	statuses    = []string{"active", "current", "in_renewal", "maintenance_due", "expired", "revoked", "emeritus"}
)

// Filter says whose awards match. An empty member asks nothing.
type Filter struct {
	Kind, Certification, Level, Role, Family []string
	Country, Employment, Status              []string
	EarnedAfter                              time.Time
	ValidFor                                 Period // still counting after this time
	Region                                   []string
	Equivalents                              bool     // what counts as the certification for a time is taken too
	within                                   []string // the countries of the regions
}

func readFilter(at place, p *Program) Filter { return at.shape("filter").filter(p) }

func (s section) filter(program *Program) Filter {
	f := Filter{
		Kind: s.get("kind").someOf(awardKinds...), Certification: s.get("certification").keys(), Level: s.get("level").keys(),
		Role: s.get("role").keys(), Family: s.get("family").keys(), Country: s.get("country").keys(),
		Employment: s.get("employment").someOf(employments...), Status: s.get("status").someOf(statuses...),
		ValidFor: s.get("valid_for").period(),
	}
	if p := s.get("earned_after"); !p.absent() {
		earned, err := time.Parse(time.DateOnly, p.text())
		if err != nil {
			p.fault("bad_date", "A date such as 2026-02-01.")
		}
		f.EarnedAfter = earned
	}
	f.Region, f.Equivalents = s.get("region").keys(), s.get("equivalents").flag()
	for _, region := range f.Region {
		if program.Regions[region] == nil && region != "" {
			s.get("region").fault("unknown_region", "Not declared under regions.")
		}
		f.within = append(f.within, program.Regions[region]...)
	}
	return f
}

// matches asks only what an award is, not when or whose.
func (f Filter) matches(a Award) bool {
	return within(f.Kind, a.Kind) && within(f.Certification, a.Key) && within(f.Level, a.Level) &&
		within(f.Family, a.Family) && meets(f.Role, a.Roles)
}

func within(list []string, word string) bool { return len(list) == 0 || has(list, word) }

func meets(list, words []string) bool {
	if len(list) == 0 {
		return true
	}
	for _, w := range words {
		if has(list, w) {
			return true
		}
	}
	return false
}

// noun says the filter to people.
func (f Filter) noun(h *hearing) string {
	if len(f.Certification) > 0 {
		titles := make([]string, len(f.Certification))
		for i, key := range f.Certification {
			titles[i] = h.titleOf(key)
		}
		return strings.Join(titles, " or ")
	}
	text := "award"
	if len(f.Kind) == 1 {
		text = map[string]string{"training": "finished learning track", "external": "recognised outside credential"}[f.Kind[0]]
		if text == "" {
			text = f.Kind[0]
		}
	}
	for _, words := range [][]string{f.Family, f.Level, f.Role} {
		if len(words) > 0 {
			text = spoken(strings.Join(words, " or ")) + " " + text
		}
	}
	if strings.ContainsRune("aeiou", rune(text[0])) {
		return "an " + text
	}
	return "a " + text
}

// people are those who match, as a short noun.
func (f Filter) people(h *hearing) string {
	plainly := len(f.Certification)+len(f.Family)+len(f.Level)+len(f.Role) == 0 && len(f.Kind) == 1
	if known := map[string]string{"certification": "certified people", "training": "trained people", "accreditation": "accredited people"}; plainly && known[f.Kind[0]] != "" {
		return known[f.Kind[0]]
	}
	return "people with " + f.noun(h)
}
