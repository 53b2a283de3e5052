package tiers

import (
	"context"
	"time"

	"gorm.io/gorm"

	"laurel/internal/id"
)

// awardRow is an award as it is known.
type awardRow struct {
	RowID, PersonID, Origin, Source, Kind, AwardKey, Title, Level, Family, Roles, Status, Ended string
	Bare                                                                                        bool
	ValidFrom                                                                                   time.Time
	ValidTo                                                                                     *time.Time
	Version                                                                                     int64
}

func rowOf(a Award) awardRow {
	r := awardRow{
		PersonID: a.PersonID, Source: a.Source, Kind: a.Kind, AwardKey: a.Key, Title: a.Title, Level: a.Level, Family: a.Family,
		Roles: list(a.Roles), Status: a.Status, ValidFrom: utc(a.From), Version: a.Version,
	}
	if a.Until != nil {
		r.ValidTo = instant(*a.Until)
	}
	if r.Status == "" {
		r.Status = "active"
	}
	if a.ends() {
		r.Status, r.Ended, r.ValidTo = "active", a.Status, first(r.ValidTo, instant(a.At))
		if r.Bare = a.From.IsZero(); r.Bare {
			r.ValidFrom = utc(a.At)
		}
	}
	return r
}

// NoteAward keeps an award and settles the partners of its person. The source, say the credential's id, makes it one;
// notes of it may come twice and in any order.
func (s *Service) NoteAward(ctx context.Context, a Award) error {
	return s.db.Tx(ctx, func(tx *gorm.DB) error {
		one, err := s.accounts(tx, a.PersonID)
		if err != nil {
			return err
		}
		said := a.PersonID
		a.PersonID = one.of(said)
		var known awardRow
		err = tx.Raw("select * from tier_awards where person_id = ? and kind = ? and award_key = ? and source = ? and superseded_at is null",
			a.PersonID, a.Kind, a.Key, a.Source).Scan(&known).Error
		if err != nil {
			return err
		}
		next, changed := known.merged(rowOf(a))
		if !changed {
			return nil
		}
		next.Origin = originOf(said, a.PersonID)
		if err := s.keepAward(tx, known.RowID, next); err != nil {
			return err
		}
		if err := s.settlePerson(ctx, tx, a.PersonID); err != nil {
			return err
		}
		return tx.Exec(`update tier_awards set sequence = (select value from tier_sequence where id = 1)
			where person_id = ? and kind = ? and award_key = ? and source = ? and superseded_at is null`, a.PersonID, a.Kind, a.Key, a.Source).Error
	})
}

// NotedAward keeps an award and gives the number of the change with which this version of it became known; zero when a later
// one was known before.
func (s *Service) NotedAward(ctx context.Context, a Award) (number int64, err error) {
	if err := s.NoteAward(ctx, a); err != nil {
		return 0, err
	}
	err = s.db.Read(ctx, func(tx *gorm.DB) error {
		return tx.Raw("select coalesce(min(sequence), 0) from tier_awards where award_key = ? and kind = ? and source = ? and version = ? and sequence > 0 and (person_id = ? or origin = ?)",
			a.Key, a.Kind, a.Source, a.Version, a.PersonID, a.PersonID).Scan(&number).Error
	})
	return number, err
}

func (s *Service) keepAward(tx *gorm.DB, known string, r awardRow) error {
	now := s.db.Now()
	if known != "" {
		if err := tx.Exec("update tier_awards set superseded_at = ? where row_id = ? and superseded_at is null", now, known).Error; err != nil {
			return err
		}
	}
	r.RowID = id.New("trw")
	err := tx.Exec(`insert into tier_awards (row_id, person_id, origin, source, kind, award_key, title, level, family, roles, status, ended, bare,
		valid_from, valid_to, version, recorded_at) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		r.RowID, r.PersonID, r.Origin, r.Source, r.Kind, r.AwardKey, r.Title, r.Level, r.Family, r.Roles, r.Status, r.Ended, r.Bare,
		r.ValidFrom, r.ValidTo, r.Version, now).Error
	if err != nil {
		return err
	}
	seen := map[string]bool{}
	for _, role := range unlist(r.Roles) {
		if seen[role] {
			continue
		}
		seen[role] = true
		if err := tx.Exec("insert into tier_award_roles (row_id, role) values (?, ?)", r.RowID, role).Error; err != nil {
			return err
		}
	}
	return nil
}
