package exams

import (
	"context"
	"errors"
	"time"

	"gorm.io/gorm"

	"laurel/internal/actor"
	"laurel/internal/store"
)

// Sight is an attempt as its candidate sees it, at a moment of the database's clock.
type Sight struct {
	Attempt   Attempt
	Now       time.Time
	Slots     []shown // of the open section while the clock runs
	Responses []Response
	Ledger    []Entry
}

// errLapsed ends a reading transaction that found an attempt nobody has closed yet.
var errLapsed = errors.New("the attempt has lapsed")

// See reads one of the caller's own attempts; ErrNothing for anybody else's. One whose time is over is closed first.
func (s *Service) See(ctx context.Context, attemptID string) (Sight, error) {
	var v Sight
	settled := false // one that waits for the service to come back stays open
	look := func(tx *gorm.DB) error {
		v = Sight{}
		var err error
		if v.Attempt, err = ownAttempt(ctx, tx, attemptID); err != nil {
			return err
		}
		if v.Now, err = store.Clock(tx); err != nil {
			return err
		}
		if v.Attempt.due(v.Now) && !settled {
			return errLapsed
		}
		if v.Attempt.State.Open() {
			if err = s.watched(ctx, tx, v.Attempt.seat()); err != nil {
				return err
			}
		}
		if v.Attempt.State == InProgress {
			paper, err := s.paper(tx, v.Attempt.Sheet)
			if err != nil {
				return err
			}
			for _, slot := range paper.shown() {
				if v.Attempt.shows(slot.Position) {
					v.Slots = append(v.Slots, slot)
				}
			}
		}
		if v.Ledger, err = ledgerOf(tx, attemptID); err != nil {
			return err
		}
		v.Responses, err = responsesOf(tx, attemptID)
		return err
	}
	err := s.db.Read(ctx, look)
	if errors.Is(err, errLapsed) {
		if err = s.settleNow(ctx, attemptID); err == nil {
			settled = true
			err = s.db.Read(ctx, look)
		}
	}
	return v, s.told(ctx, err)
}

func ownAttempt(ctx context.Context, tx *gorm.DB, attemptID string) (Attempt, error) {
	var a Attempt
	err := tx.Raw("select "+attemptColumns+" from attempts where id = ? and person_id = ?", attemptID, actor.From(ctx).ID).Take(&a).Error
	return a, store.Found(err, ErrNothing)
}
