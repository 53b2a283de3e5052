package banks

import (
	"context"
	"encoding/json"

	"gorm.io/gorm"

	"laurel/exams/interchange"
	"laurel/internal/id"
	"laurel/internal/store"
)

// keepChunk keeps some source items and accounts for each. That the account moves on from where it stood shows that nobody else
// has done the same.
func (s *Service) keepChunk(ctx context.Context, tx *gorm.DB, b Bank, i *Import, all []interchange.Entry) error {
	from := i.SourceItems
	known, err := knownIDs(tx, b.ID, all)
	if err != nil {
		return err
	}
	var full shelf
	entries := make([]ImportEntry, 0, len(all))
	for _, e := range all {
		if e.Item != nil {
			if e.Item.ID = externalID(*e.Item); known[e.Item.ID] {
				e.Item, e.Reason = nil, "the item is in the bank already"
			}
		}
		kept, err := s.shelve(ctx, tx, &full, arrival{b, i, e})
		if err != nil {
			return err
		}
		if kept.ItemID != "" {
			known[e.Item.ID] = true
		}
		i.count(kept)
		kept.Number = i.SourceItems
		entries = append(entries, kept)
	}
	r := tx.Exec(`update item_imports set source_items = ?, imported = ?, imported_with_losses = ?, rejected = ?
		where id = ? and state = 'running' and source_items = ?`, i.SourceItems, i.Imported, i.ImportedWithLosses, i.Rejected, i.ID, from)
	if r.Error != nil {
		return r.Error
	}
	if r.RowsAffected != 1 {
		return errElsewhere
	}
	if err := keepItems(tx, full); err != nil {
		return err
	}
	return keepEntries(tx, i.ID, entries)
}

// arrival is a source item that arrives in a bank.
type arrival struct {
	bank  Bank
	by    *Import
	entry interchange.Entry
}

func (s *Service) shelve(ctx context.Context, tx *gorm.DB, to *shelf, a arrival) (ImportEntry, error) {
	e := a.entry
	out := ImportEntry{SourceRef: e.Ref, File: e.File, Line: e.Line, Outcome: interchange.Rejected, Losses: []string{}, Reason: e.Reason}
	if e.Item == nil {
		return out, nil
	}
	t := take(s.markup, *e.Item)
	if t.reason == "" {
		reason, err := s.shelveMedia(ctx, tx, a, &t)
		if err != nil {
			return out, err
		}
		t.reason = reason
	}
	if t.reason == "" && e.Item.Stimulus != nil {
		if err := s.shelveStimulus(tx, a, &t); err != nil {
			return out, err
		}
	}
	if t.reason != "" {
		out.Reason = t.reason
		return out, nil
	}
	t.item.ID, t.item.BankID, t.item.ImportID, t.item.State = id.New("itm"), a.bank.ID, a.by.ID, a.bank.starts()
	t.item.CreatedBy, t.item.CreatedAt = a.by.CreatedBy, s.db.Now()
	out.ItemID = t.item.ID
	out.Losses = append(append(out.Losses, e.Losses...), t.authored.Losses...)
	out.Outcome = interchange.Imported
	if len(out.Losses) > 0 {
		out.Outcome = interchange.ImportedWithLosses
	}
	return out, to.add(t)
}

// knownIDs are those ids of the chunk that the bank knows already, as the author's or as its own. One item must not stand in it
// twice, or a form could ask it twice. The lock on the bank lets one import at a time look and write.
func knownIDs(tx *gorm.DB, bankID string, all []interchange.Entry) (map[string]bool, error) {
	if store.Postgres(tx) {
		if err := tx.Exec("select 1 from item_banks where id = ? for update", bankID).Error; err != nil {
			return nil, err
		}
	}
	var ids, found []string
	for _, e := range all {
		if e.Item != nil {
			ids = append(ids, externalID(*e.Item))
		}
	}
	known := map[string]bool{}
	if len(ids) == 0 {
		return known, nil
	}
	err := tx.Raw(`select external_id from items where bank_id = ? and external_id in ?
		union all select id from items where bank_id = ? and id in ?`, bankID, ids, bankID, ids).Scan(&found).Error
	for _, one := range found {
		known[one] = true
	}
	return known, err
}

func keepItems(tx *gorm.DB, s shelf) error {
	if s.n == 0 {
		return nil
	}
	err := tx.Exec("insert into item_versions (id, item_id, number, content, state, created_by, created_at) values "+s.rows("(?, ?, 1, ?, ?, ?, ?)"), s.versions...).Error
	if err != nil {
		return err
	}
	err = tx.Exec("insert into item_keys (item_version_id, number, key, rationale, option_rationales, created_by, created_at) values "+
		s.rows("(?, 1, ?, ?, ?, ?, ?)"), s.keys...).Error
	if err != nil {
		return err
	}
	return tx.Exec("insert into items (id, bank_id, import_id, external_id, title, domain, category, tags, type, difficulty, points, stimulus_id, state, version_id, created_by, created_at) values "+
		s.rows("(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"), s.items...).Error
}

func keepEntries(tx *gorm.DB, importID string, all []ImportEntry) error {
	var rows shelf
	var values []any
	for _, e := range all {
		losses, err := json.Marshal(e.Losses)
		if err != nil {
			return err
		}
		rows.n++
		values = append(values, importID, e.Number, e.SourceRef, e.File, e.Line, e.Outcome, e.ItemID, string(losses), e.Reason)
	}
	return tx.Exec("insert into item_import_entries (import_id, number, source_ref, file, line, outcome, item_id, losses, reason) values "+
		rows.rows("(?, ?, ?, ?, ?, ?, ?, ?, ?)"), values...).Error
}
