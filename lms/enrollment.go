package lms

import "time"

// renewable is how long before a completion runs out the next round can be begun.
const renewable = 90 * 24 * time.Hour

// Source says by whose hand somebody is enrolled.
type Source string

// The sources.
const (
	Self    Source = "self"
	Manager Source = "manager"
)

// State of an enrollment.
type State string

// The states.
const (
	Enrolled   State = "enrolled"
	InProgress State = "in_progress"
	Completed  State = "completed"
)

// Enrollment is one person's way through one track. A renewal is a new round with its own progress; nothing is reset.
type Enrollment struct {
	ID          string
	PersonID    string
	TrackKey    string
	Round       int
	Source      Source
	Sponsor     string // the partner that asked for it, if one did
	EnrolledBy  string
	DueAt       *time.Time
	Percent     int
	Version     int64
	StartedAt   *time.Time
	CompletedAt *time.Time
	ValidUntil  *time.Time
	CreatedAt   time.Time
	UpdatedAt   time.Time
}

// State follows from the moments.
func (e Enrollment) State() State {
	switch {
	case e.CompletedAt != nil:
		return Completed
	case e.StartedAt != nil:
		return InProgress
	default:
		return Enrolled
	}
}

// Counts tells whether the track is completed and the completion has not run out.
func (e Enrollment) Counts(now time.Time) bool {
	return e.CompletedAt != nil && (e.ValidUntil == nil || now.Before(*e.ValidUntil))
}

// renews tells whether enrolling again begins a new round: only near or after the end of a completion's validity.
func (e Enrollment) renews(now time.Time) bool {
	return e.CompletedAt != nil && e.ValidUntil != nil && !now.Before(e.ValidUntil.Add(-renewable))
}

// settle is the enrollment once so many of all lessons are done; changed is false when that is nothing new. A completion stays.
func (e Enrollment) settle(done, all, validityMonths int, now time.Time) (next Enrollment, changed bool) {
	percent := share(done, all)
	if e.CompletedAt != nil || percent == e.Percent {
		return e, false
	}
	e.Percent, e.UpdatedAt = percent, now
	e.Version++
	if percent == 100 {
		e.CompletedAt = &now
		if validityMonths > 0 {
			until := monthsLater(now, validityMonths)
			e.ValidUntil = &until
		}
	}
	return e, true
}

// monthsLater is the same day of a later month, or that month's last: 31 August and six months is the end of February.
func monthsLater(at time.Time, months int) time.Time {
	later := at.AddDate(0, months, 0)
	if later.Day() != at.Day() {
		later = later.AddDate(0, 0, -later.Day())
	}
	return later
}
