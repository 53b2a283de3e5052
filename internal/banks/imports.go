package banks

import (
	"context"
	"encoding/json"
	"errors"

	"gorm.io/gorm"

	"laurel/exams/interchange"
	"laurel/internal/actor"
	"laurel/internal/audit"
	"laurel/internal/fault"
	"laurel/internal/id"
	"laurel/internal/outbox"
	"laurel/internal/store"
)

const importColumns = `id, bank_id, format, state, reason, source_items, imported, imported_with_losses, rejected, entries, created_by,
	created_at, finished_at`

// Import reads a file into a bank. A file over ImportNow is only kept; FinishImports reads it.
func (s *Service) Import(ctx context.Context, bankID, format string, file []byte) (Import, error) {
	if format != "gift" {
		return Import{}, ErrFormat.With(fault.Field{Field: "format", Code: "not_allowed", Detail: "gift is read here"})
	}
	if len(file) > interchange.MaxBytes {
		return Import{}, interchange.ErrTooLarge
	}
	return outbox.Once(ctx, s.db, func(tx *gorm.DB) (Import, error) {
		b, err := bankOf(tx, bankID)
		if err != nil {
			return Import{}, err
		}
		i := Import{
			ID: id.New("imp"), BankID: b.ID, Format: format, State: ImportRunning, Entries: []ImportEntry{},
			CreatedBy: actor.From(ctx).ID, CreatedAt: s.db.Now(),
		}
		err = tx.Exec("insert into item_imports (id, bank_id, format, state, body, created_by, created_at) values (?, ?, ?, ?, ?, ?, ?)",
			i.ID, i.BankID, i.Format, i.State, file, i.CreatedBy, i.CreatedAt).Error
		if err != nil || len(file) > ImportNow {
			return i, err
		}
		return s.finish(ctx, tx, i, file)
	})
}

// ImportOf finds an import of a bank, or ErrNothing.
func (s *Service) ImportOf(ctx context.Context, bankID, importID string) (Import, error) {
	var i Import
	err := s.db.Read(ctx, func(tx *gorm.DB) error {
		err := tx.Raw("select "+importColumns+" from item_imports where id = ? and bank_id = ?", importID, bankID).Take(&i).Error
		return store.Found(err, ErrNothing)
	})
	return i, err
}

// FinishImports reads the files that wait and says how many it finished. Two workers never read the same one.
func (s *Service) FinishImports(ctx context.Context) (int, error) {
	for n := 0; ; n++ {
		found := false
		err := s.db.Tx(ctx, func(tx *gorm.DB) error {
			var waiting []struct {
				Import `gorm:"embedded"`
				Body   []byte
			}
			err := tx.Raw("select " + importColumns + ", body from item_imports where state = 'running' order by id limit 1" + skipLocked(tx)).Scan(&waiting).Error
			if found = len(waiting) > 0; err != nil || !found {
				return err
			}
			_, err = s.finish(ctx, tx, waiting[0].Import, waiting[0].Body)
			return err
		})
		if err != nil || !found {
			return n, err
		}
	}
}

// skipLocked lets workers take different rows. The embedded database has one writer, which is the same.
func skipLocked(tx *gorm.DB) string {
	if store.Postgres(tx) {
		return " for update skip locked"
	}
	return ""
}

// finish reads the file, keeps its items and closes the account. It is the only way an import ends, and ends it once.
func (s *Service) finish(ctx context.Context, tx *gorm.DB, i Import, file []byte) (Import, error) {
	now := s.db.Now()
	i.State, i.FinishedAt = ImportDone, &now
	entries, err := interchange.GIFT(file)
	var refused *fault.Error
	if errors.As(err, &refused) {
		i.State, i.Reason = ImportRefused, refused.Detail
	} else if err != nil {
		return Import{}, err
	}
	b, err := bankOf(tx, i.BankID)
	if err != nil {
		return Import{}, err
	}
	if err := s.keepEntries(tx, b, &i, entries); err != nil {
		return Import{}, err
	}
	report, err := json.Marshal(i.Entries)
	if err != nil {
		return Import{}, err
	}
	r := tx.Exec(`update item_imports set state = ?, reason = ?, body = null, source_items = ?, imported = ?, imported_with_losses = ?,
		rejected = ?, entries = ?, finished_at = ? where id = ? and state = 'running'`,
		i.State, i.Reason, i.SourceItems, i.Imported, i.ImportedWithLosses, i.Rejected, string(report), now, i.ID)
	if r.Error != nil || r.RowsAffected != 1 {
		return Import{}, errors.Join(r.Error, errors.New("the import was finished elsewhere"))
	}
	return i, audit.Append(ctx, tx, now, audit.Entry{Action: "items.imported", Subject: i.ID, Detail: map[string]int{
		"imported": i.Imported, "imported_with_losses": i.ImportedWithLosses, "rejected": i.Rejected,
	}})
}
