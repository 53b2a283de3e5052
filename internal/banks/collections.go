package banks

import (
	"context"

	"gorm.io/gorm"

	"laurel/internal/actor"
	"laurel/internal/audit"
	"laurel/internal/id"
	"laurel/internal/outbox"
	"laurel/internal/store"
)

// CreateBank keeps a new, empty bank.
func (s *Service) CreateBank(ctx context.Context, name string, review Review) (Bank, error) {
	if review == "" {
		review = ReviewNone
	}
	return outbox.Once(ctx, s.db, func(tx *gorm.DB) (Bank, error) {
		b := Bank{ID: id.New("bnk"), Name: name, Review: review, CreatedBy: actor.From(ctx).ID, CreatedAt: s.db.Now()}
		if err := b.validate(); err != nil {
			return Bank{}, err
		}
		err := tx.Exec("insert into item_banks (id, name, review, created_by, created_at) values (?, ?, ?, ?, ?)",
			b.ID, b.Name, b.Review, b.CreatedBy, b.CreatedAt).Error
		if err != nil {
			return Bank{}, err
		}
		return b, audit.Append(ctx, tx, b.CreatedAt, audit.Entry{Action: "item_bank.created", Subject: b.ID})
	})
}

// Bank finds a bank and counts its items, or ErrNothing.
func (s *Service) Bank(ctx context.Context, bankID string) (BankCount, error) {
	var b BankCount
	err := s.db.Read(ctx, func(tx *gorm.DB) error {
		return store.Found(tx.Raw(bankCounts+" where b.id = ?", bankID).Take(&b).Error, ErrNothing)
	})
	return b, err
}

const bankCounts = `select b.id, b.name, b.review, b.created_by, b.created_at,
	(select count(*) from items i where i.bank_id = b.id and i.state = 'operational') as operational,
	(select count(*) from items i where i.bank_id = b.id and i.state = 'draft') as drafts from item_banks b`

// Banks lists up to limit banks after an id.
func (s *Service) Banks(ctx context.Context, after string, limit int) ([]BankCount, error) {
	var out []BankCount
	err := s.db.Read(ctx, func(tx *gorm.DB) error {
		return tx.Raw(bankCounts+" where b.id > ? order by b.id limit ?", after, limit).Scan(&out).Error
	})
	return out, err
}

// BankCount is a bank and how many items it holds.
type BankCount struct {
	Bank        `gorm:"embedded"`
	Operational int
	Drafts      int
}

func bankOf(tx *gorm.DB, bankID string) (Bank, error) {
	var b Bank
	err := tx.Raw("select id, name, review, created_by, created_at from item_banks where id = ?", bankID).Take(&b).Error
	return b, store.Found(err, ErrNothing)
}
