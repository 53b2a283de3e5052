package rules

import (
	"fmt"
	"time"
)

// Window is the stretch of time from which a fact is taken, as seen from a moment.
type Window struct {
	Last          Period
	FiscalYears   int    // 1: the current one, 2: the previous one too
	FiscalStart   string // MM-DD
	MonthLastYear bool
}

func readWindow(at place, p *Program) Window {
	s := at.shape("window")
	w := Window{Last: s.get("last").period(), MonthLastYear: s.get("same_month_last_year").flag()}
	if years := s.get("fiscal_years"); !years.absent() {
		w.FiscalYears = len(years.someOf("current", "previous"))
		if w.FiscalYears == 1 && !has(years.keys(), "current") {
			years.fault("not_one_of", "Either current, or current and previous.")
		}
		if w.FiscalStart = p.Standing.FiscalYearStart; w.FiscalStart == "" {
			years.fault("required", "standing.checkpoint.fiscal_year_start says when a fiscal year begins.")
		}
	}
	if !at.absent() && len(s.members) != 1 {
		at.fault("conflict", "Exactly one of last, fiscal_years, same_month_last_year.")
	}
	return w
}

// Span is a stretch of time, [From, To).
type Span struct{ From, To time.Time }

// at is the span of the window; a zero From reaches back without end.
func (w Window) at(t time.Time) Span {
	switch {
	case w.MonthLastYear:
		first := time.Date(t.Year()-1, t.Month(), 1, 0, 0, 0, 0, time.UTC)
		return Span{first, first.AddDate(0, 1, 0)}
	case w.FiscalYears > 0:
		return Span{fiscalStart(w.FiscalStart, t).AddDate(1-w.FiscalYears, 0, 0), t}
	case !w.Last.IsZero():
		return Span{w.Last.Before(t), t}
	}
	return Span{To: t}
}

func fiscalStart(day string, t time.Time) time.Time {
	var month, dayOfMonth int
	fmt.Sscanf(day, "%02d-%02d", &month, &dayOfMonth) //nolint:errcheck // the pattern was checked at parsing
	start := time.Date(t.Year(), time.Month(month), dayOfMonth, 0, 0, 0, 0, time.UTC)
	if start.After(t) {
		return start.AddDate(-1, 0, 0)
	}
	return start
}

// holds is true for a period that has begun and whose middle lies in the window: of the period cut by the far edge the
// window takes all or nothing, whichever is nearer.
func (s Span) holds(period Span) bool {
	if !period.From.Before(s.To) {
		return false
	}
	middle := period.From.Add(period.To.Sub(period.From) / 2)
	return s.From.IsZero() || !middle.Before(s.From)
}

func (w Window) words() string {
	switch {
	case w.MonthLastYear:
		return "in the same month of last year"
	case w.FiscalYears == 2:
		return "in this and the last fiscal year"
	case w.FiscalYears == 1:
		return "in this fiscal year"
	case !w.Last.IsZero():
		return "in the last " + w.Last.Words()
	}
	return ""
}
