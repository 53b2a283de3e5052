package labs

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strconv"

	"gorm.io/gorm"

	"laurel/internal/actor"
	"laurel/internal/audit"
	"laurel/internal/fault"
	"laurel/internal/hooks"
	"laurel/internal/id"
	"laurel/internal/labs/checks"
	"laurel/internal/outbox"
	"laurel/internal/store"
	"laurel/internal/web"
)

const definitionColumns = "id, item_id, version, document, created_by, created_at"

// ETag names a version.
func (d Definition) ETag() string { return strconv.Itoa(d.Version) }

// Definition gives the newest definition of an item.
func (s *Service) Definition(ctx context.Context, itemID string) (Definition, error) {
	var d Definition
	err := s.db.Read(ctx, func(tx *gorm.DB) (err error) {
		d, err = newest(tx, itemID)
		return err
	})
	return d, err
}

func newest(tx *gorm.DB, itemID string) (Definition, error) {
	var d Definition
	err := tx.Raw("select "+definitionColumns+" from lab_definitions where item_id = ? order by version desc limit 1", itemID).Take(&d).Error
	return d, store.Found(err, ErrNothing)
}

func definitionOf(tx *gorm.DB, definitionID string) (Definition, error) {
	var d Definition
	err := tx.Raw("select "+definitionColumns+" from lab_definitions where id = ?", definitionID).Take(&d).Error
	return d, store.Found(err, ErrNothing)
}

// Define adds a version. Sessions that have begun keep theirs.
func (s *Service) Define(ctx context.Context, ifMatch string, d Definition) (Definition, error) {
	if err := refused(d.Document.check(s.guard)); err != nil {
		return Definition{}, err
	}
	if d.Document.Grading == ByOutside {
		d.Document.URL, _ = s.guard.Address(d.Document.URL)
	}
	document, err := json.Marshal(d.Document)
	if err != nil {
		return Definition{}, err
	}
	err = s.db.Tx(ctx, func(tx *gorm.DB) error {
		there, err := s.items.Item(ctx, tx, d.ItemID)
		if err != nil || !there {
			return found(err)
		}
		if err := resources(tx, d); err != nil {
			return err
		}
		before, err := newest(tx, d.ItemID)
		if err != nil && fault.Of(err).Kind != fault.NotFound {
			return err
		}
		if err == nil {
			if err := web.Match(ifMatch, before.ETag()); err != nil {
				return err
			}
		}
		d.ID, d.Version, d.CreatedBy, d.CreatedAt = id.New("lbd"), before.Version+1, actor.From(ctx).ID, s.db.Now()
		err = tx.Exec("insert into lab_definitions ("+definitionColumns+") values (?, ?, ?, ?, ?, ?)", d.ID, d.ItemID, d.Version, string(document), d.CreatedBy, d.CreatedAt).Error
		if err := store.Taken(err, ErrRaced); err != nil {
			return err
		}
		return audit.Append(ctx, tx, d.CreatedAt, audit.Entry{Action: "lab.defined", Subject: d.ItemID, Detail: map[string]any{"definition": d.ID, "version": d.Version, "grading": d.Document.Grading}})
	})
	return d, err
}

// found makes of a thing that is not there our one refusal.
func found(err error) error {
	if err == nil {
		return ErrNothing
	}
	return err
}

// resources refuses a definition that needs what is not there.
func resources(tx *gorm.DB, d Definition) error {
	var n int64
	switch d.Document.Grading {
	case ByScript:
		if err := tx.Raw("select count(*) from lab_modules where sha256 = ?", d.Document.Module).Scan(&n).Error; err != nil {
			return err
		}
		if n == 0 {
			return refused([]fault.Field{wrong("module", "unknown_module", "No check script of that hash was uploaded.")})
		}
	case ByOutside:
		if err := tx.Raw("select count(*) from lab_secrets where item_id = ?", d.ItemID).Scan(&n).Error; err != nil {
			return err
		}
		if n == 0 {
			return ErrNoSecret
		}
	case ByPeople:
	}
	return nil
}

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
