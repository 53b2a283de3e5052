package badges

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"gorm.io/gorm"

	"laurel/internal/outbox"
)

// Loss says that what a person had earned counts as never earned: the attempt, its exam, and why, in words that the holder
// may read. Version is the number of the result that says so; a pass by a later result wins it back. Nothing is for good.
type Loss struct {
	PersonID string
	Kind     string
	Key      string
	Source   string
	Reason   string
	At       time.Time
	Version  int64
}

func (l Loss) evidence() evidence {
	e := evidence{l.PersonID, l.Kind, l.Key, l.Source, l.Version}
	if e.version == 0 {
		e.version = forGood
	}
	return e
}

// Withdraw makes the evidence of a source void and revokes every credential that came of it, and what came of those. It may run
// any number of times, and before the award it is about: evidence that is void when it arrives earns nothing. The later result is the
// last word, whichever is heard of first.
func (s *Service) Withdraw(ctx context.Context, l Loss) error {
	var fruit []Credential
	err := s.db.Tx(ctx, func(tx *gorm.DB) error {
		if err := s.lockPerson(tx, l.PersonID); err != nil {
			return err
		}
		void, err := s.void(tx, l.evidence(), l.At)
		if err != nil {
			return err
		}
		fruit, err = s.cameOf(tx, l.PersonID, func(name string) bool { return slices.Contains(void, name) })
		return err
	})
	if err != nil {
		return err
	}
	var faults []error
	for _, c := range fruit {
		if c.RevokedAt != nil {
			continue
		}
		err := s.SignCredential(ctx, c.ID) // one that nobody signed yet cannot be listed as revoked
		if err == nil {
			_, err = s.revoke(ctx, c.ID, l.Reason, nil) // what else it stood on was honestly earned
		}
		faults = append(faults, err)
	}
	return errors.Join(faults...)
}

// cameOf are the credentials that stand on sources, and those that stand on them.
func (s *Service) cameOf(tx *gorm.DB, person string, on func(name string) bool) ([]Credential, error) {
	var rows []Credential
	err := tx.Raw("select id, person_id, certification_key, source, evidence, signed_at, revoked_at, version from credentials where person_id = ? order by ordinal", person).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("read what came of a source: %w", err)
	}
	var fallen []string
	falls := func(name string) bool { return on(name) || slices.Contains(fallen, name) }
	var out []Credential
	for _, c := range rows { // later ones stand on earlier ones
		if falls(c.Source) || slices.ContainsFunc(c.Evidence, falls) {
			out, fallen = append(out, c), append(fallen, c.ID)
		}
	}
	return out, nil
}

// anyOf stands for every name of a source.
func anyOf(source string) func(string) bool {
	return func(name string) bool { return named(source, name) }
}

// Doubt says that what a person earned by a source is held, or no longer.
type Doubt struct {
	PersonID string
	Source   string
	Held     bool
	Version  int64
	At       time.Time
}

// Hold tells of every credential that came of a source that it does not count at present, or counts again. The credential itself
// stays as it was signed: a hold is no finding, and nobody outside learns of it.
func (s *Service) Hold(ctx context.Context, d Doubt) error {
	return s.db.Tx(ctx, func(tx *gorm.DB) error {
		if err := s.lockPerson(tx, d.PersonID); err != nil {
			return err
		}
		before, err := s.doubts(tx, d.PersonID)
		if err != nil {
			return err
		}
		r := tx.Exec(`insert into credential_holds (source, person_id, held, version, at) values (?, ?, ?, ?, ?)
			on conflict (source) do update set held = excluded.held, version = excluded.version, at = excluded.at
			where excluded.version > credential_holds.version`, d.Source, d.PersonID, d.Held, d.Version, d.At.UTC())
		if r.Error != nil || r.RowsAffected == 0 {
			return r.Error
		}
		fruit, err := s.cameOf(tx, d.PersonID, anyOf(d.Source))
		if err != nil {
			return err
		}
		after, err := s.doubts(tx, d.PersonID)
		if err != nil {
			return err
		}
		for _, c := range fruit {
			if c.SignedAt == nil || slices.Contains(before, c.ID) == slices.Contains(after, c.ID) {
				continue
			}
			if err := s.tellDoubt(ctx, tx, c, CredentialHeld{Held: slices.Contains(after, c.ID), At: d.At.UTC()}); err != nil {
				return err
			}
		}
		return nil
	})
}

// doubts are the ids of the person's credentials that stand on anything held.
func (s *Service) doubts(tx *gorm.DB, person string) ([]string, error) {
	var sources []string
	if err := tx.Raw("select source from credential_holds where person_id = ? and held order by source", person).Scan(&sources).Error; err != nil {
		return nil, fmt.Errorf("read holds: %w", err)
	}
	var out []string
	for _, source := range sources {
		fruit, err := s.cameOf(tx, person, anyOf(source))
		if err != nil {
			return nil, err
		}
		for _, c := range fruit {
			out = append(out, c.ID)
		}
	}
	return out, nil
}

// tellDoubt gives the credential a new version, so that keepers can tell which word is the last.
func (s *Service) tellDoubt(ctx context.Context, tx *gorm.DB, c Credential, f CredentialHeld) error {
	var versions []int64
	if err := tx.Raw("update credentials set version = version + 1 where id = ? returning version", c.ID).Scan(&versions).Error; err != nil {
		return fmt.Errorf("tell of a hold: %w", err)
	}
	for _, v := range versions {
		f.CredentialID, f.PersonID, f.CertificationKey, f.Version = c.ID, c.PersonID, c.CertificationKey, v
		if err := outbox.Append(ctx, tx, s.db.Now(), f); err != nil {
			return err
		}
	}
	return nil
}

// tellHeldAtBirth tells of a credential that is signed while what it stands on is held.
func (s *Service) tellHeldAtBirth(ctx context.Context, tx *gorm.DB, c Credential) error {
	doubts, err := s.doubts(tx, c.PersonID)
	if err != nil || !slices.Contains(doubts, c.ID) {
		return err
	}
	return s.tellDoubt(ctx, tx, c, CredentialHeld{Held: true, At: c.ValidFrom.UTC()})
}
