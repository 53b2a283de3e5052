package lms

import (
	"context"
	"fmt"

	"gorm.io/gorm"
)

// Recount settles every open enrollment of a track after its content changed: who had all that is left has completed
// it, and nobody has to touch a lesson for that. It goes in small transactions and may run twice.
func (s *Service) Recount(ctx context.Context, trackKey string) error {
	after := ""
	for {
		var rows []Enrollment
		err := s.db.Tx(ctx, func(tx *gorm.DB) error {
			rows = nil
			err := tx.Raw(`select id, person_id from enrollments where track_key = ? and completed_at is null and id > ? order by id limit 100`, trackKey, after).Scan(&rows).Error
			if err != nil {
				return fmt.Errorf("find open enrollments: %w", err)
			}
			for _, row := range rows {
				e, err := hold(tx, row.ID, row.PersonID)
				if err != nil {
					return err
				}
				if _, err := s.settle(ctx, tx, e); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil || len(rows) == 0 {
			return err
		}
		after = rows[len(rows)-1].ID
	}
}
