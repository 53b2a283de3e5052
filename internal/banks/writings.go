package banks

import (
	"context"
	"encoding/json"

	"gorm.io/gorm"

	"laurel/exams/interchange"
	"laurel/exams/items"
	"laurel/internal/actor"
	"laurel/internal/audit"
	"laurel/internal/fault"
	"laurel/internal/id"
	"laurel/internal/outbox"
	"laurel/internal/store"
	"laurel/internal/web"
)

// Compose writes a new item, a draft. ErrInput names everything that is wrong; ErrExternal an external id that the bank knows.
func (s *Service) Compose(ctx context.Context, bankID string, w Writing) (Sheaf, error) {
	made, err := outbox.Once(ctx, s.db, func(tx *gorm.DB) (string, error) {
		if _, err := bankOf(tx, bankID); err != nil {
			return "", err
		}
		a, err := s.written(tx, bankID, w)
		if err != nil {
			return "", err
		}
		now := s.db.Now()
		it := Item{ID: id.New("itm"), BankID: bankID, VersionID: id.New("itv"), State: Draft, Revision: 1, CreatedBy: actor.From(ctx).ID, CreatedAt: now}
		v := Version{ID: it.VersionID, ItemID: it.ID, Number: 1, Content: a.Content, Description: w.description(a.Content.Worth()), CreatedAt: now}
		if err := keepVersion(ctx, tx, v, a); err != nil {
			return "", err
		}
		err = tx.Exec("insert into items (id, bank_id, external_id, type, state, version_id, created_by, created_at) values (?, ?, ?, ?, ?, ?, ?, ?)",
			it.ID, it.BankID, w.ExternalID, w.Type, it.State, it.VersionID, it.CreatedBy, now).Error
		if err != nil {
			return "", store.Taken(err, ErrExternal)
		}
		if err := describe(tx, it.ID, v.Description); err != nil {
			return "", err
		}
		return it.ID, audit.Append(ctx, tx, now, audit.Entry{Action: "item.written", Subject: it.ID})
	})
	if err != nil {
		return Sheaf{}, err
	}
	return s.Item(ctx, made)
}

// Rewrite changes an item: it adds a version, a draft, and leaves the one that is drawn until the new one is approved. Type and bank
// stay. ErrStale when somebody else changed it.
func (s *Service) Rewrite(ctx context.Context, itemID, ifMatch string, w Writing) (Sheaf, error) {
	err := s.db.Tx(ctx, func(tx *gorm.DB) error {
		it, err := lockItem(tx, itemID)
		if err != nil {
			return err
		}
		if err := web.Match(ifMatch, it.ETag()); err != nil {
			return err
		}
		if w.Type != it.Type {
			return ErrInput.With(fault.Field{Field: "type", Code: "fixed", Detail: "the type of an item does not change: write another item"})
		}
		if it.State == Retired {
			return ErrState.And("state", it.State)
		}
		a, err := s.written(tx, it.BankID, w)
		if err != nil {
			return err
		}
		now, number := s.db.Now(), 0
		if err := tx.Raw("select max(number) from item_versions where item_id = ?", itemID).Scan(&number).Error; err != nil {
			return err
		}
		v := Version{ID: id.New("itv"), ItemID: itemID, Number: number + 1, Content: a.Content, Description: w.description(a.Content.Worth()), CreatedAt: now}
		if err := keepVersion(ctx, tx, v, a); err != nil {
			return err
		}
		if err := takeUp(tx, it, v, w.ExternalID); err != nil {
			return err
		}
		return audit.Append(ctx, tx, now, audit.Entry{Action: "item.rewritten", Subject: itemID, Detail: map[string]int{"version": v.Number}})
	})
	if err != nil {
		return Sheaf{}, err
	}
	return s.Item(ctx, itemID)
}

// takeUp makes a version the one that is being written. While nothing of the item was ever approved it stands for the item at once; later
// it waits, with its description, to be approved.
func takeUp(tx *gorm.DB, it Keyed, v Version, externalID string) error {
	live, working, state := it.VersionID, v.ID, it.State
	if it.State == Draft || it.State == InReview {
		live, working, state = v.ID, "", Draft
		if err := describe(tx, it.ID, v.Description); err != nil {
			return err
		}
	}
	err := tx.Exec("update items set external_id = ?, version_id = ?, working_version_id = ?, state = ?, revision = revision + 1 where id = ?",
		externalID, live, working, state, it.ID).Error
	return store.Taken(err, ErrExternal)
}

// written cleans and checks what an author sent.
func (s *Service) written(tx *gorm.DB, bankID string, w Writing) (items.Authored, error) {
	a, wrong := items.Write(s.markup, w.Type, w.Content, w.Key)
	wrong = append(wrong, w.faults()...)
	a.Rationale, _ = s.markup.HTML(interchange.HTML, w.Rationale)
	a.OptionRationales = map[string]string{}
	for option, why := range w.OptionRationales {
		a.OptionRationales[option], _ = s.markup.HTML(interchange.HTML, why)
	}
	if w.Stimulus != "" {
		var n int64
		if err := tx.Raw("select count(*) from item_stimuli where id = ? and bank_id = ?", w.Stimulus, bankID).Scan(&n).Error; err != nil {
			return a, err
		}
		if n == 0 {
			wrong = append(wrong, fault.Field{Field: "stimulus", Code: "unknown", Detail: "no stimulus of this bank"})
		}
	}
	a.Content.Stimulus = nil
	if w.Stimulus != "" {
		a.Content.Stimulus = &items.Stimulus{ID: w.Stimulus}
	}
	if len(wrong) > 0 {
		return a, ErrInput.With(wrong...)
	}
	return a, nil
}

func keepVersion(ctx context.Context, tx *gorm.DB, v Version, a items.Authored) error {
	content, err := json.Marshal(a.Content)
	if err != nil {
		return err
	}
	why, err := json.Marshal(a.OptionRationales)
	if err != nil {
		return err
	}
	around, err := json.Marshal(v.Description)
	if err != nil {
		return err
	}
	who := actor.From(ctx).ID
	err = tx.Exec("insert into item_versions (id, item_id, number, content, description, state, created_by, created_at) values (?, ?, ?, ?, ?, 'draft', ?, ?)",
		v.ID, v.ItemID, v.Number, string(content), string(around), who, v.CreatedAt).Error
	if err != nil {
		return err
	}
	return tx.Exec("insert into item_keys (item_version_id, number, key, rationale, option_rationales, created_by, created_at) values (?, 1, ?, ?, ?, ?, ?)",
		v.ID, string(a.Key), a.Rationale, string(why), who, v.CreatedAt).Error
}
