package exams

import "strconv"

// Navigation is how a candidate may move between the items of a form.
type Navigation string

// The navigations. Free goes anywhere, forward only never back, and sectioned closes a section for ever when the next begins.
const (
	Free        Navigation = "free"
	ForwardOnly Navigation = "forward_only"
	Sectioned   Navigation = "sectioned"
)

// Section is a part of a form. It is filled from the domains it names, or from all of them.
type Section struct {
	Title            string     `json:"title"`
	Items            int        `json:"items"`
	Domains          []string   `json:"domains,omitempty" nullable:"false"`
	TimeLimitSeconds int        `json:"time_limit_seconds,omitempty"`
	BreakSeconds     int        `json:"break_seconds,omitempty"` // after the section; the clock stands still
	Navigation       Navigation `json:"navigation,omitempty"`    // within the section; free when absent
}

const (
	mostSections = 20
	longestBreak = 4 * 3600
)

// sectioned gives the sections of a form, which is one of the exam's name where the document names none.
func (d Document) sectioned() []Section {
	if len(d.Sections) > 0 {
		return d.Sections
	}
	return []Section{{Title: d.Title, Items: d.Blueprint.Length}}
}

func (d Document) sectionFaults() faults {
	var f faults
	switch d.Navigation {
	case Free, ForwardOnly, Sectioned:
	default:
		f.unless(false, "navigation", "not_allowed", "free, forward_only or sectioned")
	}
	f.unless(len(d.Sections) <= mostSections, "sections", "count", "at most 20")
	f.unless(d.Navigation != Sectioned || len(d.Sections) > 0, "sections", "required", "sectioned navigation needs sections")
	total := 0
	for i, s := range d.Sections {
		f = append(f, d.oneSection(i, s)...)
		total += s.Items
	}
	if len(d.Sections) > 0 && len(f) == 0 {
		f.unless(total == d.Blueprint.Length, "sections", "sum", "the items of the sections add up to "+strconv.Itoa(total)+", the blueprint asks for "+strconv.Itoa(d.Blueprint.Length))
	}
	if len(d.Sections) > 0 && len(f) == 0 {
		_, ok := d.allot()
		f.unless(ok, "sections", "unfillable", "the domains that the sections name cannot fill them in the shares of the blueprint")
	}
	return f
}

func (d Document) oneSection(i int, s Section) faults {
	var f faults
	at, locked := "sections["+strconv.Itoa(i)+"]", d.Navigation == Sectioned
	f.unless(filled(s.Title, 200), at+".title", "length", "between 1 and 200 characters")
	f.unless(s.Items >= 1 && s.Items <= maxForm, at+".items", "out_of_range", "between 1 and 500")
	f.unless(s.TimeLimitSeconds == 0 || s.TimeLimitSeconds >= 10 && s.TimeLimitSeconds <= d.TimeLimitSeconds, at+".time_limit_seconds", "out_of_range",
		"between 10 seconds and the limit of the exam")
	f.unless(s.BreakSeconds >= 0 && s.BreakSeconds <= longestBreak, at+".break_seconds", "out_of_range", "between 0 and 14400")
	f.unless(locked || s.TimeLimitSeconds == 0, at+".time_limit_seconds", "not_allowed", "goes with sectioned navigation only")
	f.unless(locked || s.BreakSeconds == 0, at+".break_seconds", "not_allowed", "goes with sectioned navigation only")
	f.unless(s.BreakSeconds == 0 || i < len(d.Sections)-1, at+".break_seconds", "not_allowed", "no break follows the last section")
	f.unless(s.Navigation == "" || locked && (s.Navigation == Free || s.Navigation == ForwardOnly), at+".navigation", "not_allowed",
		"free or forward_only, where the exam is sectioned")
	seen := map[string]bool{}
	for j, name := range s.Domains {
		f.unless(d.Blueprint.names(name), at+".domains["+strconv.Itoa(j)+"]", "unknown", "a domain of the blueprint")
		f.unless(!seen[name], at+".domains["+strconv.Itoa(j)+"]", "duplicate", "each domain once")
		seen[name] = true
	}
	return f
}

// takes tells whether items of a domain may stand in the section.
func (s Section) takes(domain string) bool {
	if len(s.Domains) == 0 {
		return true
	}
	for _, d := range s.Domains {
		if d == domain {
			return true
		}
	}
	return false
}

// allot says how many items of each share go into each section; false when that cannot be done. It is a flow from shares to
// sections: each item of a share goes where it fits, and others move over where that makes room.
func (d Document) allot() (plan [][]int, ok bool) {
	shares, sections := d.Blueprint.Shares(), d.sectioned()
	plan, room := make([][]int, len(shares)), make([]int, len(sections))
	for j, s := range sections {
		room[j] = s.Items
	}
	for i := range shares {
		plan[i] = make([]int, len(sections))
	}
	var push func(i int, seen []bool) bool
	push = func(i int, seen []bool) bool {
		for j, s := range sections {
			if seen[j] || !s.takes(shares[i].Domain) {
				continue
			}
			seen[j] = true
			if room[j] > 0 {
				room[j]--
				plan[i][j]++
				return true
			}
			for other := range shares {
				if plan[other][j] > 0 && other != i && push(other, seen) {
					plan[other][j]--
					plan[i][j]++
					return true
				}
			}
		}
		return false
	}
	for i, share := range shares {
		for range share.Items {
			if !push(i, make([]bool, len(sections))) {
				return nil, false
			}
		}
	}
	return plan, true
}
