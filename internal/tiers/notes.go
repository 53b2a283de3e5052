package tiers

import (
	"context"
	"encoding/json"
	"time"

	"gorm.io/gorm"

	"laurel/internal/id"
)

// NotePerson keeps a person as of this version; an older or repeated note changes nothing.
func (s *Service) NotePerson(ctx context.Context, p Person) error {
	return s.db.Tx(ctx, func(tx *gorm.DB) error {
		if err := s.line(tx, personLine(p.ID)); err != nil {
			return err
		}
		now := s.db.Now()
		newer, err := s.supersede(tx, now, "update tier_people set superseded_at = ? where person_id = ? and superseded_at is null and version < ?",
			"select count(*) from tier_people where person_id = ? and superseded_at is null", p.ID, p.Version)
		if err != nil || !newer {
			return err
		}
		err = tx.Exec("insert into tier_people (row_id, person_id, name, email, country, version, recorded_at) values (?, ?, ?, ?, ?, ?, ?)",
			id.New("trw"), p.ID, p.Name, p.Email, p.Country, p.Version, now).Error
		if err != nil {
			return err
		}
		return s.settlePerson(ctx, tx, p.ID)
	})
}

// supersede closes the row that is known, at the moment at which its successor becomes known: there must be no instant
// between the two. It is false when what is known is as new or newer.
func (s *Service) supersede(tx *gorm.DB, now time.Time, update, count, key string, version int64) (bool, error) {
	closed := tx.Exec(update, now, key, version)
	if closed.Error != nil || closed.RowsAffected == 1 {
		return closed.Error == nil, closed.Error
	}
	var known int64
	err := tx.Raw(count, key).Scan(&known).Error
	return known == 0, err
}

// NotePartner keeps a partner and settles it, since its programs may be others now.
func (s *Service) NotePartner(ctx context.Context, p Partner) error {
	return s.db.Tx(ctx, func(tx *gorm.DB) error {
		relatives, err := s.left(tx, p)
		if err != nil {
			return err
		}
		if err := s.line(tx, partnerLines(append(relatives, p.ID))...); err != nil {
			return err
		}
		now := s.db.Now()
		newer, err := s.supersede(tx, now, "update tier_partners set superseded_at = ? where partner_id = ? and superseded_at is null and version < ?",
			"select count(*) from tier_partners where partner_id = ? and superseded_at is null", p.ID, p.Version)
		if err != nil || !newer {
			return err
		}
		err = tx.Exec(`insert into tier_partners (row_id, partner_id, external_id, name, country, parent_id, programs, joined_at, version, recorded_at)
			values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
			id.New("trw"), p.ID, p.ExternalID, p.Name, p.Country, p.ParentID, list(p.Programs), p.JoinedAt.UTC(), p.Version, now).Error
		if err != nil {
			return err
		}
		return s.settle(ctx, tx, append(relatives, p.ID)...)
	})
}

// NoteAffiliation keeps an affiliation and settles every partner the person has to do with: with one partner at a time,
// joining the second moves the first.
func (s *Service) NoteAffiliation(ctx context.Context, a Affiliation) error {
	return s.db.Tx(ctx, func(tx *gorm.DB) error {
		before := a.PersonID // it was another's until now where accounts are merged
		err := tx.Raw("select person_id from tier_affiliations where affiliation_id = ? and superseded_at is null", a.ID).Scan(&before).Error
		if err != nil {
			return err
		}
		one, err := s.accounts(tx, a.PersonID, before)
		if err != nil {
			return err
		}
		newer, err := s.keepAffiliation(tx, one, a)
		if err != nil || !newer {
			return err
		}
		return s.settlePerson(ctx, tx, before, one.of(a.PersonID))
	})
}

// keepAffiliation writes an affiliation that is newer than what is known; the line of its person is held.
func (s *Service) keepAffiliation(tx *gorm.DB, one selves, a Affiliation) (bool, error) {
	now := s.db.Now()
	newer, err := s.supersede(tx, now, "update tier_affiliations set superseded_at = ? where affiliation_id = ? and superseded_at is null and version < ?",
		"select count(*) from tier_affiliations where affiliation_id = ? and superseded_at is null", a.ID, a.Version)
	if err != nil || !newer {
		return false, err
	}
	self := one.of(a.PersonID)
	return true, tx.Exec(`insert into tier_affiliations (row_id, affiliation_id, person_id, origin, partner_id, employment, job_roles, state, by_person, by_partner,
		valid_from, valid_to, basis, version, recorded_at) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		id.New("trw"), a.ID, self, originOf(a.PersonID, self), a.PartnerID, a.Employment, list(a.JobRoles), a.State, a.ByPerson, a.ByPartner,
		a.From, a.To, a.Basis, a.Version, now).Error
}

// NoteCertification keeps a definition. Where it stops counting is judged by the sweep, or on the day itself.
func (s *Service) NoteCertification(ctx context.Context, c Certification) error {
	return s.db.Tx(ctx, func(tx *gorm.DB) error {
		if err := s.line(tx, "certification:"+c.Key); err != nil {
			return err
		}
		now := s.db.Now()
		newer, err := s.supersede(tx, now, "update tier_certifications set superseded_at = ? where certification_key = ? and superseded_at is null and version < ?",
			"select count(*) from tier_certifications where certification_key = ? and superseded_at is null", c.Key, c.Version)
		if err != nil || !newer {
			return err
		}
		retired := ""
		if c.RetiredOn != nil {
			retired = *c.RetiredOn
		}
		err = tx.Exec(`insert into tier_certifications (row_id, certification_key, title, level, family, roles, implies, equivalents, retired_on, counts_until, version, recorded_at)
			values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
			id.New("trw"), c.Key, c.Title, c.Level, c.Family, list(c.Roles), list(c.Implies), listed(c.Equivalents), retired, dayAfter(c.CountsUntil), c.Version, now).Error
		if err != nil {
			return err
		}
		if _, err := s.step(tx); err != nil {
			return err
		}
		return nil
	})
}

// NoteProgress keeps how far a person is on a track, for the team page; the finished track counts when it is noted as an
// award.
func (s *Service) NoteProgress(ctx context.Context, p Progress) error {
	return s.db.Tx(ctx, func(tx *gorm.DB) error {
		return tx.Exec(`insert into tier_progress (person_id, track_key, title, percent, version, updated_at) values (?, ?, ?, ?, ?, ?)
			on conflict (person_id, track_key) do update set title = excluded.title, percent = excluded.percent, version = excluded.version,
			updated_at = excluded.updated_at where excluded.version > tier_progress.version`,
			p.PersonID, p.TrackKey, p.TrackTitle, p.Percent, p.Version, s.db.Now()).Error
	})
}

// list is a JSON array, never null.
func list(words []string) string { return listed(words) }

func listed[T any](rows []T) string {
	if rows == nil {
		rows = []T{}
	}
	text, _ := json.Marshal(rows) // rows of text cannot fail
	return string(text)
}

func unlist(text string) []string {
	words := []string{}
	_ = json.Unmarshal([]byte(text), &words) // written by list
	return words
}

// utc is a moment as it is kept: in UTC, to the microsecond.
func utc(t time.Time) time.Time { return t.UTC().Truncate(time.Microsecond) }
