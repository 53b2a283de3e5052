package appointments

import (
	"time"

	"laurel/internal/fault"
)

// State of an appointment.
type State string

// The states of an appointment.
const (
	Booked    State = "booked"
	Cancelled State = "cancelled"
	Attended  State = "attended"
	NoShow    State = "no_show"
)

// early is how long before its slot an exam may be begun.
const early = 15 * time.Minute

// Appointment is a registration's time and place.
type Appointment struct {
	ID             string
	RegistrationID string
	PersonID       string
	ExamKey        string
	SlotID         string
	StartsAt       time.Time
	EndsAt         time.Time
	State          State
	Sequence       int
	CreatedAt      time.Time
	ChangedAt      time.Time
	Place          string `gorm:"->"`
	Site           string `gorm:"->"`
	Zone           string `gorm:"->"`
	NoticeMinutes  int    `gorm:"->"`
	LateMinutes    int    `gorm:"->"`
}

// changeable is until when it can be moved or cancelled.
func (a Appointment) changeable() time.Time { return a.StartsAt.Add(-minutes(a.NoticeMinutes)) }

func (a Appointment) opens() time.Time { return a.StartsAt.Add(-early) }

func (a Appointment) closes() time.Time { return a.StartsAt.Add(minutes(a.LateMinutes)) }

// admits holds in the time in which the exam may be begun.
func (a Appointment) admits(now time.Time) bool {
	return !now.Before(a.opens()) && !now.After(a.closes())
}

// unmet is what keeps from beginning now: not the booked time.
func (a Appointment) unmet() fault.Unmet {
	const form = "2 Jan 2006 15:04"
	title := "Your appointment is " + a.StartsAt.UTC().Format(form) + " UTC; you are let in from " + a.opens().UTC().Format("15:04") + " to " + a.closes().UTC().Format("15:04") + " UTC"
	if zone, err := time.LoadLocation(a.Zone); err == nil && a.Zone != "UTC" {
		title += " (" + a.StartsAt.In(zone).Format(form) + " " + a.Zone + ")"
	}
	return fault.Unmet{Kind: "appointment", ID: a.ID, Title: title, Need: 1, Link: "/app/registrations/" + a.RegistrationID}
}
