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

// CloseOverdue closes attempts whose deadline and grace are over and says how many. Workers share the work; one that cannot be
// closed does not keep the others open.
func (s *Service) CloseOverdue(ctx context.Context) (int, error) {
	total := 0
	for {
		n, err := s.closeBatch(ctx, closeTogether)
		total += n
		if err != nil {
			singly, err := s.closeSingly(ctx)
			return total + singly, err
		}
		if n < closeTogether {
			return total, nil
		}
	}
}

func (s *Service) closeBatch(ctx context.Context, most int) (int, error) {
	closed := 0
	err := s.db.Tx(ctx, func(tx *gorm.DB) error {
		closed = 0
		var due []Attempt
		err := tx.Raw("select "+attemptColumns+" from attempts where state = 'in_progress' and refuse_after < ? order by refuse_after limit ?"+skipLocked(tx),
			store.Moment(tx), most).Scan(&due).Error
		if err != nil {
			return err
		}
		for _, a := range due {
			if _, err := s.close(ctx, tx, a); err != nil {
				return fmt.Errorf("close attempt %s: %w", a.ID, err)
			}
			closed++
		}
		return nil
	})
	if err != nil {
		return 0, err
	}
	return closed, nil
}

func (s *Service) closeSingly(ctx context.Context) (int, error) {
	var due []string
	err := s.db.Read(ctx, func(tx *gorm.DB) error {
		return tx.Raw("select id from attempts where state = 'in_progress' and refuse_after < ? order by refuse_after limit 1000", store.Moment(tx)).Scan(&due).Error
	})
	if err != nil {
		return 0, err
	}
	closed := 0
	var failed []error
	for _, attemptID := range due {
		if err := s.closeLapsed(ctx, attemptID); err != nil {
			failed = append(failed, fmt.Errorf("close attempt %s: %w", attemptID, err))
			continue
		}
		closed++
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
