package tiers

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"gorm.io/gorm"

	"laurel/internal/actor"
	"laurel/internal/audit"
	"laurel/internal/id"
	"laurel/internal/outbox"
)

// Order asks for an export; a worker makes it.
func (s *Service) Order(ctx context.Context, scope actor.Scope, e Export) (Export, error) {
	if err := e.check(); err != nil {
		return Export{}, err
	}
	return outbox.Once(ctx, s.db, func(tx *gorm.DB) (Export, error) {
		now, who := s.db.Now(), actor.From(ctx).ID
		var open int64
		err := tx.Raw("select count(*) from tier_exports where created_by = ? and state in (?, ?)", who, exportWaiting, exportRunning).Scan(&open).Error
		if err != nil {
			return Export{}, err
		}
		if open >= mostExports {
			return Export{}, ErrExportsFull.And("state", exportWaiting)
		}
		o := Export{ID: id.New("exp"), Kind: e.Kind, Format: e.Format, AsOf: e.AsOf, Names: e.Names, State: exportWaiting, CreatedAt: now, CreatedBy: who}
		var partners *string
		if seen := bounded(scope); seen != nil {
			text, err := json.Marshal(seen)
			if err != nil {
				return Export{}, err
			}
			list := string(text)
			o.Partners, partners = &seen, &list
		}
		err = tx.Exec("insert into tier_exports (id, kind, format, as_of, names, partners, state, created_at, created_by) values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
			o.ID, o.Kind, o.Format, o.AsOf, o.Names, partners, o.State, now, who).Error
		if err != nil {
			return Export{}, fmt.Errorf("keep an export: %w", err)
		}
		if err := outbox.Append(ctx, tx, now, ExportOrdered{ExportID: o.ID}); err != nil {
			return Export{}, err
		}
		return o, audit.Append(ctx, tx, now, audit.Entry{Action: "export.ordered", Subject: o.ID, Detail: map[string]any{"kind": o.Kind, "format": o.Format, "names": o.Names}})
	})
}

// Export finds one: whoever sees all sees every one, others their own.
func (s *Service) Export(ctx context.Context, scope actor.Scope, exportID string) (Export, error) {
	e, err := s.export(ctx, exportID)
	if err == nil && e.CreatedBy != actor.From(ctx).ID && (!scope.All() || e.Names && !seesNames(actor.From(ctx))) {
		return Export{}, ErrNothing
	}
	return e, err
}

// Exports lists those that scope and caller may see, the newest first.
func (s *Service) Exports(ctx context.Context, scope actor.Scope, before string, limit int) ([]Export, error) {
	who := actor.From(ctx)
	var found []Export
	err := s.db.Read(all(ctx), func(tx *gorm.DB) (err error) {
		found, err = gorm.G[Export](tx).Table("tier_exports").
			Where("(? = '' or id < ?) and (created_by = ? or ? and (names = ? or ?))", before, before, who.ID, scope.All(), false, seesNames(who)).
			Order("id desc").Limit(limit).Find(ctx)
		return err
	})
	return found, err
}

func (s *Service) export(ctx context.Context, exportID string) (Export, error) {
	var found []Export
	err := s.db.Read(all(ctx), func(tx *gorm.DB) (err error) {
		found, err = gorm.G[Export](tx).Table("tier_exports").Where("id = ?", exportID).Find(ctx)
		return err
	})
	if err == nil && len(found) == 0 {
		err = ErrNothing
	}
	if err != nil {
		return Export{}, err
	}
	return found[0], nil
}

// MakeExports makes what waits, one after the other, and gives how many it made. A run that dies leaves a lease behind, and the
// next begins anew: the file appears under its name only when it is whole.
func (s *Service) MakeExports(ctx context.Context) (int, error) {
	ctx = all(ctx)
	for made := 0; ; made++ {
		e, ok, err := s.takeExport(ctx)
		if err != nil || !ok {
			return made, err
		}
		if err := s.makeExport(ctx, e); err != nil {
			return made, errors.Join(err, s.dropExport(context.WithoutCancel(ctx), e))
		}
	}
}

// MakeExport makes one that was just ordered, and does nothing with one that is made or in another's hands.
func (s *Service) MakeExport(ctx context.Context, exportID string) error {
	e, err := s.export(ctx, exportID)
	if err != nil || e.State != exportWaiting {
		return err
	}
	_, err = s.MakeExports(ctx)
	return err
}

