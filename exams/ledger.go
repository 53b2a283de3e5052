package exams

import "time"

// EntryKind says why time was given or taken.
type EntryKind string

// The kinds of ledger entries. What stood still is given back whole; a credit and an adjustment are given by a rule or a person.
const (
	ByPause      EntryKind = "pause"
	ByBreak      EntryKind = "break"
	ByAdjustment EntryKind = "adjustment"
	ByCredit     EntryKind = "clock_credit"
)

// Entry is a change of an attempt's time. Entries are only ever added. Section is the one whose own limit moves with it, 0 when
// none does. From and Until are the span that stood still or failed; an adjustment has none.
type Entry struct {
	ID      string
	Kind    EntryKind
	Section int
	Length  time.Duration
	From    *time.Time
	Until   *time.Time
	Outage  string
	Reason  string
	Actor   string
	At      time.Time
}

// Limits is the time of an attempt in plain numbers, with every factor worked in, as they were when it was made.
type Limits struct {
	LimitSeconds int            `json:"limit_seconds"`
	Factor       int            `json:"factor_percent,omitempty"` // what was worked in, where it is more than all
	ClosesAt     *time.Time     `json:"closes_at,omitempty"`
	Sections     []SectionLimit `json:"sections"`
}

// SectionLimit is a part of an attempt that opens and closes as one: its first and last position, its own limit, 0 for none, and
// the break after it.
type SectionLimit struct {
	First        int  `json:"first"`
	Last         int  `json:"last"`
	LimitSeconds int  `json:"limit_seconds,omitempty"`
	BreakSeconds int  `json:"break_seconds,omitempty"`
	Forward      bool `json:"forward,omitempty"`
}

// deadline is when an attempt ends: the limit after its start, or where the window closes if that is sooner, moved by what the
// ledger holds.
func (l Limits) deadline(start time.Time, ledger []Entry) time.Time {
	end := start.Add(seconds(l.LimitSeconds))
	if l.ClosesAt != nil && l.ClosesAt.Before(end) {
		end = *l.ClosesAt
	}
	for _, e := range ledger {
		end = end.Add(e.Length)
	}
	return end
}

// sectionDeadline is when the limit of one section is over that was opened at a moment; nil where it has none.
func (l Limits) sectionDeadline(section int, opened time.Time, ledger []Entry) *time.Time {
	if section < 1 || section > len(l.Sections) || l.Sections[section-1].LimitSeconds == 0 {
		return nil
	}
	end := opened.Add(seconds(l.Sections[section-1].LimitSeconds))
	for _, e := range ledger {
		if e.Section == section {
			end = end.Add(e.Length)
		}
	}
	return &end
}

// sum adds up what was given by one kind.
func sum(ledger []Entry, kind EntryKind) time.Duration {
	var total time.Duration
	for _, e := range ledger {
		if e.Kind == kind {
			total += e.Length
		}
	}
	return total
}

// widened makes the numbers of an attempt. The factor, in percent, widens limit, sections and breaks, and moves the close of the
// window by as much as the limit grows, so that whoever starts last is not the one who gains nothing.
func widened(l Limits, percent int) Limits {
	if percent <= 100 {
		return l
	}
	wide := func(n int) int { return (n*percent + 99) / 100 }
	out := Limits{LimitSeconds: wide(l.LimitSeconds), Factor: percent, Sections: make([]SectionLimit, len(l.Sections))}
	for i, s := range l.Sections {
		s.LimitSeconds, s.BreakSeconds = wide(s.LimitSeconds), wide(s.BreakSeconds)
		out.Sections[i] = s
	}
	if l.ClosesAt != nil {
		closes := l.ClosesAt.Add(seconds(out.LimitSeconds - l.LimitSeconds))
		out.ClosesAt = &closes
	}
	return out
}
