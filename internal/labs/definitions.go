package labs

import (
	"context"
	"encoding/json"
	"strconv"

	"gorm.io/gorm"

	"laurel/internal/actor"
	"laurel/internal/audit"
	"laurel/internal/fault"
	"laurel/internal/id"
	"laurel/internal/store"
	"laurel/internal/web"
)

const definitionColumns = "id, item_id, version, document, created_by, created_at, state"

const definitionsOf = "select " + definitionColumns + ", reviewed_by, comment from lab_definitions where item_id = ?"

// ETag names a version.
func (d Definition) ETag() string { return strconv.Itoa(d.Version) }

// Definition gives the newest definition of an item, approved or not.
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
	err := tx.Raw(definitionsOf+" order by version desc limit 1", itemID).Take(&d).Error
	return d, store.Found(err, ErrNothing)
}

// inUse is the newest definition that was approved.
func inUse(tx *gorm.DB, itemID string) (Definition, error) {
	var d Definition
	err := tx.Raw(definitionsOf+" and state = 'approved' order by version desc limit 1", itemID).Take(&d).Error
	return d, store.Found(err, ErrNothing)
}

// Gradings tells who grades the labs of items, of those that are defined.
func (s *Service) Gradings(_ context.Context, tx *gorm.DB, itemIDs []string) (map[string]Grading, error) {
	var all []Definition
	err := tx.Raw("select "+definitionColumns+" from lab_definitions where item_id in ? and state = 'approved' order by version", itemIDs).Scan(&all).Error
	out := map[string]Grading{}
	for _, d := range all {
		out[d.ItemID] = d.Document.Grading
	}
	return out, err
}

func definitionOf(tx *gorm.DB, definitionID string) (Definition, error) {
	var d Definition
	err := tx.Raw("select "+definitionColumns+" from lab_definitions where id = ?", definitionID).Take(&d).Error
	return d, store.Found(err, ErrNothing)
}

// Define adds a version. Sessions that have begun keep theirs. Where somebody else has to approve it, it is in review and no lab is
// opened under it yet.
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
		d.ID, d.Version, d.CreatedBy, d.CreatedAt, d.State = id.New("lbd"), before.Version+1, actor.From(ctx).ID, s.db.Now(), Approved
		waits, err := s.items.Reviewed(ctx, tx, d.ItemID)
		if err != nil {
			return err
		}
		if waits {
			d.State = InReview
		}
		err = tx.Exec("insert into lab_definitions ("+definitionColumns+") values (?, ?, ?, ?, ?, ?, ?)", d.ID, d.ItemID, d.Version, string(document), d.CreatedBy, d.CreatedAt, d.State).Error
		if err := store.Taken(err, ErrRaced); err != nil {
			return err
		}
		return audit.Append(ctx, tx, d.CreatedAt, audit.Entry{Action: "lab.defined", Subject: d.ItemID, Detail: map[string]any{"definition": d.ID, "version": d.Version, "grading": d.Document.Grading, "state": d.State}})
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
