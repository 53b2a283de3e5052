package rules

import "time"

// Checkpoint is the last checkpoint at or before a moment: counted from the beginning of the fiscal year where the document
// names one, else from the anchor, which is itself the first. Without a checkpoint in the document it is the anchor.
func (p *Program) Checkpoint(anchor, at time.Time) time.Time {
	from, every := p.Standing.cycle(anchor, at)
	if from.IsZero() || every.IsZero() || at.Before(from) {
		return anchor
	}
	last := from
	for n := 1; ; n++ {
		next := every.Times(n).After(from)
		if next.After(at) {
			return last
		}
		last = next
	}
}

// NextCheckpoint is the first one after a moment; zero where there is none.
func (p *Program) NextCheckpoint(anchor, after time.Time) time.Time {
	from, every := p.Standing.cycle(anchor, after)
	if from.IsZero() || every.IsZero() {
		return time.Time{}
	}
	next := from
	for n := 1; !next.After(after); n++ {
		next = every.Times(n).After(from)
	}
	if p.Standing.FiscalYearStart != "" {
		next = earlier(next, p.Standing.NextYear(after))
	}
	return next
}

// cycle is where checkpoints are counted from, and how far they lie apart.
func (st Standing) cycle(anchor, at time.Time) (time.Time, Period) {
	if st.FiscalYearStart == "" {
		return anchor, st.Every
	}
	if st.Every.IsZero() {
		return st.Year(at), Period{months: 12}
	}
	return st.Year(at), st.Every
}

// Checks is true where the document has checkpoints.
func (st Standing) Checks() bool { return !st.Every.IsZero() || st.FiscalYearStart != "" }

// Decides is true where a checkpoint is a moment at which tiers are given or taken.
func (st Standing) Decides() bool {
	return st.Promote == PromoteAtCheckpoint || st.Demote == DemoteAtCheckpoint
}

// Year is the beginning of the year that a moment lies in: of the fiscal year where the document has one.
func (st Standing) Year(at time.Time) time.Time {
	begins, err := time.Parse("01-02", st.FiscalYearStart)
	if err != nil {
		begins = time.Date(0, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	at = at.UTC()
	start := time.Date(at.Year(), begins.Month(), begins.Day(), 0, 0, 0, 0, time.UTC)
	if start.After(at) {
		start = start.AddDate(-1, 0, 0)
	}
	return start
}

// NextYear is the beginning of the next one.
func (st Standing) NextYear(at time.Time) time.Time { return st.Year(at).AddDate(1, 0, 0) }

// HeldUntil is how long a tier is kept, whatever happens, that is earned at a moment; zero: not at all.
func (st Standing) HeldUntil(at time.Time) time.Time {
	if st.Hold.RestOfYear {
		return st.NextYear(at).AddDate(st.Hold.PlusYears, 0, 0)
	}
	if st.Hold.PlusYears == 0 {
		return time.Time{}
	}
	return Period{months: 12 * st.Hold.PlusYears}.After(at)
}
