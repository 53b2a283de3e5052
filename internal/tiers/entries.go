package tiers

import (
	"context"

	"gorm.io/gorm"

	"laurel/internal/actor"
	"laurel/internal/audit"
	"laurel/internal/id"
	"laurel/internal/tiers/rules"
)

// Record keeps an entry and settles its partner. Another one of the same key, level and beginning supersedes it, and both stay
// to be seen by their clocks; a repeat changes nothing. An entry that is withdrawn was a mistake.
func (s *Service) Record(ctx context.Context, e Entry) (Entry, error) {
	err := s.db.Tx(ctx, func(tx *gorm.DB) error {
		if err := s.line(tx, partnerLine(e.PartnerID)); err != nil {
			return err
		}
		var known []Entry
		err := tx.Raw("select * from tier_entries where partner_id = ? and kind = ? and entry_key = ? and level = ? and valid_from = ? and superseded_at is null",
			e.PartnerID, e.Kind, e.EntryKey, e.Level, e.ValidFrom).Scan(&known).Error
		switch {
		case err != nil:
			return err
		case len(known) == 0 && e.Withdrawn:
			return ErrNothing
		case len(known) == 1 && e.Withdrawn && known[0].Withdrawn, len(known) == 1 && known[0].same(e):
			e = known[0]
			return nil
		case !e.Withdrawn:
			if err := s.isAsked(tx, e); err != nil {
				return err
			}
		}
		e.ID, e.RecordedAt, e.RecordedBy = id.New("ent"), s.db.Now(), actor.From(ctx).ID
		for _, k := range known {
			if err := tx.Exec("update tier_entries set superseded_at = ? where id = ? and superseded_at is null", e.RecordedAt, k.ID).Error; err != nil {
				return err
			}
		}
		err = tx.Exec(`insert into tier_entries (id, partner_id, kind, entry_key, level, valid_from, valid_to, note, withdrawn, recorded_by, recorded_at)
			values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
			e.ID, e.PartnerID, e.Kind, e.EntryKey, e.Level, e.ValidFrom, e.ValidTo, e.Note, e.Withdrawn, e.RecordedBy, e.RecordedAt).Error
		if err != nil {
			return err
		}
		err = audit.Append(ctx, tx, e.RecordedAt, audit.Entry{Action: e.Kind + "." + e.deed(), Subject: e.ID, Partner: e.PartnerID, Reason: e.Note,
			Detail: map[string]string{"key": e.EntryKey, "level": e.Level}})
		if err != nil {
			return err
		}
		return s.settle(all(ctx), tx, e.PartnerID)
	})
	return e, err
}

func (e Entry) deed() string {
	if e.Withdrawn {
		return "withdrawn"
	}
	return "recorded"
}

// isAsked refuses what no program asks for: a slip of the pen would change nothing, and nobody would notice.
func (s *Service) isAsked(tx *gorm.DB, e Entry) error {
	programs, err := s.published(tx, clocks{s.db.Now(), s.db.Now()})
	for _, p := range programs {
		if e.asked(p) {
			return nil
		}
	}
	if err != nil {
		return err
	}
	if e.Kind == feeEntry {
		return ErrInput.With(inField("product", "unknown_fee", "No program in force asks for a fee "+e.EntryKey+"."))
	}
	return ErrInput.With(inField("designation", "unknown_designation", "No program in force declares a designation "+e.EntryKey+"."))
}

// Entries lists what is recorded of a partner, the latest first: what is known now, or with all also what was known before.
func (s *Service) Entries(ctx context.Context, partnerID, kind string, before bool) ([]Entry, error) {
	var rows []Entry
	err := s.db.Read(all(ctx), func(tx *gorm.DB) error {
		return tx.Raw("select * from tier_entries where partner_id = ? and kind = ? and (? or superseded_at is null and not withdrawn) order by valid_from desc, recorded_at desc, id desc limit 500",
			partnerID, kind, before).Scan(&rows).Error
	})
	return rows, err
}

func loadEntries(tx *gorm.DB, s *rules.Snapshot, c clocks) error {
	var rows []Entry
	err := tx.Raw("select * from tier_entries where partner_id = ? and not withdrawn and"+known, s.Partner.ID, c.knownAt, c.knownAt).Scan(&rows).Error
	for _, r := range rows {
		if r.Kind == feeEntry {
			s.Fees = append(s.Fees, rules.Fee{Product: r.EntryKey, From: r.ValidFrom.UTC(), Until: open(r.ValidTo)})
			continue
		}
		s.Designations = append(s.Designations, rules.DesignationState{Key: r.EntryKey, Level: r.Level, From: r.ValidFrom.UTC(), To: open(r.ValidTo)})
	}
	return err
}
