package exams

import (
	"context"
	"encoding/json"
	"time"

	"gorm.io/gorm"

	"laurel/internal/store"
)

// keepResult adds a result. The primary key lets the first result of an attempt be written once.
func keepResult(tx *gorm.DB, attemptID string, r Result, now time.Time) error {
	return keepNumbered(tx, attemptID, 1, r, now)
}

func keepNumbered(tx *gorm.DB, attemptID string, number int, r Result, now time.Time) error {
	domains, err := json.Marshal(r.Domains)
	if err != nil {
		return err
	}
	items, err := json.Marshal(r.Items)
	if err != nil {
		return err
	}
	return tx.Exec(`insert into attempt_results (attempt_id, number, state, decision, raw, max, cut, scaled_score, cut_score, domains, items, created_at)
		values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		attemptID, number, r.State, r.Decision, r.Raw, r.Max, r.Cut, r.ScaledScore, r.CutScore, string(domains), string(items), now).Error
}

// Result gives what the candidate may know of one of the caller's own attempts; ErrNothing before it is closed.
func (s *Service) Result(ctx context.Context, attemptID string) (Attempt, Result, error) {
	v, err := s.See(ctx, attemptID) // closes it when its time is over
	if err != nil {
		return Attempt{}, Result{}, err
	}
	if v.Attempt.State == Submitted {
		return v.Attempt, Result{State: PendingMarking, CutScore: v.Attempt.Policy.Scoring.Scale.Pass}, nil
	}
	if v.Attempt.State == Voided {
		return Attempt{}, Result{}, ErrVoided
	}
	if v.Attempt.State != Graded {
		return Attempt{}, Result{}, ErrNothing
	}
	var r Result
	err = s.db.Read(ctx, func(tx *gorm.DB) error {
		held, err := s.held(ctx, tx, attemptID)
		if err != nil {
			return err
		}
		if r, err = latestResult(tx, attemptID); err == nil && held {
			r = Result{State: Held, CutScore: r.CutScore}
		}
		return err
	})
	return v.Attempt, r, err
}

// latestResult is the one that stands.
func latestResult(tx *gorm.DB, attemptID string) (Result, error) {
	var r Result
	err := tx.Raw(`select number, state, decision, scaled_score, cut_score, domains from attempt_results where attempt_id = ?
		order by number desc limit 1`, attemptID).Take(&r).Error
	return r, store.Found(err, ErrNothing)
}
