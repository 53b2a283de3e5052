package exams

import (
	"context"

	"gorm.io/gorm"

	"laurel/internal/store"
)

// Medium gives what a signed link shows; ErrNothing for any other link, and for every link once the attempt has closed.
func (s *Service) Medium(ctx context.Context, attemptID, mediumID, signature string) (Medium, error) {
	err := s.db.Read(ctx, func(tx *gorm.DB) error {
		var a Attempt
		err := tx.Raw("select "+attemptColumns+" from attempts where id = ?", attemptID).Take(&a).Error
		if err := store.Found(err, ErrNothing); err != nil {
			return err
		}
		now, err := store.Clock(tx)
		if err != nil {
			return err
		}
		if !a.signed(mediumID, signature) || a.State != InProgress && a.State != Paused || a.over(now) {
			return ErrNothing
		}
		return nil
	})
	if err != nil {
		return Medium{}, err
	}
	return s.bank.Medium(ctx, mediumID)
}