func (s *Service) takeExport(ctx context.Context) (Export, bool, error) {
	var taken []Export
	err := s.db.Tx(ctx, func(tx *gorm.DB) error {
		now, token := s.db.Now(), id.Token()
		var next []string
		err := tx.Raw(`update tier_exports set state = ?, lease_token = ?, leased_until = ?, tries = tries + 1, made_as_of = ?
			where id = (select id from tier_exports where state = ? or state = ? and leased_until < ? order by created_at, id limit 1)
			and (state = ? or leased_until < ?) returning id`,
			exportRunning, token, now.Add(exportLease), now, exportWaiting, exportRunning, now, exportWaiting, now).Scan(&next).Error
		if err != nil || len(next) == 0 {
			return err
		}
		taken, err = gorm.G[Export](tx).Table("tier_exports").Where("id = ?", next[0]).Find(ctx)
		return err
	})
	if err != nil || len(taken) == 0 {
		return Export{}, false, err
	}
	return taken[0], true, nil
}

// makeExport reads the place in the feed and the rows at one moment: what the feed tells behind that place is not in the file.
// Rows go to a file without a name, so that memory stays small and nobody sees half an export.
func (s *Service) makeExport(ctx context.Context, e Export) error {
	e.File = "exports/" + e.ID + "." + e.Format
	body, err := os.CreateTemp("", "laurel-export-")
	if err != nil {
		return fmt.Errorf("make export %s: %w", e.ID, err)
	}
	defer func() { _ = body.Close() }()
	_ = os.Remove(body.Name())
	file := newExportFile(body, e)
	if err := s.db.Snapshot(ctx, func(tx *gorm.DB) error { return s.pour(tx, &e, file) }); err != nil {
		return fmt.Errorf("make export %s: %w", e.ID, err)
	}
	if _, err := body.Seek(0, io.SeekStart); err != nil {
		return fmt.Errorf("make export %s: %w", e.ID, err)
	}
	if err := s.files.Stream(ctx, e.File, body); err != nil {
		return fmt.Errorf("keep export %s: %w", e.ID, err)
	}
	e.Rows, e.Bytes, e.SHA256 = file.rows, file.bytes, file.digest()
	return s.keepExport(ctx, e)
}

// place is where the feed goes on behind the transaction's moment.
func (s *Service) place(tx *gorm.DB) (cursor string, seq int64, err error) {
	if seq, err = sequence(tx); err != nil || s.feed == nil {
		return "", seq, err
	}
	cursor, err = s.feed.CursorBehind(tx, seq)
	return cursor, seq, err
}

func (s *Service) keepExport(ctx context.Context, e Export) error {
	return s.db.Tx(ctx, func(tx *gorm.DB) error {
		now := s.db.Now()
		return tx.Exec(`update tier_exports set state = ?, rows = ?, bytes = ?, sha256 = ?, sequence = ?, changes_cursor = ?, file = ?, made_as_of = ?, as_of = ?,
			finished_at = ?, expires_at = ?, leased_until = null where id = ? and state = ? and lease_token = ?`,
			exportDone, e.Rows, e.Bytes, e.SHA256, e.Sequence, e.ChangesCursor, e.File, e.MadeAsOf, e.AsOf, now, now.Add(exportKept), e.ID, exportRunning, e.LeaseToken).Error
	})
}

// dropExport gives a failed one back, or up.
func (s *Service) dropExport(ctx context.Context, e Export) error {
	next := exportWaiting
	if e.Tries >= exportTries {
		next = exportFailed
	}
	return s.db.Tx(ctx, func(tx *gorm.DB) error {
		return tx.Exec("update tier_exports set state = ?, leased_until = null where id = ? and state = ? and lease_token = ?", next, e.ID, exportRunning, e.LeaseToken).Error
	})
}

// ForgetExports removes files whose time is over and gives how many.
func (s *Service) ForgetExports(ctx context.Context) (int, error) {
	ctx = all(ctx)
	var old []Export
	err := s.db.Read(ctx, func(tx *gorm.DB) (err error) {
		old, err = gorm.G[Export](tx).Table("tier_exports").Where("state = ? and expires_at <= ?", exportDone, s.db.Now()).Order("id").Limit(200).Find(ctx)
		return err
	})
	for i, e := range old {
		if err := s.files.Drop(ctx, e.File); err != nil {
			return i, err
		}
		err := s.db.Tx(ctx, func(tx *gorm.DB) error {
			return tx.Exec("update tier_exports set state = ? where id = ? and state = ?", exportExpired, e.ID, exportDone).Error
		})
		if err != nil {
			return i, err
		}
	}
	return len(old), err
}
