package labs

import (
	"context"
	"crypto/sha256"
	"encoding/hex"

	"gorm.io/gorm"

	"laurel/internal/actor"
	"laurel/internal/audit"
	"laurel/internal/hooks"
	"laurel/internal/labs/checks"
	"laurel/internal/outbox"
)

// Module is a check script.
type Module struct {
	SHA256 string
	Size   int
}

func modulePath(sum string) string { return "lab-modules/" + sum + ".wasm" }

// Upload keeps a check script that may run here. The same one again is the same one.
func (s *Service) Upload(ctx context.Context, body []byte) (Module, error) {
	if err := checks.Validate(ctx, body); err != nil {
		return Module{}, ErrModule.With(wrong("body", "module", err.Error()))
	}
	sum := sha256.Sum256(body)
	m := Module{hex.EncodeToString(sum[:]), len(body)}
	if err := s.modules.Put(ctx, modulePath(m.SHA256), body); err != nil {
		return Module{}, err
	}
	return outbox.Once(ctx, s.db, func(tx *gorm.DB) (Module, error) {
		now := s.db.Now()
		r := tx.Exec("insert into lab_modules (sha256, size, created_by, created_at) values (?, ?, ?, ?) on conflict (sha256) do nothing", m.SHA256, m.Size, actor.From(ctx).ID, now)
		if r.Error != nil || r.RowsAffected == 0 {
			return m, r.Error
		}
		return m, audit.Append(ctx, tx, now, audit.Entry{Action: "lab.module_uploaded", Subject: m.SHA256, Detail: map[string]any{"size": m.Size}})
	})
}

// Shown is a secret that is shown this once.
type Shown struct {
	ItemID string
	Secret string
}

// MakeSecret gives the item a new secret; one made before is good no longer.
func (s *Service) MakeSecret(ctx context.Context, itemID string) (Shown, error) {
	return outbox.OnceSecret(ctx, s.db, func(tx *gorm.DB) (Shown, string, error) {
		there, err := s.items.Item(ctx, tx, itemID)
		if err != nil || !there {
			return Shown{}, "", found(err)
		}
		secret, now := hooks.NewSecret(), s.db.Now()
		sealed, err := s.sealer.Seal(itemID, secret)
		if err != nil {
			return Shown{}, "", err
		}
		err = tx.Exec("insert into lab_secrets (item_id, sealed, created_at) values (?, ?, ?) on conflict (item_id) do update set sealed = excluded.sealed, created_at = excluded.created_at",
			itemID, sealed, now).Error
		if err != nil {
			return Shown{}, "", err
		}
		return Shown{itemID, secret.Text()}, itemID, audit.Append(ctx, tx, now, audit.Entry{Action: "lab.secret_made", Subject: itemID})
	})
}

// secretOf opens the secret of an item; ErrNoSecret where there is none.
func (s *Service) secretOf(tx *gorm.DB, itemID string) (hooks.Secret, error) {
	var rows []struct{ Sealed []byte }
	if err := tx.Raw("select sealed from lab_secrets where item_id = ?", itemID).Scan(&rows).Error; err != nil {
		return nil, err
	}
	if len(rows) == 0 {
		return nil, ErrNoSecret
	}
	return s.sealer.Open(itemID, rows[0].Sealed)
}
