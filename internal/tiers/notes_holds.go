package tiers

import (
	"context"
	"time"

	"gorm.io/gorm"

	"laurel/internal/id"
)

// Hold says of an award, known by its source, that it is in doubt from a moment on, or no longer. Why is nobody's business here.
type Hold struct {
	PersonID, Source string
	Held             bool
	At               time.Time
	Version          int64
}

// NoteHold keeps a hold, or that it is over, and settles the partners of the person. Notes may come twice, in any order, and
// before the award they are about.
func (s *Service) NoteHold(ctx context.Context, h Hold) error {
	return s.db.Tx(ctx, func(tx *gorm.DB) error {
		one, err := s.accounts(tx, h.PersonID)
		if err != nil {
			return err
		}
		said := h.PersonID
		h.PersonID = one.of(said)
		var rows []struct {
			RowID   string
			Version int64
		}
		err = tx.Raw("select row_id, version from tier_holds where person_id = ? and source = ? and superseded_at is null", h.PersonID, h.Source).Scan(&rows).Error
		if err != nil || len(rows) > 0 && rows[0].Version >= h.Version {
			return err
		}
		now := s.db.Now()
		for _, r := range rows {
			if err := tx.Exec("update tier_holds set superseded_at = ? where row_id = ? and superseded_at is null", now, r.RowID).Error; err != nil {
				return err
			}
		}
		var from *time.Time
		if h.Held {
			from = instant(h.At)
		}
		err = tx.Exec("insert into tier_holds (row_id, person_id, origin, source, held_from, version, recorded_at) values (?, ?, ?, ?, ?, ?, ?)",
			id.New("trw"), h.PersonID, originOf(said, h.PersonID), h.Source, from, h.Version, now).Error
		if err != nil {
			return err
		}
		return s.settlePerson(ctx, tx, h.PersonID)
	})
}
