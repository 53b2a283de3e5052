package tiers

import (
	"context"

	"gorm.io/gorm"
)

// respan makes the spans of a person anew, after what is known of the person has changed. It belongs in the transaction of the
// change.
func (*Service) respan(tx *gorm.DB, personID string) error {
	if err := widen(tx); err != nil {
		return err
	}
	if err := tx.Exec("delete from tier_spans where person_id = ?", personID).Error; err != nil {
		return err
	}
	return tx.Exec("insert into tier_spans select * from tier_spans_known where person_id = ?", personID).Error
}

// mend makes the spans of a partner anew out of the copies.
func (s *Service) mend(ctx context.Context, partnerID string) error {
	return s.db.Tx(ctx, func(tx *gorm.DB) error {
		if err := s.line(tx, partnerLine(partnerID)); err != nil {
			return err
		}
		if err := tx.Exec("delete from tier_spans where partner_id = ?", partnerID).Error; err != nil {
			return err
		}
		return tx.Exec("insert into tier_spans select * from tier_spans_known where partner_id = ?", partnerID).Error
	})
}
