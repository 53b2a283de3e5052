package cases

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"laurel/internal/fault"
)

// Ruling is a decision: proposed by one person and confirmed by another. Round 1 is the first, round 2 that on appeal.
type Ruling struct {
	ID         string
	Number     string
	Round      int
	State      string
	Sanction   Sanction `gorm:"-"`
	Findings   string
	Evidence   []Evidence `gorm:"serializer:json"`
	Notice     string     // what the person concerned reads
	ProposedBy string
	ProposedAt time.Time
	AnsweredBy string
	AnsweredAt *time.Time
	Comment    string
}

// The states of a ruling.
const (
	rulingProposed  = "proposed"
	rulingConfirmed = "confirmed"
	rulingDeclined  = "declined"
)

// AllExams in a bar stands for every exam.
const AllExams = "*"

// Sanction is what a ruling does. The empty one does nothing; WaiveRetake is a remedy: the attempt neither counts nor makes wait.
type Sanction struct {
	Void        bool
	Revoke      []string `gorm:"serializer:json"`
	BarExams    []string `gorm:"serializer:json"`
	BarUntil    *time.Time
	WaiveRetake bool
}

// Harms is true for a sanction that takes something away.
func (s Sanction) Harms() bool { return s.Void || len(s.Revoke) > 0 || s.BarUntil != nil }

// Evidence is one thing that a finding stands on.
type Evidence struct {
	Kind string `json:"kind"`
	Ref  string `json:"ref"`
	Note string `json:"note"`
}

// What a machine noticed, statistics among it, is a signal. All else somebody looked at or said.
const signal = "signal"

var evidenceKinds = []string{signal, "observation", "recording", "document", "statement", "answers"}

// shortest findings and notices, in characters: below, nobody can have given a reason.
const (
	leastFindings = 40
	leastNotice   = 20
	longestBar    = 10 * 366 * 24 * time.Hour
)

var (
	examKey      = regexp.MustCompile(`^[A-Za-z0-9._-]{1,100}$`)
	credentialID = regexp.MustCompile(`^crd_[a-z0-9]{20,40}$`)
)

type faults []fault.Field

func (f *faults) unless(ok bool, field, code, detail string) {
	if !ok {
		*f = append(*f, fault.Field{Field: field, Code: code, Detail: detail})
	}
}

// validate refuses a ruling without reasons, or one that does more than its reasons carry: what takes something away needs a
// person's finding that stands on more than signals.
func (r Ruling) validate(c Case, at time.Time) error {
	var f faults
	s := r.Sanction
	f.unless(between(r.Findings, leastFindings, 20000), "findings", "length", "what was found and why, in 40 to 20000 characters")
	f.unless(between(r.Notice, leastNotice, 5000), "notice", "length", "what the person concerned will read, in 20 to 5000 characters")
	f.unless(len(r.Evidence) <= 50, "evidence", "count", "at most 50")
	beyond := false
	for i, e := range r.Evidence {
		field := "evidence[" + strconv.Itoa(i) + "]"
		f.unless(slices.Contains(evidenceKinds, e.Kind), field+".kind", "unknown", "one of "+strings.Join(evidenceKinds, ", "))
		f.unless(between(e.Note, 3, 2000), field+".note", "length", "what it shows, in 3 to 2000 characters")
		beyond = beyond || e.Kind != signal
	}
	f.unless(!s.Harms() || beyond, "evidence", "signal_alone", "nobody is punished by a signal alone: name something that a person saw, read or heard")
	f.unless(!s.Void || c.AttemptID != "", "sanction.void", "no_attempt", "the case is about no attempt")
	f.unless(len(s.Revoke) <= 20, "sanction.revoke", "count", "at most 20")
	for i, id := range s.Revoke {
		f.unless(credentialID.MatchString(id), "sanction.revoke["+strconv.Itoa(i)+"]", "malformed", "the id of a credential")
	}
	f = append(f, s.barFaults(at)...)
	f.unless(s.BarUntil == nil || c.PersonID != "", "sanction.bar", "no_person", "the case is about nobody by name")
	f.unless(!s.WaiveRetake || c.AttemptID != "", "sanction.waive_retake", "no_attempt", "the case is about no attempt")
	f.unless(!s.WaiveRetake || !s.Harms(), "sanction.waive_retake", "contradiction", "a remedy and a sanction do not go together")
	if len(f) > 0 {
		return ErrInput.With(f...)
	}
	return nil
}

func (s Sanction) barFaults(at time.Time) faults {
	var f faults
	f.unless((len(s.BarExams) > 0) == (s.BarUntil != nil), "sanction.bar", "both_or_none", "exams and until go together")
	f.unless(len(s.BarExams) <= 50, "sanction.bar.exams", "count", "at most 50")
	for i, key := range s.BarExams {
		f.unless(key == AllExams || examKey.MatchString(key), "sanction.bar.exams["+strconv.Itoa(i)+"]", "malformed", "the key of an exam, or * for all")
	}
	if s.BarUntil != nil {
		f.unless(s.BarUntil.After(at) && s.BarUntil.Before(at.Add(longestBar)), "sanction.bar.until", "out_of_range", "in the future, within ten years")
	}
	return f
}

// within is true when a sanction takes nothing that another does not: an appeal makes nothing worse.
func (s Sanction) within(first Sanction) bool {
	if s.Void && !first.Void || s.BarUntil != nil && (first.BarUntil == nil || s.BarUntil.After(*first.BarUntil)) {
		return false
	}
	for _, id := range s.Revoke {
		if !slices.Contains(first.Revoke, id) {
			return false
		}
	}
	for _, key := range s.BarExams {
		if !slices.Contains(first.BarExams, key) && !slices.Contains(first.BarExams, AllExams) {
			return false
		}
	}
	return true
}

// judges refuses who is a party, or has decided in this case before.
func judges(c Case, before []Ruling, who string) error {
	if c.party(who) {
		return ErrParty
	}
	for _, r := range before {
		if r.State == rulingConfirmed && (r.ProposedBy == who || r.AnsweredBy == who) {
			return ErrJudgedBefore
		}
	}
	return nil
}

func between(text string, least, most int) bool {
	n := utf8.RuneCountInString(strings.TrimSpace(text))
	return n >= least && n <= most
}
