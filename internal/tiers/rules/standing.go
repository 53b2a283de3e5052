package rules

import (
	"regexp"
	"time"
)

// Standing says when a tier is given and taken.
type Standing struct {
	Promote         Promote
	Demote          Demote
	Grace           Period
	Warn            []Period
	Every           Period // between two checkpoints; zero: none
	EveryAssumed    bool
	Anchor          Anchor // from where checkpoints are counted
	FiscalYearStart string // MM-DD; empty: no fiscal year
	QualifyWithin   Period // one good day in this time qualifies; zero: today counts
	Hold            Hold
	DemoteOnlyAt    string    // fiscal_year, or empty
	HoldOldUntil    time.Time // tiers of the version before are kept until then; zero: not at all
}

// Hold keeps a tier that was reached for a time, whatever happens.
type Hold struct {
	RestOfYear bool
	PlusYears  int
}

// Anchor is the moment that checkpoints are counted from.
type Anchor string

// The anchors.
const (
	AnchorJoined    Anchor = "joined"
	AnchorApproved  Anchor = "approved"
	AnchorTierDate  Anchor = "tier_date"
	AnchorPurchased Anchor = "purchased"
)

// Promote says who moves a partner up that qualifies.
type Promote string

// Demote says who moves a partner down that does not qualify any more.
type Demote string

// The rules.
const (
	PromoteOnQualify    Promote = "on_qualify"
	PromoteAtCheckpoint Promote = "at_checkpoint"
	PromoteByReview     Promote = "by_review"
	DemoteAtCheckpoint  Demote  = "at_checkpoint"
	DemoteAfterGrace    Demote  = "after_grace"
	DemoteByReview      Demote  = "by_review"
)

var dayPattern = regexp.MustCompile(patternDay)

func readStanding(at place) Standing {
	s := at.shape("standing")
	st := Standing{Promote: PromoteOnQualify, Demote: DemoteByReview, Grace: s.get("grace").period(), Anchor: AnchorJoined,
		QualifyWithin: s.get("qualify_on_any_day_in").period(), DemoteOnlyAt: s.get("demote_only_at").oneOf("fiscal_year")}
	if p := s.get("promote"); !p.absent() {
		st.Promote = Promote(p.oneOf(string(PromoteOnQualify), string(PromoteAtCheckpoint), string(PromoteByReview)))
	}
	if p := s.get("demote"); !p.absent() {
		st.Demote = Demote(p.oneOf(string(DemoteAtCheckpoint), string(DemoteAfterGrace), string(DemoteByReview)))
	}
	for _, w := range s.get("warn").list() {
		st.Warn = append(st.Warn, w.period())
	}
	readCheckpoint(s.get("checkpoint"), &st)
	hold := s.get("hold").shape("hold")
	st.Hold = Hold{RestOfYear: hold.get("rest_of_year").flag(), PlusYears: hold.get("plus_years").whole(0, 10)}
	st.HoldOldUntil = s.get("transition").shape("transition").get("hold_old_tier_until").date()
	for _, word := range []string{"promote", "demote"} {
		if p := s.get(word); !p.absent() && p.text() == "at_checkpoint" && !st.Checks() {
			p.fault("required", "standing.checkpoint says when.")
		}
	}
	if p := s.get("demote_only_at"); !p.absent() && st.FiscalYearStart == "" {
		p.fault("required", "standing.checkpoint.fiscal_year_start says when a fiscal year begins.")
	}
	return st
}

func (p place) date() time.Time {
	if p.absent() {
		return time.Time{}
	}
	t, err := time.Parse(time.DateOnly, p.text())
	if err != nil {
		p.fault("bad_date", "A date such as 2026-06-30.")
	}
	return t
}

func readCheckpoint(at place, st *Standing) {
	s := at.shape("checkpoint")
	st.Every, st.EveryAssumed = s.get("every").period(), s.get("assumed").flag()
	if p := s.get("every"); !p.absent() && st.Every.IsZero() {
		p.fault("out_of_range", "At least a day.")
	}
	if p := s.get("anchor"); !p.absent() {
		st.Anchor = Anchor(p.oneOf(string(AnchorJoined), string(AnchorApproved), string(AnchorTierDate), string(AnchorPurchased)))
	}
	if p := s.get("fiscal_year_start"); !p.absent() {
		if st.FiscalYearStart = p.text(); !dayPattern.MatchString(st.FiscalYearStart) {
			p.fault("bad_day", "Month and day as MM-DD, up to the 28th.")
			st.FiscalYearStart = ""
		}
	}
}

// People are the defaults for everyone who is counted.
type People struct {
	Employment, Status  []string
	OnePartner          bool // with several partners a person counts for the one joined last
	Leaver, Joiner      Period
	ByPerson, ByPartner bool // whose confirmation is wanted
	ByDomain            bool // only by a verified mail domain
	Scope               Scope
}

// Wide is true where people of the family count too: all of it, or those in the country of the partner.
func (p People) Wide() bool { return p.Scope == ScopeFamily || p.Scope == ScopeCountry }

// Scope is whose people count.
type Scope string

// The scopes: the partner's own, those of its whole family, or its own in its own country only.
const (
	ScopePartner Scope = "partner"
	ScopeFamily  Scope = "family"
	ScopeCountry Scope = "country"
)

func readPeople(at place) People {
	s := at.shape("people")
	people := People{
		Employment: s.get("employment").someOf(employments...), Status: s.get("status").someOf(statuses...),
		OnePartner: s.get("one_partner_at_a_time").flag(), ByPerson: true, ByPartner: true,
		Leaver: s.get("leaver").shape("leaver").get("counts_for").period(),
		Joiner: s.get("joiner").shape("joiner").get("counts_after").period(),
	}
	if people.Status == nil {
		people.Status = []string{"active", "in_renewal"}
	}
	people.Scope = Scope(s.get("scope").oneOf(string(ScopePartner), string(ScopeFamily), string(ScopeCountry)))
	switch s.get("affiliation").oneOf("confirmed_by_both", "confirmed_by_person", "confirmed_by_partner", "verified_domain") {
	case "verified_domain":
		people.ByDomain = true
	case "confirmed_by_person":
		people.ByPartner = false
	case "confirmed_by_partner":
		people.ByPerson = false
	}
	return people
}
