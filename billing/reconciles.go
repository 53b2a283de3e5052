package billing

import (
	"context"
	"errors"
	"time"

	"gorm.io/gorm"

	"laurel/internal/actor"
)

// keepAsking is how long the provider is asked about a payment: as long as a card holder can dispute one.
const keepAsking = 120 * 24 * time.Hour

type waiting struct {
	OrderID   string
	Asks      int
	CreatedAt time.Time
}

// Reconcile asks the provider about orders from which there was no word, and daily about those that were paid, and sends refunds again that it has not
// confirmed. Returns how many were asked about.
func (s *Service) Reconcile(ctx context.Context) (int, error) {
	if s.gateway == nil {
		return 0, nil
	}
	ctx = actor.With(ctx, actor.SystemOf("billing"))
	quiet, err := s.quiet(ctx)
	if err != nil {
		return 0, err
	}
	var faults []error
	for _, w := range quiet {
		if err := s.ask(ctx, w.OrderID); err != nil && !errors.Is(err, ErrNoSession) {
			faults = append(faults, err)
		}
	}
	pending, err := s.pendingRefunds(ctx)
	if err != nil {
		return len(quiet), errors.Join(append(faults, err)...)
	}
	for _, r := range pending {
		if err := s.sendBack(ctx, r); err != nil {
			faults = append(faults, err)
		}
	}
	return len(quiet) + len(pending), errors.Join(faults...)
}

// quiet claims orders that are due to be asked about, by moving their next turn; whoever moved it asks.
func (s *Service) quiet(ctx context.Context) ([]waiting, error) {
	var due []waiting
	err := s.db.Tx(ctx, func(tx *gorm.DB) error {
		now := s.db.Now()
		var found []waiting
		due = nil
		err := tx.Raw("select order_id, asks, created_at from payments where next_ask_at <= ? order by next_ask_at limit 50", now).Scan(&found).Error
		if err != nil {
			return err
		}
		for _, w := range found {
			next := any(NextAsk(w.Asks+1, now))
			if now.Sub(w.CreatedAt) > keepAsking {
				next = nil
			}
			r := tx.Exec("update payments set asks = asks + 1, next_ask_at = ? where order_id = ? and asks = ? and next_ask_at is not null", next, w.OrderID, w.Asks)
			if r.Error != nil {
				return r.Error
			}
			if r.RowsAffected == 1 {
				due = append(due, w)
			}
		}
		return nil
	})
	return due, err
}

func (s *Service) pendingRefunds(ctx context.Context) ([]Refund, error) {
	var pending []Refund
	err := s.db.Read(ctx, func(tx *gorm.DB) error {
		pending = nil
		return tx.Raw("select "+refundColumns+" from refunds where state = ? and created_at <= ? order by created_at limit 50",
			refundPending, s.db.Now().Add(-askAfter)).Scan(&pending).Error
	})
	return pending, err
}
