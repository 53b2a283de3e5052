package banks

import (
	"context"
	"crypto/sha256"
	"encoding/hex"

	"gorm.io/gorm"

	"laurel/internal/actor"
	"laurel/internal/id"
	"laurel/internal/outbox"
	"laurel/internal/store"
)

const mediumColumns = "id, bank_id, name, type, size, sha256, created_by, created_at"

func mediumPath(sum string) string { return "items/" + sum }

// keepMedium keeps a file of a bank. The same content again is the same medium. The content is put down before the row, under its
// hash, so that a transaction that fails leaves at most a file that nobody names.
func (s *Service) keepMedium(ctx context.Context, tx *gorm.DB, bankID, name string, body []byte) (Medium, error) {
	m, err := mediumOf(name, body)
	if err != nil {
		return Medium{}, err
	}
	sum := sha256.Sum256(body)
	m.ID, m.BankID, m.SHA256, m.CreatedBy, m.CreatedAt = id.New("med"), bankID, hex.EncodeToString(sum[:]), actor.From(ctx).ID, s.db.Now()
	if err := s.files.Put(ctx, mediumPath(m.SHA256), body); err != nil {
		return Medium{}, err
	}
	return keepMediumRow(tx, m)
}

// keepMediumRow names a file that was put down. The same content again is the medium that is there.
func keepMediumRow(tx *gorm.DB, m Medium) (Medium, error) {
	err := tx.Exec("insert into item_media ("+mediumColumns+") values (?, ?, ?, ?, ?, ?, ?, ?) on conflict (bank_id, sha256) do nothing",
		m.ID, m.BankID, m.Name, m.Type, m.Size, m.SHA256, m.CreatedBy, m.CreatedAt).Error
	if err != nil {
		return Medium{}, err
	}
	err = tx.Raw("select "+mediumColumns+" from item_media where bank_id = ? and sha256 = ?", m.BankID, m.SHA256).Take(&m).Error
	return m, err
}

// AddMedium keeps a file of a bank for its author. Again, it gives the same one.
func (s *Service) AddMedium(ctx context.Context, bankID, name string, body []byte) (Medium, error) {
	return outbox.Once(ctx, s.db, func(tx *gorm.DB) (Medium, error) {
		if _, err := bankOf(tx, bankID); err != nil {
			return Medium{}, err
		}
		return s.keepMedium(ctx, tx, bankID, name, body)
	})
}

// Medium gives a medium with its content, or ErrNothing.
func (s *Service) Medium(ctx context.Context, mediumID string) (Medium, []byte, error) {
	var m Medium
	err := s.db.Read(ctx, func(tx *gorm.DB) error {
		err := tx.Raw("select "+mediumColumns+" from item_media where id = ?", mediumID).Take(&m).Error
		return store.Found(err, ErrNothing)
	})
	if err != nil {
		return Medium{}, nil, err
	}
	body, err := s.files.Get(ctx, mediumPath(m.SHA256))
	return m, body, err
}
