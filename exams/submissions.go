package exams

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"gorm.io/gorm"

	"laurel/exams/items"
	"laurel/internal/store"
)

// Submit closes one of the caller's own attempts under its epoch, scores it and gives the receipt, in one transaction. Whoever
// asks again gets the same receipt. After the deadline it closes as the deadline would have.
func (s *Service) Submit(ctx context.Context, attemptID string, epoch int64) (Receipt, error) {
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
	lock := ""
	if store.Postgres(tx) {
		lock = " for update"
	}
	var a Attempt
	err := tx.Raw("select "+attemptColumns+" from attempts where id = ?"+lock, attemptID).Take(&a).Error
	return a, store.Found(err, ErrNothing)
}

// close is the only way an attempt ends, whoever asks for it: candidate, worker or a reader who finds it lapsed. The attempt is
// locked and open.
func (s *Service) close(ctx context.Context, tx *gorm.DB, a Attempt) (Receipt, error) {
	now, err := store.Clock(tx)
	if err != nil {
		return Receipt{}, err
	}
	closed, reason, late := a.end(now)
	a.ClosedAt, a.SeenClosedAt, a.CloseReason, a.Late = &closed, &now, reason, late
	r := tx.Exec(`update attempts set state = 'submitted', closed_at = ?, seen_closed_at = ?, close_reason = ?, late = ?
		where id = ? and state in ('in_progress', 'paused')`, closed, now, reason, late, a.ID)
	if r.Error != nil || r.RowsAffected != 1 {
		return Receipt{}, errors.Join(r.Error, ErrClosed)
	}
	paper, err := s.paper(tx, a.Sheet)
	if err != nil {
		return Receipt{}, err
	}
	slots := paper.Slots()
	responses, err := responsesOf(tx, a.ID)
	if err != nil {
		return Receipt{}, err
	}
	receipt := receiptOf(a, responses, len(slots))
	if receipt.Signature, err = s.sign(tx, receipt.message()); err != nil {
		return Receipt{}, err
	}
	detail := map[string]any{"reason": reason, "closed_at": closed, "late": late, "responses_sha256": receipt.ResponsesSHA256}
	if err := note(ctx, tx, a.ID, event{Kind: "closed", Detail: detail, At: now}); err != nil {
		return Receipt{}, err
	}
	keys, err := s.bank.Keys(ctx, tx, versionsOf(slots))
	if err != nil {
		return Receipt{}, err
	}
	result, err := Score(slots, responses, keys, a.Policy)
	if err != nil {
		return Receipt{}, err
	}
	if result.State == PendingMarking {
		return receipt, s.await(ctx, tx, waiting{a, receipt, due(a, slots, responses, now), now})
	}
	return receipt, s.grade(ctx, tx, grading{a, receipt, result, now})
}

type grading struct {
	attempt Attempt
	receipt Receipt
	result  Result
	now     time.Time
}

// grade keeps the result, seals the log and tells what became true.
func (s *Service) grade(ctx context.Context, tx *gorm.DB, g grading) error {
	a := g.attempt
	if err := keepResult(tx, a.ID, g.result, g.now); err != nil {
		return err
	}
	if err := noteGraded(ctx, tx, a.ID, numbered{1, g.result, g.now}); err != nil {
		return err
	}
	log, err := sealOf(tx, a.ID)
	if err != nil {
		return err
	}
	receipt, err := items.Canonical(g.receipt)
	if err != nil {
		return err
	}
	err = tx.Exec("update attempts set state = 'graded', passed = ?, receipt = ?, events_count = ?, events_hash = ? where id = ? and state = 'submitted'",
		g.result.passed(), receipt, log.count, log.hash, a.ID).Error
	if err != nil {
		return err
	}
	return s.announce(ctx, tx, a, g.result)
}
