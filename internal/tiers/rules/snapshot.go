package rules

import (
	"cmp"
	"slices"
	"time"
)

// Snapshot is everything that was known about one partner at one moment. The order of its lists means nothing; a zero
// time means no end.
type Snapshot struct {
	AsOf, KnownAt  time.Time
	Partner        Partner
	People         []Person
	Affiliations   []Affiliation // of those people, with other partners too
	Awards         []Award
	Certifications []Certification
	Observations   []Observation
	Attestations   []Attestation
	Holds          []Holding // at most one per track
	Records        []Record
	Cohorts        []Cohort
	Designations   []DesignationState
	Wanted         []string // designations the partner asks for, in its own order; empty: all of the program
	Pins           []Pin
	Fees           []Fee
	Rates          []Rate
	Family         []string // partners of the same family, for programs that count them together
}

// DesignationState is a designation that was held, [From, To).
type DesignationState struct {
	Key, Level string
	From, To   time.Time
}

// Pin places a person in a role of a group of seats, as the partner decided.
type Pin struct{ Group, Person, Role string }

// Fee is a company-level fee that was settled for [From, Until).
type Fee struct {
	Product     string
	From, Until time.Time
}

// Partner is whom the question is about.
type Partner struct {
	ID, ExternalID, Country string
	Tracks                  []string // of the program: enterprise, smb, referral …
	Joined                  time.Time
}

// Person carries what filters ask of a person.
type Person struct{ ID, Country string }

// Affiliation is a person's tie to a partner, [From, To).
type Affiliation struct {
	ID, Person, Partner, Employment string
	Basis                           string // domain, invitation, hr_feed; empty: not known
	ByPerson, ByPartner             bool
	From, To                        time.Time
}

// Award is something earned, [From, Until); Ended says how when it was cut short: revoked or expired. From HeldFrom on, where
// that is set, it is in doubt and does not count.
type Award struct {
	Source, Person, Kind, Key, Title, Level, Family string
	Roles                                           []string
	Status, Ended                                   string
	From, Until, HeldFrom                           time.Time

	asUntil time.Time // how long it may stand in for another one
}

// BasisDomain is the basis of an affiliation by a verified mail domain.
const BasisDomain = "domain"

// heldAt is true while the award is in doubt.
func (a Award) heldAt(at time.Time) bool { return !a.HeldFrom.IsZero() && !at.Before(a.HeldFrom) }

// Certification is a definition; after CountsUntil its awards live on but do not count.
type Certification struct {
	Key, Title    string
	CountsUntil   time.Time
	Level, Family string
	Roles         []string
	Implies       []string // a holder of this one need not hold those as well
	Equivalents   []Equivalent
}

// Equivalent says that this certification counts as another one for a time; zero: without end.
type Equivalent struct {
	Key   string
	Until time.Time
}

// Observation is a metric's figure for one period, in the smallest unit of its measure.
type Observation struct {
	Metric, Currency string
	Period           Span
	Value            Quantity
	Active           *Quantity // what the source counts as mature and active itself
	Lines            []Line
	ObservedAt       time.Time
}

// Line is one customer's part of an observation.
type Line struct {
	Value    Quantity
	From, To time.Time
}

// Attestation is evidence of a kind, [From, Until).
type Attestation struct {
	ID, Kind    string
	From, Until time.Time
	Approved    bool
}

// Holding is a tier held now; Before are the steps that led to it without a break, the latest first.
type Holding struct {
	Tier   string
	Since  time.Time
	Before []Holding
}

// Record is the latest application or invitation for a tier.
type Record struct{ Tier, Kind, State string }

// Cohort is a frozen ranking.
type Cohort struct {
	Ranking  Ranking
	FrozenAt time.Time
	Members  []Member
}

// Member is a partner with its figure at the freeze.
type Member struct {
	Partner, Country string
	Value            Quantity
}

func (c Cohort) member(partner string) *Member {
	for i := range c.Members {
		if c.Members[i].Partner == partner {
			return &c.Members[i]
		}
	}
	return nil
}

// sorted copies the lists into an order of their own, so that the order they came in cannot be seen in an answer.
func (s Snapshot) sorted() Snapshot {
	s.People = slices.SortedFunc(slices.Values(s.People), func(a, b Person) int { return cmp.Compare(a.ID, b.ID) })
	s.Affiliations = slices.SortedFunc(slices.Values(s.Affiliations), func(a, b Affiliation) int {
		return cmp.Or(a.From.Compare(b.From), cmp.Compare(a.ID, b.ID))
	})
	s.Awards = slices.SortedFunc(slices.Values(s.Awards), func(a, b Award) int {
		return cmp.Or(cmp.Compare(a.Person, b.Person), a.From.Compare(b.From), cmp.Compare(a.Source, b.Source), cmp.Compare(a.Key, b.Key))
	})
	s.Observations = slices.SortedFunc(slices.Values(s.Observations), func(a, b Observation) int {
		return cmp.Or(cmp.Compare(a.Metric, b.Metric), a.Period.To.Compare(b.Period.To), a.Period.From.Compare(b.Period.From))
	})
	s.Attestations = slices.SortedFunc(slices.Values(s.Attestations), func(a, b Attestation) int { return cmp.Compare(a.ID, b.ID) })
	s.Designations = slices.SortedFunc(slices.Values(s.Designations), func(a, b DesignationState) int {
		return cmp.Or(cmp.Compare(a.Key, b.Key), cmp.Compare(a.Level, b.Level), a.From.Compare(b.From))
	})
	s.Pins = slices.SortedFunc(slices.Values(s.Pins), func(a, b Pin) int {
		return cmp.Or(cmp.Compare(a.Group, b.Group), cmp.Compare(a.Person, b.Person), cmp.Compare(a.Role, b.Role))
	})
	s.Rates = slices.SortedFunc(slices.Values(s.Rates), func(a, b Rate) int {
		return cmp.Or(cmp.Compare(a.Table, b.Table), a.ValidFrom.Compare(b.ValidFrom))
	})
	s.Cohorts = slices.SortedFunc(slices.Values(s.Cohorts), func(a, b Cohort) int { return a.FrozenAt.Compare(b.FrozenAt) })
	return s
}

// covers is [from, to) with an open end where to is zero.
func covers(from, to, at time.Time) bool { return !at.Before(from) && (to.IsZero() || at.Before(to)) }

// earlier picks the first of two ends, of which zero is never.
func earlier(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}

// later picks the last of two ends, of which zero is never.
func later(a, b time.Time) time.Time {
	if a.IsZero() || b.IsZero() {
		return time.Time{}
	}
	if a.Before(b) {
		return b
	}
	return a
}
