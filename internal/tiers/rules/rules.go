// Package rules promises that a partner program is data: one document says what a tier asks, and the same document
// with the same facts always gives the same answer, byte for byte, with a reason for everything in it.
package rules

// Spec is the only language of documents this version reads.
const Spec = "tier/v1"

// Program is a parsed document. It was checked as a whole: every name it uses is declared, and every node in it can be
// evaluated.
type Program struct {
	Key, Version, Title, Currency string
	About                         About
	Standing                      Standing
	People                        People
	Facts                         []FactRule // in the order of their names
	Tiers                         []Tier     // in the order of the document
	Scores                        []Score    // as below, in the order of the document
	Designations                  []Designation
	SeatRules                     []SeatRule
	Rates                         []Exchange
	Regions                       map[string][]string // the countries of each region
	Golden                        []Case              // questions with the answers that the author worked out by hand
	Document                      []byte              // canonical JSON: sorted members, numbers as written
	SHA256                        string              // of Document
}

// About says where a preset comes from and which of its numbers are ours.
type About struct {
	InspiredBy, Source string
	Successor          string // the key of the program that follows this one
	NotModelled        []string
	Checklist          []CheckLine
}

// Tier is one step of a track.
type Tier struct {
	Key, Title, Track string
	Rank              int
	Entry             Entry
	Enter, Keep       *Requirement // the same tree where the document gives one
	Targets           []*Requirement
	Grants            []Grant
}

// Entry says what a tier wants besides met requirements.
type Entry string

// Open and automatic tiers are taken by qualifying; the other two wait for an accepted record as well.
const (
	EntryOpen        Entry = "open"
	EntryAutomatic   Entry = "automatic"
	EntryApplication Entry = "application"
	EntryInvitation  Entry = "invitation"
)

// ByRecord is true where qualifying alone does not promote.
func (e Entry) ByRecord() bool { return e == EntryApplication || e == EntryInvitation }

// Tier finds a tier by its key.
func (p *Program) Tier(key string) (Tier, bool) {
	for _, t := range p.Tiers {
		if t.Key == key {
			return t, true
		}
	}
	return Tier{}, false
}

// Fact finds the declaration of a metric.
func (p *Program) Fact(name string) (FactRule, bool) {
	for _, f := range p.Facts {
		if f.Name == name {
			return f, true
		}
	}
	return FactRule{}, false
}

// Next is the tier above the held one on its track; with nothing held the lowest, at the top the top itself.
func (p *Program) Next(held string) Tier {
	now, holds := p.Tier(held)
	var next Tier
	for _, t := range p.Tiers {
		above := !holds || t.Track == now.Track && t.Rank > now.Rank
		if above && (next.Key == "" || t.Rank < next.Rank) {
			next = t
		}
	}
	if next.Key == "" {
		return now
	}
	return next
}

// Assumed lists the nodes whose numbers are ours, as tier and node id.
func (p *Program) Assumed() []string {
	found := []string{}
	add := func(name string, assumed bool) {
		if assumed && !has(found, name) {
			found = append(found, name)
		}
	}
	for _, t := range p.Tiers {
		for _, r := range append(t.Enter.flat(), t.Keep.flat()...) {
			add(t.Key+": "+r.ID, r.Assumed)
		}
	}
	for _, t := range p.Tiers {
		for _, g := range t.Grants {
			add(t.Key+": "+g.Kind, g.Assumed)
		}
	}
	for _, d := range p.Designations {
		for _, r := range d.Require.flat() {
			add(d.Key+": "+r.ID, r.Assumed)
		}
	}
	for _, s := range p.Scores {
		for _, track := range s.Tracks {
			for _, term := range track.terms {
				add(s.Name+": "+term.id, term.assumed)
			}
		}
	}
	for _, f := range p.Facts {
		add("facts: "+f.Name, f.Assumed)
	}
	add("standing: checkpoint", p.Standing.EveryAssumed)
	return found
}

// Ranking is one percentile a program asks: who is compared, by what, and how the ranks are held still.
type Ranking struct {
	Metric, Tier string // Tier empty: everybody in the program
	Freeze       string
}

// Rankings lists the cohorts that have to be frozen before the program can be judged.
func (p *Program) Rankings() []Ranking {
	found := []Ranking{}
	seen := map[Ranking]bool{}
	for _, r := range p.nodes() {
		rank, is := r.test.(percentile)
		if is && !seen[rank.ranking()] {
			seen[rank.ranking()] = true
			found = append(found, rank.ranking())
		}
	}
	return found
}

// nodes are all nodes of all rules: of tiers, then of designations.
func (p *Program) nodes() []*Requirement {
	found := []*Requirement{}
	for _, t := range p.Tiers {
		found = append(append(found, t.Enter.flat()...), t.Keep.flat()...)
	}
	for _, d := range p.Designations {
		found = append(found, d.Require.flat()...)
	}
	return found
}
