package banks

import (
	"context"

	"gorm.io/gorm"

	"laurel/internal/actor"
	"laurel/internal/audit"
	"laurel/internal/outbox"
)

const itemColumns = `i.id, i.bank_id, i.external_id, i.title, i.domain, i.category, i.tags, i.type, i.state, i.version_id,
	i.created_by, i.approved_by, i.created_at, v.content`

// Keyed is an item with what makes an answer right. It is made for authors and nobody else.
type Keyed struct {
	Item             `gorm:"embedded"`
	Key              string
	Rationale        string
	OptionRationales map[string]string `gorm:"serializer:json"`
}

// Items lists items of a bank with their keys, for authors.
func (s *Service) Items(ctx context.Context, bankID, after string, limit int) ([]Keyed, error) {
	var out []Keyed
	err := s.db.Read(ctx, func(tx *gorm.DB) error {
		if _, err := bankOf(tx, bankID); err != nil {
			return err
		}
		return tx.Raw("select "+itemColumns+keyColumns+`
			where i.bank_id = ? and i.id > ? order by i.id limit ?`, bankID, after, limit).Scan(&out).Error
	})
	return out, err
}

const keyColumns = `, k.key, k.rationale, k.option_rationales from items i join item_versions v on v.id = i.version_id
	join item_keys k on k.item_version_id = v.id and k.number = (select max(n.number) from item_keys n where n.item_version_id = v.id)`

// Approve makes a draft operational. Who brought it in may not: ErrSecondPerson.
func (s *Service) Approve(ctx context.Context, itemID string) (Keyed, error) {
	who := actor.From(ctx).ID
	return outbox.Once(ctx, s.db, func(tx *gorm.DB) (Keyed, error) {
		r := tx.Exec("update items set state = 'operational', approved_by = ? where id = ? and state = 'draft' and created_by <> ?", who, itemID, who)
		if r.Error != nil {
			return Keyed{}, r.Error
		}
		var all []Keyed
		if err := tx.Raw("select "+itemColumns+keyColumns+" where i.id = ?", itemID).Scan(&all).Error; err != nil {
			return Keyed{}, err
		}
		switch {
		case len(all) == 0:
			return Keyed{}, ErrNothing
		case r.RowsAffected == 1:
			return all[0], audit.Append(ctx, tx, s.db.Now(), audit.Entry{Action: "item.approved", Subject: itemID})
		case all[0].State == Draft:
			return Keyed{}, ErrSecondPerson
		}
		return Keyed{}, ErrApproved
	})
}
