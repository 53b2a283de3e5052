package tiers

import "gorm.io/gorm"

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
