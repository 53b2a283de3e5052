package badges

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"gorm.io/gorm"

	"laurel/internal/id"
	"laurel/internal/outbox"
)

// Loss says that what a person had earned counts as never earned: the attempt, its exam, and why, in words that the holder
// may read.
type Loss struct {
	PersonID string
	Kind     string
	Key      string
	Source   string
	Reason   string
	At       time.Time
}

// Withdraw makes the evidence of a source void and revokes every credential that came of it, and what came of those. It may run
// any number of times, and before the award it is about: evidence that is void when it arrives earns nothing.
func (s *Service) Withdraw(ctx context.Context, l Loss) error {
	var fruit []Credential
	err := s.db.Tx(ctx, func(tx *gorm.DB) error {
		if err := s.lockPerson(tx, l.PersonID); err != nil {
			return err
		}
		now := s.db.Now()
		err := tx.Exec(`insert into certification_evidence (id, person_id, kind, key, source, at, created_at, voided_at) values (?, ?, ?, ?, ?, ?, ?, ?)
			on conflict (kind, source, key) do update set voided_at = coalesce(certification_evidence.voided_at, excluded.voided_at)`,
			id.New("evd"), l.PersonID, l.Kind, l.Key, l.Source, l.At.UTC(), now, now).Error
		if err != nil {
			return fmt.Errorf("void evidence: %w", err)
		}
		fruit, err = s.cameOf(tx, l.PersonID, l.Source)
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
			_, err = s.Revoke(ctx, c.ID, l.Reason)
		}
		faults = append(faults, err)
	}
	return errors.Join(faults...)
}

// cameOf are the credentials that stand on a source, and those that stand on them.
func (s *Service) cameOf(tx *gorm.DB, person, source string) ([]Credential, error) {
	var rows []Credential
	err := tx.Raw("select id, person_id, certification_key, source, evidence, signed_at, revoked_at, version from credentials where person_id = ? order by ordinal", person).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("read what came of %s: %w", source, err)
	}
	fallen := []string{source}
	var out []Credential
	for _, c := range rows { // later ones stand on earlier ones
		if slices.Contains(fallen, c.Source) || slices.ContainsFunc(c.Evidence, func(e string) bool { return slices.Contains(fallen, e) }) {
			out, fallen = append(out, c), append(fallen, c.ID)
		}
	}
	return out, nil
}

// Doubt says that what a person earned by a source is held, or no longer.
type Doubt struct {
	PersonID string
	Source   string
	Held     bool
	Version  int64
	At       time.Time
}

// Hold tells of every credential that came of a source that it does not count for now, or counts again. The credential itself
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
		fruit, err := s.cameOf(tx, d.PersonID, d.Source)
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
		fruit, err := s.cameOf(tx, person, source)
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
