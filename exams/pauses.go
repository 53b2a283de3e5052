package exams

import (
	"context"
	"time"

	"gorm.io/gorm"

	"laurel/internal/actor"
	"laurel/internal/audit"
	"laurel/internal/fault"
	"laurel/internal/outbox"
)

// Pauses are how far the exam team may reach into a running clock. Members left out mean a day, and as much as the limit.
type Pauses struct {
	MaxSeconds           int `json:"max_seconds,omitempty"`            // a pause that nobody ends ends the attempt after so long
	AdjustmentCapSeconds int `json:"adjustment_cap_seconds,omitempty"` // what people may give in all
}

func (p Pauses) faults() faults {
	var f faults
	f.unless(p.MaxSeconds == 0 || p.MaxSeconds >= 60 && p.MaxSeconds <= 7*24*3600, "pauses.max_seconds", "out_of_range", "between 60 and a week")
	f.unless(p.AdjustmentCapSeconds >= 0 && p.AdjustmentCapSeconds <= 24*3600, "pauses.adjustment_cap_seconds", "out_of_range", "between 0 and a day")
	return f
}

func (d Document) longestPause() time.Duration {
	if d.Pauses.MaxSeconds > 0 {
		return seconds(d.Pauses.MaxSeconds)
	}
	return 24 * time.Hour
}

// adjustmentCap is what people may give an attempt in all.
func (a Attempt) adjustmentCap() time.Duration {
	if n := a.Policy.Pauses.AdjustmentCapSeconds; n > 0 {
		return seconds(n)
	}
	return seconds(a.Limits.LimitSeconds)
}

// Pause stops the clock of an attempt and takes no answers until it is resumed, at the latest after as long as the exam allows.
// Again, it changes nothing.
func (s *Service) Pause(ctx context.Context, attemptID, reason string) (Supervision, error) {
	return s.supervise(ctx, attemptID, reason, func(w *walk, now time.Time) (string, error) {
		switch {
		case w.State == Paused && w.PausedFor == ForProctor:
			return "", nil
		case w.State == Paused:
			return "", ErrPaused
		case w.State == Ready:
			return "", ErrNotStarted
		case w.State != InProgress:
			return "", ErrClosed
		}
		w.pause(now, now.Add(w.Policy.longestPause()), reason)
		return "attempt.paused", nil
	})
}

// Resume lets the clock of an attempt run again, with all that remained. Again, it changes nothing.
func (s *Service) Resume(ctx context.Context, attemptID, reason string) (Supervision, error) {
	return s.supervise(ctx, attemptID, reason, func(w *walk, now time.Time) (string, error) {
		switch {
		case w.State == InProgress:
			return "", nil
		case w.State == Ready:
			return "", ErrNotStarted
		case w.State != Paused:
			return "", ErrClosed
		case w.PausedFor == ForBreak:
			return "", ErrPaused.Detailed("The candidate is on a break, which ends by itself.")
		}
		w.resume(now, "")
		return "attempt.resumed", nil
	})
}

// Adjust gives an attempt more time, or takes back of what was given by people before. All of it together stays between nothing
// and the cap of the exam.
func (s *Service) Adjust(ctx context.Context, attemptID string, more int, reason string) (Supervision, error) {
	return s.supervise(ctx, attemptID, reason, func(w *walk, now time.Time) (string, error) {
		if !w.State.Open() {
			return "", ErrClosed
		}
		length, given := seconds(more), sum(w.ledger, ByAdjustment)
		switch total := given + length; {
		case more == 0:
			return "", ErrInput.With(fault.Field{Field: "seconds", Code: "out_of_range", Detail: "not 0"})
		case total < 0:
			return "", ErrInput.With(fault.Field{Field: "seconds", Code: "out_of_range", Detail: "no more can be taken back than was given"})
		case total > w.adjustmentCap():
			return "", ErrInput.With(fault.Field{Field: "seconds", Code: "out_of_range", Detail: "more than the exam lets people give"})
		}
		w.enter(Entry{Kind: ByAdjustment, Section: w.openSection(), Length: length, Reason: reason, Actor: actor.From(ctx).ID, At: now})
		if w.State == InProgress && !w.RefuseAfter.Add(-Grace).After(now) {
			return "", ErrInput.With(fault.Field{Field: "seconds", Code: "out_of_range", Detail: "the time would be over at once"})
		}
		w.step("adjusted", now, map[string]any{"seconds": more, "reason": reason, "deadline_at": w.DeadlineAt, "deadline_version": w.DeadlineVersion, "section_deadline_at": w.SectionEndAt})
		return "attempt.time_adjusted", nil
	})
}

// supervise lets one of the exam team do something to an attempt that is not their own. What they do is on record with its reason.
func (s *Service) supervise(ctx context.Context, attemptID, reason string, do func(w *walk, now time.Time) (action string, err error)) (Supervision, error) {
	who := actor.From(ctx).ID
	deed := func(tx *gorm.DB) (done, error) {
		w, err := walkFor(tx, attemptID)
		if err != nil {
			return done{}, err
		}
		if w.PersonID == who {
			return done{}, ErrOwnAttempt
		}
		w, now, err := s.asItIs(ctx, tx, w)
		if err != nil {
			return done{}, err
		}
		action, err := do(w, now)
		if err != nil || action == "" {
			return done{}, err
		}
		for i := range w.added {
			w.added[i].Actor, w.added[i].Reason = who, reason
		}
		detail := map[string]any{"deadline_at": w.DeadlineAt, "deadline_version": w.DeadlineVersion}
		if n := len(w.added); n > 0 {
			detail["seconds"] = w.added[n-1].Length.Seconds()
		}
		if err := w.keep(ctx, tx); err != nil {
			return done{}, err
		}
		return done{true}, audit.Append(ctx, tx, now, audit.Entry{Action: action, Subject: attemptID, Reason: reason, Detail: detail})
	}
	err := s.awake(ctx, func() error {
		_, err := outbox.Once(ctx, s.db, deed)
		return err
	})
	if err != nil {
		return Supervision{}, err
	}
	return s.Supervise(ctx, attemptID)
}
