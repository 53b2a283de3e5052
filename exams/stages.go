package exams

import (
	"context"

	"gorm.io/gorm"

	"laurel/internal/outbox"
	"laurel/internal/store"
)

// done is what is kept under an idempotency key where the answer is always read afresh.
type done struct{ Done bool }

// NextSection closes the open section of one of the caller's own attempts for ever and opens the next one, after its break where
// there is one. Section says which one the caller means to close: when it is closed already nothing happens, so that an answer
// that was lost on its way costs nobody a section. 0 means the open one.
func (s *Service) NextSection(ctx context.Context, attemptID string, epoch int64, section int) (Sight, error) {
	return s.move(ctx, attemptID, func(w *walk, tx *gorm.DB) error {
		if section > 0 && w.Section > section {
			return nil
		}
		switch err := w.mayMove(epoch); {
		case err != nil:
			return err
		case section > w.Section:
			return ErrSectionAhead
		case w.last():
			return ErrLastSection
		}
		now, err := store.Clock(tx)
		if err == nil {
			w.next(now, ByCandidate)
		}
		return err
	})
}

// EndBreak ends a break before its limit does. Where there is no break any more it changes nothing.
func (s *Service) EndBreak(ctx context.Context, attemptID string, epoch int64) (Sight, error) {
	return s.move(ctx, attemptID, func(w *walk, tx *gorm.DB) error {
		switch {
		case !w.State.Open() || w.State == Ready:
			return w.mayMove(epoch)
		case w.Epoch != epoch:
			return ErrSuperseded
		case w.State == Paused && w.PausedFor == ForProctor:
			return ErrPaused
		case w.State != Paused:
			return nil
		}
		now, err := store.Clock(tx)
		if err == nil {
			w.resume(now, w.PersonID)
		}
		return err
	})
}

// NextItem leaves an item for ever, where items go forward only. Position is the one that is left; when that has happened already,
// nothing does.
func (s *Service) NextItem(ctx context.Context, attemptID string, epoch int64, position int) (Sight, error) {
	return s.move(ctx, attemptID, func(w *walk, tx *gorm.DB) error {
		if err := w.mayMove(epoch); err != nil {
			return err
		}
		switch {
		case !w.limit().Forward:
			return ErrFreeItems
		case position < w.OpenFrom:
			return nil
		case position > w.OpenFrom:
			return ErrItemAhead
		case w.OpenFrom >= w.OpenTo:
			return ErrLastItem
		}
		now, err := store.Clock(tx)
		if err == nil {
			w.forward(now)
		}
		return err
	})
}

// mayMove refuses a move of the candidate in an attempt that does not run, or under an epoch that is not the present one.
func (w *walk) mayMove(epoch int64) error {
	switch {
	case w.State == Ready:
		return ErrNotStarted
	case w.State == Paused:
		return ErrPaused
	case w.State != InProgress:
		return ErrClosed
	case w.Epoch != epoch:
		return ErrSuperseded
	}
	return nil
}

// move lets a candidate move in an attempt, and shows it as it is then.
func (s *Service) move(ctx context.Context, attemptID string, do func(w *walk, tx *gorm.DB) error) (Sight, error) {
	deed := func(tx *gorm.DB) (done, error) {
		w, _, err := s.ownWalk(ctx, tx, attemptID)
		if err != nil {
			return done{}, err
		}
		if err := s.watched(ctx, tx, w.seat()); err != nil {
			return done{}, err
		}
		if err := do(w, tx); err != nil {
			return done{}, err
		}
		return done{true}, w.keep(ctx, tx)
	}
	err := s.awake(ctx, func() error {
		_, err := outbox.Once(ctx, s.db, deed)
		return err
	})
	if err != nil {
		return Sight{}, s.told(ctx, err)
	}
	return s.See(ctx, attemptID)
}
