package rules

import "regexp"

// Standing says when a tier is given and taken.
type Standing struct {
	Promote         Promote
	Demote          Demote
	Grace           Period
	Warn            []Period
	Every           Period // between two checkpoints; zero: none
	FiscalYearStart string // MM-DD; empty: no fiscal year
}

// Promote says who moves a partner up that qualifies.
type Promote string

// Demote says who moves a partner down that does not qualify any more.
type Demote string

// The rules this version evaluates.
const (
	PromoteOnQualify Promote = "on_qualify"
	PromoteByReview  Promote = "by_review"
	DemoteAfterGrace Demote  = "after_grace"
	DemoteByReview   Demote  = "by_review"
)

var dayPattern = regexp.MustCompile(`^(0[1-9]|1[0-2])-(0[1-9]|1\d|2[0-8])$`)

func readStanding(at place) Standing {
	s := at.section("promote", "demote", "grace", "warn", "checkpoint", "qualify_on_any_day_in", "hold", "demote_only_at",
		"transition")
	s.unevaluated("qualify_on_any_day_in", "hold", "demote_only_at", "transition")
	st := Standing{Promote: PromoteOnQualify, Demote: DemoteByReview, Grace: s.get("grace").period()}
	if p := s.get("promote"); !p.absent() {
		st.Promote = Promote(p.evaluated([]string{"at_checkpoint"}, string(PromoteOnQualify), string(PromoteByReview)))
	}
	if p := s.get("demote"); !p.absent() {
		st.Demote = Demote(p.evaluated([]string{"at_checkpoint"}, string(DemoteAfterGrace), string(DemoteByReview)))
	}
	for _, w := range s.get("warn").list() {
		st.Warn = append(st.Warn, w.period())
	}
	readCheckpoint(s.get("checkpoint"), &st)
	return st
}

func readCheckpoint(at place, st *Standing) {
	s := at.section("every", "anchor", "fiscal_year_start")
	st.Every = s.get("every").period()
	if p := s.get("every"); !p.absent() && st.Every.IsZero() {
		p.fault("out_of_range", "At least a day.")
	}
	if p := s.get("anchor"); !p.absent() {
		p.evaluated([]string{"approved", "tier_date", "purchased"}, "joined")
	}
	if p := s.get("fiscal_year_start"); !p.absent() {
		if st.FiscalYearStart = p.text(); !dayPattern.MatchString(st.FiscalYearStart) {
			p.fault("bad_day", "Month and day as MM-DD, up to the 28th.")
		}
	}
}

// evaluated is oneOf that tells apart what the language has and what this version judges.
func (p place) evaluated(later []string, now ...string) string {
	if p.node.Value != "" && has(later, p.node.Value) {
		p.fault("not_evaluated", "The language has this, this version does not evaluate it.")
		return ""
	}
	return p.oneOf(now...)
}

// People are the defaults for everyone who is counted.
type People struct {
	Employment, Status  []string
	OnePartner          bool // with several partners a person counts for the one joined last
	Leaver, Joiner      Period
	ByPerson, ByPartner bool // whose confirmation is wanted
}

func readPeople(at place) People {
	s := at.section("employment", "status", "affiliation", "one_partner_at_a_time", "leaver", "joiner", "scope")
	people := People{
		Employment: s.get("employment").someOf(employments...), Status: s.get("status").someOf(statuses...),
		OnePartner: s.get("one_partner_at_a_time").flag(), ByPerson: true, ByPartner: true,
		Leaver: s.get("leaver").section("counts_for").get("counts_for").period(),
		Joiner: s.get("joiner").section("counts_after").get("counts_after").period(),
	}
	if people.Status == nil {
		people.Status = []string{"active", "in_renewal"}
	}
	if p := s.get("scope"); !p.absent() {
		p.evaluated([]string{"family", "country"}, "partner")
	}
	switch s.get("affiliation").oneOf("confirmed_by_both", "confirmed_by_person", "confirmed_by_partner") {
	case "confirmed_by_person":
		people.ByPartner = false
	case "confirmed_by_partner":
		people.ByPerson = false
	}
	return people
}
