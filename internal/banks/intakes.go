package banks

import (
	"context"
	"errors"

	"gorm.io/gorm"

	"laurel/exams/interchange"
	"laurel/internal/actor"
	"laurel/internal/audit"
	"laurel/internal/blob"
	"laurel/internal/fault"
)

const (
	intakeTogether = 200 // items are kept in one transaction
	intakeAtOnce   = 100 // such transactions are done before other imports have their turn
	intakeFailures = 5   // after so many an import is given up
)

// intake is a file being read into a bank.
type intake struct {
	Import
	kind   interchange.Kind
	source interchange.Source
}

// errTurn ends a turn: there is more to read, and others wait.
var errTurn = errors.New("the turn is over")

// errElsewhere says that another worker has gone on with the import.
var errElsewhere = errors.New("the import goes on elsewhere")

// importNow reads a small file within the transaction of its sender.
func (s *Service) importNow(ctx context.Context, tx *gorm.DB, b Bank, in intake) (Import, error) {
	total, err := interchange.Inspect(in.kind, in.source)
	if err == nil {
		in.Total = total
		err = s.chunked(in, func(all []interchange.Entry) error {
			if err := s.keepFiles(ctx, all); err != nil {
				return err
			}
			return s.keepChunk(ctx, tx, b, &in.Import, all)
		})
	}
	if err != nil {
		reason, refused := refusal(err)
		if !refused {
			return Import{}, err
		}
		in.State, in.Reason = ImportRefused, reason
	}
	if err := s.closeImport(ctx, tx, &in.Import); err != nil {
		return Import{}, err
	}
	in.Entries, err = entriesOf(tx, in.ID, EntryPage{Limit: interchange.MaxItems})
	return in.Import, err
}

// chunked reads on behind what is accounted for, some items at a time.
func (s *Service) chunked(in intake, keep func([]interchange.Entry) error) error {
	var waiting []interchange.Entry
	n, done := 0, in.SourceItems
	err := interchange.Read(in.kind, in.source, func(e interchange.Entry) error {
		if n++; n <= done {
			return nil
		}
		if waiting = append(waiting, e); len(waiting) < intakeTogether {
			return nil
		}
		all := waiting
		waiting = nil
		return keep(all)
	})
	if err != nil || len(waiting) == 0 {
		return err
	}
	return keep(waiting)
}

// refusal tells what the file itself is to blame for.
func refusal(err error) (string, bool) {
	var refused *fault.Error
	if errors.Is(err, blob.ErrNone) {
		return "The file is not there any more.", true
	}
	if errors.As(err, &refused) && refused.Kind < fault.Internal {
		return refused.Detail, true
	}
	return "", false
}

// FinishImports reads the files that wait and says how many it finished. It may be called again at any time, by any worker:
// each transaction takes up where the last one ended, or finds that another has.
func (s *Service) FinishImports(ctx context.Context) (int, error) {
	var waiting []Import
	err := s.db.Read(ctx, func(tx *gorm.DB) error {
		return tx.Raw("select " + importColumns + " from item_imports where state = 'running' order by failures, id limit 20").Scan(&waiting).Error
	})
	if err != nil {
		return 0, err
	}
	finished := 0
	var failed []error
	for _, i := range waiting {
		err := s.takeIn(ctx, i)
		switch {
		case err == nil:
			finished++
		case errors.Is(err, errTurn), errors.Is(err, errElsewhere):
		case ctx.Err() != nil:
			return finished, ctx.Err()
		default:
			failed = append(failed, errors.Join(err, s.failImport(ctx, i)))
		}
	}
	return finished, errors.Join(failed...)
}

// takeIn reads one file as far as its turn goes.
func (s *Service) takeIn(ctx context.Context, i Import) error {
	kind, _ := kindOf(i.Format)
	file, err := s.files.Open(ctx, i.File)
	if err == nil {
		defer func() { _ = file.Close() }()
		err = s.readOn(ctx, &intake{i, kind, interchange.Source{ReaderAt: file, Size: i.Size}})
	}
	reason, refused := refusal(err)
	if err != nil && !refused {
		return err
	}
	err = s.db.Tx(ctx, func(tx *gorm.DB) error {
		var now Import
		if err := tx.Raw("select "+importColumns+" from item_imports where id = ?", i.ID).Take(&now).Error; err != nil {
			return err
		}
		if now.State != ImportRunning {
			return errElsewhere
		}
		if refused {
			now.State, now.Reason = ImportRefused, reason
		}
		return s.closeImport(actor.With(ctx, actor.SystemOf("import")), tx, &now)
	})
	if err == nil {
		err = s.files.Drop(ctx, i.File)
	}
	return err
}

// readOn inspects the file once and then keeps its items, chunk by chunk.
func (s *Service) readOn(ctx context.Context, in *intake) error {
	if in.Total < 0 {
		total, err := interchange.Inspect(in.kind, in.source)
		if err != nil {
			return err
		}
		in.Total = total
		err = s.db.Tx(ctx, func(tx *gorm.DB) error {
			return tx.Exec("update item_imports set total = ? where id = ? and state = 'running'", total, in.ID).Error
		})
		if err != nil {
			return err
		}
	}
	turn := 0
	return s.chunked(*in, func(all []interchange.Entry) error {
		if turn++; turn > intakeAtOnce {
			return errTurn
		}
		if err := errors.Join(ctx.Err(), s.keepFiles(ctx, all)); err != nil {
			return err
		}
		before := in.Import
		return s.db.Tx(ctx, func(tx *gorm.DB) error {
			in.Import = before // the transaction may run twice
			b, err := bankOf(tx, in.BankID)
			if err != nil {
				return err
			}
			return s.keepChunk(ctx, tx, b, &in.Import, all)
		})
	})
}

// closeImport ends an import once.
func (s *Service) closeImport(ctx context.Context, tx *gorm.DB, i *Import) error {
	now := s.db.Now()
	if i.State == ImportRunning {
		i.State = ImportDone
	}
	i.FinishedAt = &now
	r := tx.Exec("update item_imports set state = ?, reason = ?, file = '', finished_at = ? where id = ? and state = 'running'", i.State, i.Reason, now, i.ID)
	if r.Error != nil || r.RowsAffected != 1 {
		return errors.Join(r.Error, errElsewhere)
	}
	return audit.Append(ctx, tx, now, audit.Entry{Action: "items.imported", Subject: i.ID, Detail: map[string]any{
		"format": i.Format, "state": i.State, "imported": i.Imported, "imported_with_losses": i.ImportedWithLosses, "rejected": i.Rejected,
	}})
}

// failImport counts a failure that is not the file's, and gives up after some: an import that always fails would fail for ever.
func (s *Service) failImport(ctx context.Context, i Import) error {
	return s.db.Tx(ctx, func(tx *gorm.DB) error {
		if i.Failures+1 < intakeFailures {
			return tx.Exec("update item_imports set failures = failures + 1 where id = ? and state = 'running'", i.ID).Error
		}
		if err := tx.Raw("select "+importColumns+" from item_imports where id = ?", i.ID).Take(&i).Error; err != nil {
			return err
		}
		i.State, i.Reason = ImportRefused, "The file could not be read to its end. What was read is kept."
		return s.closeImport(actor.With(ctx, actor.SystemOf("import")), tx, &i)
	})
}
