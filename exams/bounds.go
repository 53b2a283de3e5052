package exams

import "time"

// The bounds of one attempt. People stay far below them; programs that save without end meet them, so that no log grows until
// its attempt cannot be closed in time and no closed attempt takes in rows for ever.
const (
	maxEvents    = 20_000 // in the log; calls that come together may pass it by what they hold
	maxTakeovers = 1_000
	maxForm      = 500 // items, see Blueprint

	// No log is counted for a sequence number up to this one: each save of a position has a higher one than the save before it,
	// so that all of them together stay within the bound.
	seqUncounted = maxEvents / maxForm
)

// tooManyAfter is what Retry-After says to a call that met a bound. What was acknowledged before stands, and is scored.
const tooManyAfter = time.Minute

// lateKept is how many answers are kept aside of an attempt with a form of that length.
func lateKept(length int) int { return 2 * length }

// loadFull finds out which of the attempts that are saved to have no room left in their logs.
func (w *writing) loadFull() error {
	w.full = map[string]bool{}
	var asked []string
	for _, c := range w.calls {
		for _, a := range c.answers {
			if _, ok := w.at[c.attempt]; ok && a.Seq > seqUncounted {
				asked = append(asked, c.attempt)
				break
			}
		}
	}
	if len(asked) == 0 {
		return nil
	}
	var full []string
	err := w.tx.Raw("select attempt_id from attempt_events where attempt_id in ? group by attempt_id having count(*) >= ?", asked, maxEvents).Scan(&full).Error
	for _, attempt := range full {
		w.full[attempt] = true
	}
	return err
}
