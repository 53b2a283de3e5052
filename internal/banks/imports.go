package banks

import (
	"bytes"
	"context"
	"io"

	"gorm.io/gorm"

	"laurel/exams/interchange"
	"laurel/internal/actor"
	"laurel/internal/fault"
	"laurel/internal/id"
	"laurel/internal/outbox"
	"laurel/internal/store"
)

const importColumns = `id, bank_id, format, state, file, size, reason, total, failures, source_items, imported, imported_with_losses, rejected,
	created_by, created_at, finished_at`

// Spooled is a file that has arrived: a small one in memory, a large one where files are kept.
type Spooled struct {
	ID   string // of the import that it will be
	Body []byte
	File string
	Size int64
}

// Spool takes a file in without holding a large one in memory.
func (s *Service) Spool(ctx context.Context, in io.Reader) (Spooled, error) {
	f := Spooled{ID: id.New("imp")}
	var head bytes.Buffer
	n, err := io.Copy(&head, io.LimitReader(in, ImportNow+1))
	if err != nil || n <= ImportNow {
		f.Body, f.Size = head.Bytes(), n
		return f, err
	}
	f.File = "imports/" + f.ID
	counted := &counter{r: io.MultiReader(&head, in)}
	err = s.files.Stream(context.WithoutCancel(ctx), f.File, counted)
	f.Size = counted.n
	return f, err
}

type counter struct {
	r io.Reader
	n int64
}

func (c *counter) Read(b []byte) (int, error) {
	n, err := c.r.Read(b)
	c.n += int64(n)
	return n, err
}

// MayImport refuses before the file is taken in.
func (s *Service) MayImport(ctx context.Context, bankID, format string) error {
	if _, known := kindOf(format); !known {
		return ErrFormat.With(fault.Field{Field: "format", Code: "not_allowed", Detail: "gift, moodle_xml, qti, aiken or csv"})
	}
	return s.db.Read(ctx, func(tx *gorm.DB) error {
		_, err := bankOf(tx, bankID)
		return err
	})
}

// Import reads a file into a bank. One over ImportNow is read by FinishImports.
func (s *Service) Import(ctx context.Context, bankID, format string, f Spooled) (Import, error) {
	kind, known := kindOf(format)
	if !known {
		return Import{}, ErrFormat.With(fault.Field{Field: "format", Code: "not_allowed", Detail: "gift, moodle_xml, qti, aiken or csv"})
	}
	return outbox.Once(ctx, s.db, func(tx *gorm.DB) (Import, error) {
		b, err := bankOf(tx, bankID)
		if err != nil {
			return Import{}, err
		}
		i := Import{
			ID: f.ID, BankID: b.ID, Format: format, State: ImportRunning, File: f.File, Size: f.Size, Total: -1, Entries: []ImportEntry{},
			CreatedBy: actor.From(ctx).ID, CreatedAt: s.db.Now(),
		}
		err = tx.Exec("insert into item_imports (id, bank_id, format, state, file, size, created_by, created_at) values (?, ?, ?, ?, ?, ?, ?, ?)",
			i.ID, i.BankID, i.Format, i.State, i.File, i.Size, i.CreatedBy, i.CreatedAt).Error
		if err != nil || f.File != "" {
			return i, err
		}
		return s.importNow(ctx, tx, b, intake{i, kind, interchange.Bytes(f.Body)})
	})
}

// ImportOf finds an import of a bank with what became of its items, or ErrNothing.
func (s *Service) ImportOf(ctx context.Context, bankID, importID string) (Import, error) {
	var i Import
	err := s.db.Read(ctx, func(tx *gorm.DB) (err error) {
		err = tx.Raw("select "+importColumns+" from item_imports where id = ? and bank_id = ?", importID, bankID).Take(&i).Error
		if err != nil {
			return store.Found(err, ErrNothing)
		}
		i.Entries, err = entriesOf(tx, importID, EntryPage{Limit: interchange.MaxItems})
		return err
	})
	return i, err
}

// EntryPage says which entries of an import are wanted: those behind a number, of one outcome or of all.
type EntryPage struct {
	Outcome string
	After   int
	Limit   int
}

// ImportEntries gives a page of what became of the items of a file.
func (s *Service) ImportEntries(ctx context.Context, bankID, importID string, p EntryPage) ([]ImportEntry, error) {
	var out []ImportEntry
	err := s.db.Read(ctx, func(tx *gorm.DB) (err error) {
		var found string
		err = tx.Raw("select id from item_imports where id = ? and bank_id = ?", importID, bankID).Take(&found).Error
		if err != nil {
			return store.Found(err, ErrNothing)
		}
		out, err = entriesOf(tx, importID, p)
		return err
	})
	return out, err
}

func entriesOf(tx *gorm.DB, importID string, p EntryPage) ([]ImportEntry, error) {
	out := []ImportEntry{}
	err := tx.Raw(`select import_id, number, source_ref, file, line, outcome, item_id, losses, reason from item_import_entries
		where import_id = ? and number > ? and (? = '' or outcome = ?) order by number limit ?`, importID, p.After, p.Outcome, p.Outcome, p.Limit).Scan(&out).Error
	return out, err
}

// Imports lists imports of a bank, newest first, without their entries.
func (s *Service) Imports(ctx context.Context, bankID, before string, limit int) ([]Import, error) {
	var out []Import
	err := s.db.Read(ctx, func(tx *gorm.DB) error {
		if _, err := bankOf(tx, bankID); err != nil {
			return err
		}
		return tx.Raw("select "+importColumns+" from item_imports where bank_id = ? and (? = '' or id < ?) order by id desc limit ?", bankID, before, before, limit).Scan(&out).Error
	})
	return out, err
}
