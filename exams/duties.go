package exams

import (
	"context"
	"errors"
	"fmt"

	"gorm.io/gorm"

	"laurel/internal/store"
)

// As many attempts are closed in one transaction, so that a thousand that end together take seconds.
const closeTogether = 20

// What time alone has brought about and nobody has written down: an attempt or a section that lapsed, a pause that is over, an
// agreement that nobody accepted.
const dueNow = `(state = 'in_progress' and refuse_after < ? or state = 'paused' and pause_ends_at <= ? or state = 'ready' and agree_by < ?)`

// CloseOverdue settles attempts that are due and says of how many it wrote something down. Workers share the work; one that cannot be
// closed does not keep the others open.
func (s *Service) CloseOverdue(ctx context.Context) (int, error) {
	total := 0
	for after := ""; ; {
		n, last, err := s.closeBatch(ctx, after)
		total += n
		if err != nil {
			singly, err := s.closeSingly(ctx)
			return total + singly, err
		}
		if last == "" {
			return total, nil
		}
		after = last
	}
}

// closeBatch settles the next ones after an id, and gives the last of them; "" when there are no more.
func (s *Service) closeBatch(ctx context.Context, after string) (closed int, last string, err error) {
	err = s.db.Tx(ctx, func(tx *gorm.DB) error {
		closed, last = 0, ""
		now, err := store.Clock(tx)
		if err != nil {
			return err
		}
		var due []Attempt
		err = tx.Raw("select "+attemptColumns+" from attempts where "+dueNow+" and id > ? order by id limit ?"+skipLocked(tx), now, now, now, after, closeTogether).Scan(&due).Error
		if err != nil {
			return err
		}
		for _, a := range due {
			ledger, err := ledgerOf(tx, a.ID)
			if err != nil {
				return err
			}
			w := walkOf(a, ledger)
			if err := s.settle(ctx, tx, w, now); err != nil {
				return fmt.Errorf("close attempt %s: %w", a.ID, err)
			}
			if !w.waits {
				closed++
			}
		}
		if len(due) == closeTogether {
			last = due[len(due)-1].ID
		}
		return nil
	})
	if err != nil {
		return 0, "", err
	}
	return closed, last, nil
}

func (s *Service) closeSingly(ctx context.Context) (int, error) {
	var due []string
	err := s.db.Read(ctx, func(tx *gorm.DB) error {
		now, err := store.Clock(tx)
		if err != nil {
			return err
		}
		return tx.Raw("select id from attempts where "+dueNow+" order by id limit 1000", now, now, now).Scan(&due).Error
	})
	if err != nil {
		return 0, err
	}
	closed := 0
	var failed []error
	for _, attemptID := range due {
		waits, err := s.settleAttempt(ctx, attemptID)
		if err != nil {
			failed = append(failed, fmt.Errorf("close attempt %s: %w", attemptID, err))
			continue
		}
		if !waits {
			closed++
		}
	}
	return closed, errors.Join(failed...)
}

// skipLocked lets workers share what is due.
func skipLocked(tx *gorm.DB) string {
	if store.Postgres(tx) {
		return " for update skip locked"
	}
	return ""
}
