package exams

import (
	"slices"
	"time"
)

// Accommodation is what a person is given because of how they are: one factor on every length of time in their attempts. Without
// exams it goes for all.
type Accommodation struct {
	ID                string
	PersonID          string
	TimeFactorPercent int
	Exams             []string `gorm:"serializer:json"`
	ValidUntil        *time.Time
	Note              string
	CreatedBy         string
	CreatedAt         time.Time
	EndedBy           string
	EndedAt           *time.Time
}

// holds tells whether an accommodation is good for an exam at a moment.
func (a Accommodation) holds(examKey string, at time.Time) bool {
	return a.EndedAt == nil && (a.ValidUntil == nil || at.Before(*a.ValidUntil)) && (len(a.Exams) == 0 || slices.Contains(a.Exams, examKey))
}

// factor is what an attempt is widened by, in percent: the best of what the person is given, and what the exam gives for a second
// language added to it.
func factor(given []Accommodation, d Document, secondLanguage bool, at time.Time) int {
	percent := 100
	for _, a := range given {
		if a.holds(d.Key, at) {
			percent = max(percent, a.TimeFactorPercent)
		}
	}
	if secondLanguage && d.SecondLanguageFactorPercent > 100 {
		percent += d.SecondLanguageFactorPercent - 100
	}
	return percent
}

// Granting is what an accommodation is made of.
type Granting struct {
	TimeFactorPercent int
	Exams             []string
	ValidUntil        *time.Time
	Note              string
}

func (g Granting) validate(now time.Time) error {
	var f faults
	f.unless(g.TimeFactorPercent >= 100 && g.TimeFactorPercent <= 300, "time_factor_percent", "out_of_range", "between 100 and 300")
	f.unless(len(g.Exams) <= 100, "exams", "count", "at most 100")
	f.unless(g.ValidUntil == nil || g.ValidUntil.After(now), "valid_until", "past", "a moment to come")
	f.unless(len(g.Note) <= 2000, "note", "length", "at most 2000 characters")
	return f.err(ErrInput)
}

// Window is when an exam can be sat. An attempt ends with it, however late it started.
type Window struct {
	OpensAt  *time.Time `json:"opens_at,omitempty"`
	ClosesAt *time.Time `json:"closes_at,omitempty"`
}

func (w Window) faults() faults {
	var f faults
	f.unless(w.OpensAt == nil || w.ClosesAt == nil || w.OpensAt.Before(*w.ClosesAt), "window", "order", "opens_at before closes_at")
	return f
}

// may refuses a start outside the window, which an accommodation has moved already.
func (w Window) may(closes *time.Time, at time.Time) error {
	switch {
	case w.OpensAt != nil && at.Before(*w.OpensAt):
		return tellUntil(ErrWindowAhead, *w.OpensAt)
	case closes != nil && !at.Before(*closes):
		return ErrWindowOver
	}
	return nil
}
