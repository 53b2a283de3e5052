package exams

import (
	"context"
	"encoding/json"
	"strings"
	"time"

	"gorm.io/gorm"

	"laurel/internal/store"
)

// keptResult is a result of an attempt as it is kept, by its number.
type keptResult struct {
	attempt string
	number  int
	result  Result
	at      time.Time
}

// keepResults adds results. The primary key lets each be written once.
func keepResults(tx *gorm.DB, all []keptResult) error {
	var args []any
	for _, k := range all {
		domains, err := json.Marshal(k.result.Domains)
		if err != nil {
			return err
		}
		items, err := json.Marshal(k.result.Items)
		if err != nil {
			return err
		}
		r := k.result
		args = append(args, k.attempt, k.number, r.State, r.Decision, r.Raw, r.Max, r.Cut, r.ScaledScore, r.CutScore, string(domains), string(items), k.at)
	}
	if len(all) == 0 {
		return nil
	}
	rows := strings.TrimSuffix(strings.Repeat("(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?), ", len(all)), ", ")
	return tx.Exec("insert into attempt_results (attempt_id, number, state, decision, raw, max, cut, scaled_score, cut_score, domains, items, created_at) values "+rows, args...).Error
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
