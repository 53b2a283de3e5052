package banks

import (
	"context"

	"gorm.io/gorm"
)

// ItemIn tells whether there is an item of that id.
func (s *Service) ItemIn(_ context.Context, tx *gorm.DB, itemID string) (bool, error) {
	var n int64
	err := tx.Raw("select count(*) from items where id = ?", itemID).Scan(&n).Error
	return n > 0, err
}

// Reviewed tells whether what belongs to an item, as its rubric or its lab, waits for a second person: its bank asks for one, and the
// item has left its author's hands. Until then it is looked at together with the item.
func (s *Service) Reviewed(_ context.Context, tx *gorm.DB, itemID string) (bool, error) {
	var n int64
	err := tx.Raw("select count(*) from items i join item_banks b on b.id = i.bank_id where i.id = ? and b.review = ? and i.state <> ?", itemID, ReviewSecondPerson, Draft).Scan(&n).Error
	return n > 0, err
}

// Undrawn tells which of the items no form shall take at this moment: those that were retired, most of all.
func (s *Service) Undrawn(_ context.Context, tx *gorm.DB, itemIDs []string) ([]string, error) {
	var out []string
	err := tx.Raw("select id from items where id in ? and state not in ('pretest', 'operational') order by id", itemIDs).Scan(&out).Error
	return out, err
}
