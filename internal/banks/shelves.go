package banks

import (
	"gorm.io/gorm"

	"laurel/exams/interchange"
	"laurel/internal/id"
	"laurel/internal/store"
)

func (s *Service) keepEntries(tx *gorm.DB, b Bank, i *Import, entries []interchange.Entry) error {
	known, err := externalIDs(tx, b.ID)
	if err != nil {
		return err
	}
	var full shelf
	for _, e := range entries {
		if e.Item != nil && known[e.Item.ID] {
			e.Item, e.Reason = nil, "an item of this id is in the bank already"
		}
		kept, err := s.shelve(&full, b, *i, e)
		if err != nil {
			return err
		}
		if kept.ItemID != "" && e.Item.ID != "" {
			known[e.Item.ID] = true
		}
		i.count(kept)
		if full.n == shelfFull {
			if err := keepItems(tx, full); err != nil {
				return err
			}
			full = shelf{}
		}
	}
	return keepItems(tx, full)
}

func (s *Service) shelve(to *shelf, b Bank, i Import, e interchange.Entry) (ImportEntry, error) {
	out := ImportEntry{SourceRef: e.Ref, Line: e.Line, Outcome: interchange.Rejected, Losses: []string{}, Reason: e.Reason}
	if e.Item == nil {
		return out, nil
	}
	t := take(s.markup, *e.Item)
	if t.reason != "" {
		out.Reason = t.reason
		return out, nil
	}
	t.item.ID, t.item.BankID, t.item.ImportID, t.item.State = id.New("itm"), b.ID, i.ID, b.starts()
	t.item.CreatedBy, t.item.CreatedAt = i.CreatedBy, *i.FinishedAt
	out.ItemID = t.item.ID
	out.Losses = append(append(out.Losses, e.Losses...), t.authored.Losses...)
	out.Outcome = interchange.Imported
	if len(out.Losses) > 0 {
		out.Outcome = interchange.ImportedWithLosses
	}
	return out, to.add(t.item, t.authored)
}

// externalIDs are the authors' ids that a bank knows. One item must not stand in it twice, or a form could ask it twice. The
// lock on the bank lets one import at a time look and write.
func externalIDs(tx *gorm.DB, bankID string) (map[string]bool, error) {
	if store.Postgres(tx) {
		if err := tx.Exec("select 1 from item_banks where id = ? for update", bankID).Error; err != nil {
			return nil, err
		}
	}
	var all []string
	err := tx.Raw("select external_id from items where bank_id = ? and external_id <> ''", bankID).Scan(&all).Error
	known := map[string]bool{}
	for _, one := range all {
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
	return tx.Exec("insert into items (id, bank_id, import_id, external_id, title, domain, category, tags, type, state, version_id, created_by, created_at) values "+
		s.rows("(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"), s.items...).Error
}
