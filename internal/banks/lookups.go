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
