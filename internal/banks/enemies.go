package banks

import (
	"context"

	"gorm.io/gorm"

	"laurel/internal/audit"
	"laurel/internal/fault"
)

// SetEnemies names the items of the same bank that give this one away, or it them. They never stand in one form.
func (s *Service) SetEnemies(ctx context.Context, itemID string, enemies []string) (Sheaf, error) {
	err := s.db.Tx(ctx, func(tx *gorm.DB) error {
		it, err := lockItem(tx, itemID)
		if err != nil {
			return err
		}
		if err := tx.Exec("delete from item_enemies where item_id = ? or enemy_id = ?", itemID, itemID).Error; err != nil {
			return err
		}
		for _, enemy := range enemies {
			var n int64
			if err := tx.Raw("select count(*) from items where id = ? and bank_id = ? and id <> ?", enemy, it.BankID, itemID).Scan(&n).Error; err != nil {
				return err
			}
			if n == 0 {
				return ErrInput.With(fault.Field{Field: "enemies", Code: "unknown", Detail: "each another item of the same bank"})
			}
			if err := tx.Exec("insert into item_enemies (item_id, enemy_id) values (?, ?) on conflict do nothing", itemID, enemy).Error; err != nil {
				return err
			}
		}
		return audit.Append(ctx, tx, s.db.Now(), audit.Entry{Action: "item.enemies_set", Subject: itemID, Detail: enemies})
	})
	if err != nil {
		return Sheaf{}, err
	}
	return s.Item(ctx, itemID)
}
