package appointments

import (
	"strings"
	"time"
	"unicode/utf8"

	"laurel/internal/fault"
)

// Window is a time in which an exam is given, in slots of equal length. LeadMinutes is how long before a slot it can be booked at
// the latest, NoticeMinutes the same for moving and cancelling, LateMinutes how long after its beginning one is still let in.
type Window struct {
	ID            string
	ExamKey       string
	Place         string
	Site          string
	Zone          string
	OpensAt       time.Time
	ClosesAt      time.Time
	SlotMinutes   int
	Capacity      int
	LeadMinutes   int
	NoticeMinutes int
	LateMinutes   int
	CreatedBy     string
	CreatedAt     time.Time
	Slots         []Slot `gorm:"-"`
}

// Slot is a time that can be booked.
type Slot struct {
	ID       string
	WindowID string
	ExamKey  string
	StartsAt time.Time
	EndsAt   time.Time
	Capacity int
	Taken    int
}

const (
	mostSlots = 500
	day       = 24 * 60
)

func (w Window) validate(now time.Time) error {
	var faults []fault.Field
	unless := func(ok bool, field, code, detail string) {
		if !ok {
			faults = append(faults, fault.Field{Field: field, Code: code, Detail: detail})
		}
	}
	_, err := time.LoadLocation(w.Zone)
	unless(err == nil && w.Zone != "" && w.Zone != "Local", "zone", "unknown", "a time zone of the IANA database, like Europe/Berlin")
	unless(w.Place == "site" || w.Place == "online", "place", "not_allowed", "site or online")
	unless(w.Place != "site" || strings.TrimSpace(w.Site) != "", "site", "required", "the address, where the exam is given at a site")
	unless(utf8.RuneCountInString(w.Site) <= 300, "site", "length", "at most 300 characters")
	unless(w.OpensAt.After(now), "opens_at", "past", "in the future")
	unless(w.ClosesAt.After(w.OpensAt), "closes_at", "order", "after opens_at")
	unless(w.SlotMinutes >= 5 && w.SlotMinutes <= day, "slot_minutes", "out_of_range", "between 5 and 1440")
	unless(w.Capacity >= 1 && w.Capacity <= 10_000, "capacity", "out_of_range", "between 1 and 10000")
	unless(w.LeadMinutes >= 0 && w.LeadMinutes <= 30*day, "lead_minutes", "out_of_range", "between 0 and 43200")
	unless(w.NoticeMinutes >= 0 && w.NoticeMinutes <= 30*day, "notice_minutes", "out_of_range", "between 0 and 43200")
	unless(w.LateMinutes >= 0 && w.LateMinutes <= day, "late_minutes", "out_of_range", "between 0 and 1440")
	if len(faults) == 0 {
		n := w.count()
		unless(n >= 1, "slot_minutes", "too_long", "at least one slot has to fit into the window")
		unless(n <= mostSlots, "closes_at", "too_many", "at most 500 slots in a window")
	}
	if len(faults) > 0 {
		return ErrInput.With(faults...)
	}
	return nil
}

func (w Window) length() time.Duration { return time.Duration(w.SlotMinutes) * time.Minute }

func (w Window) count() int { return int(w.ClosesAt.Sub(w.OpensAt) / w.length()) }

func minutes(n int) time.Duration { return time.Duration(n) * time.Minute }
