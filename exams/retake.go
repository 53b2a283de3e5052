package exams

import (
	"slices"
	"strconv"
	"time"

	"laurel/internal/fault"
)

// Retake says when a person may sit the exam again. WaitSeconds[n] is the wait after the n-th attempt that did not pass; the
// last one goes for all further attempts. MaxAttempts bounds how many may be started within any PerSeconds. A pass closes the
// exam for AfterPassSeconds, and for good where that is zero.
type Retake struct {
	WaitSeconds      []int `json:"wait_seconds"`
	MaxAttempts      int   `json:"max_attempts,omitempty"`
	PerSeconds       int   `json:"per_seconds,omitempty"`
	AfterPassSeconds int   `json:"after_pass_seconds,omitempty"`
}

const longest = 10 * 366 * 24 * 3600

func (r Retake) faults() faults {
	var f faults
	f.unless(len(r.WaitSeconds) <= 50, "retake.wait_seconds", "count", "at most 50")
	for i, w := range r.WaitSeconds {
		f.unless(w >= 0 && w <= longest, "retake.wait_seconds["+strconv.Itoa(i)+"]", "out_of_range", "between 0 and ten years")
	}
	f.unless(r.MaxAttempts >= 0 && r.MaxAttempts <= 1000, "retake.max_attempts", "out_of_range", "between 0 and 1000")
	f.unless(r.PerSeconds >= 0 && r.PerSeconds <= longest, "retake.per_seconds", "out_of_range", "between 0 and ten years")
	f.unless((r.MaxAttempts == 0) == (r.PerSeconds == 0), "retake", "both_or_none", "max_attempts and per_seconds go together")
	f.unless(r.AfterPassSeconds >= 0 && r.AfterPassSeconds <= longest, "retake.after_pass_seconds", "out_of_range", "between 0 and ten years")
	return f
}

// Sitting is what the policy looks at of an earlier attempt. Voided attempts are none. One that was handed in and waits for marks
// is undecided: neither a pass nor a fail.
type Sitting struct {
	ID        string
	StartedAt time.Time
	ClosedAt  *time.Time
	Passed    bool
	Undecided bool
}

// May refuses a further attempt at that moment with ErrUndecided, ErrPassed, ErrCooling or ErrAttemptsUsed; the last two, and ErrPassed
// where a pass wears off, carry "until". Sittings are ordered by start.
func (r Retake) May(sittings []Sitting, at time.Time) error {
	var pass, lastFail time.Time
	failed := 0
	for _, s := range sittings {
		if s.Undecided {
			return ErrUndecided.And("attempt", s.ID)
		}
		if s.ClosedAt == nil {
			continue
		}
		if s.Passed {
			pass, failed = *s.ClosedAt, 0
			continue
		}
		failed++
		lastFail = *s.ClosedAt
	}
	if !pass.IsZero() {
		if r.AfterPassSeconds == 0 {
			return ErrPassed
		}
		if until := pass.Add(seconds(r.AfterPassSeconds)); at.Before(until) {
			return tellUntil(ErrPassed, until)
		}
	}
	if failed > 0 && len(r.WaitSeconds) > 0 {
		wait := r.WaitSeconds[min(failed, len(r.WaitSeconds))-1]
		if until := lastFail.Add(seconds(wait)); at.Before(until) {
			return tellUntil(ErrCooling, until)
		}
	}
	return r.room(sittings, at)
}

// renewing is the policy for somebody whose pass is to be won again: it closes nothing any more, all else holds.
func (r Retake) renewing() Retake {
	r.AfterPassSeconds = 1
	return r
}

func (r Retake) room(sittings []Sitting, at time.Time) error {
	if r.MaxAttempts == 0 {
		return nil
	}
	period := seconds(r.PerSeconds)
	var inside []time.Time
	for _, s := range sittings {
		if s.StartedAt.Add(period).After(at) {
			inside = append(inside, s.StartedAt)
		}
	}
	if len(inside) < r.MaxAttempts {
		return nil
	}
	slices.SortFunc(inside, time.Time.Compare)
	return tellUntil(ErrAttemptsUsed, inside[len(inside)-r.MaxAttempts].Add(period))
}

func seconds(n int) time.Duration { return time.Duration(n) * time.Second }

func tellUntil(e *fault.Error, until time.Time) error { return e.And("until", until.UTC()) }
