package exams

import (
	"context"
	"encoding/json"
	"time"

	"gorm.io/gorm"

	"laurel/internal/actor"
	"laurel/internal/store"
)

// submission is a candidate's word that an attempt is done.
type submission struct {
	attempt, person string
	epoch           int64
}

// submitted is what became of it. One that is not plain is looked at alone: it is closed already, its time is over, or it is refused.
type submitted struct {
	receipt Receipt
	plain   bool
}

// Submit closes one of the caller's own attempts under its epoch, scores it and gives the receipt, in one transaction, which it shares
// with those who submit at the same time. Whoever asks again gets the same receipt. After the deadline it closes as the deadline would
// have.
func (s *Service) Submit(ctx context.Context, attemptID string, epoch int64) (Receipt, error) {
	out, err := s.submits.Do(ctx, submission{attemptID, actor.From(ctx).ID, epoch})
	if err != nil || out.plain {
		return out.receipt, err
	}
	return s.submitAlone(ctx, attemptID, epoch)
}

// submitTogether closes the attempts of those who submit at the same time in one transaction. Who was answered and is asked for again
// is not plain any more.
func (s *Service) submitTogether(ctx context.Context, calls []submission) (out []submitted, err error) {
	err = s.db.Tx(ctx, func(tx *gorm.DB) error {
		open, now, err := openAttempts(tx, calls)
		if err != nil {
			return err
		}
		var all []*closing
		at := map[int]*closing{}
		for i, c := range calls {
			if a, ok := open[c.attempt]; ok && a.PersonID == c.person && a.Epoch == c.epoch {
				delete(open, c.attempt) // who submits twice at once is answered alone, with the receipt of the first
				at[i] = &closing{Attempt: a, by: c.person}
				all = append(all, at[i])
			}
		}
		if err := s.closeAll(ctx, tx, all, now); err != nil {
			return err
		}
		out = make([]submitted, len(calls))
		for i, c := range at {
			out[i] = submitted{c.receipt, true}
		}
		return nil
	})
	return out, err
}

// openAttempts locks the attempts of calls, in the order of their ids as saves lock them, so that nobody waits for another in a
// circle, and gives those whose clock runs.
func openAttempts(tx *gorm.DB, calls []submission) (map[string]Attempt, time.Time, error) {
	ids := make([]string, len(calls))
	for i, c := range calls {
		ids[i] = c.attempt
	}
	var there []Attempt
	if err := tx.Raw("select "+attemptColumns+" from attempts where id in ? order by id"+forUpdate(tx), ids).Scan(&there).Error; err != nil {
		return nil, time.Time{}, err
	}
	now, err := store.Clock(tx)
	open := map[string]Attempt{}
	for _, a := range there {
		if a.State == InProgress && !a.due(now) {
			open[a.ID] = a
		}
	}
	return open, now, err
}

func (s *Service) submitAlone(ctx context.Context, attemptID string, epoch int64) (Receipt, error) {
	var receipt Receipt
	submit := func(tx *gorm.DB) error {
		w, _, err := s.ownWalk(ctx, tx, attemptID)
		if err != nil {
			return err
		}
		a := w.Attempt
		switch {
		case a.State == Ready:
			return ErrNotStarted
		case a.State.Open() && a.Epoch != epoch:
			return ErrSuperseded
		case a.State == Paused:
			return ErrPaused
		case a.Receipt == "" && !a.State.Open(): // it ended without being scored
			return ErrClosed
		case !a.State.Open():
			return json.Unmarshal([]byte(a.Receipt), &receipt)
		}
		receipt, err = s.close(ctx, tx, a)
		return err
	}
	err := s.awake(ctx, func() error { return s.db.Tx(ctx, submit) })
	return receipt, err
}

// lockAttempt reads an attempt and keeps everybody else off it. Saves share a lock on the same row: they are either before
// this and scored, or after it and refused.
func lockAttempt(tx *gorm.DB, attemptID string) (Attempt, error) {
	var a Attempt
	err := tx.Raw("select "+attemptColumns+" from attempts where id = ?"+forUpdate(tx), attemptID).Take(&a).Error
	return a, store.Found(err, ErrNothing)
}

func forUpdate(tx *gorm.DB) string {
	if store.Postgres(tx) {
		return " for update"
	}
	return ""
}
