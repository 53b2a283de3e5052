package badges

import (
	"context"
	"errors"
	"fmt"
	"time"

	"gorm.io/gorm"

	"laurel/internal/store"
)

// Earned is what a person has done elsewhere in the product. Source names it once and for all: the attempt, or the
// enrollment. Version is the number of the result that says so, one where there is only one; it tells which word about the source is
// the last. DeliveredBy says who delivered an exam that was not sat here.
type Earned struct {
	PersonID    string
	HolderName  string
	HolderEmail string
	Kind        string
	Key         string
	Source      string
	At          time.Time
	DeliveredBy string
	Version     int64
}

func (e Earned) evidence() evidence {
	return evidence{e.PersonID, e.Kind, e.Key, e.Source, max(e.Version, 1)}
}

func (e Earned) validate() error {
	if e.PersonID == "" || e.Source == "" || e.Key == "" || (e.Kind != "exam" && e.Kind != "track") {
		return errors.New("badges: what was earned lacks person, kind, key or source")
	}
	return nil
}

// Award keeps the evidence and issues every certification whose requirement is met now. It may run any number of times
// and anywhere at once: one source earns a certification once, and once more when it was withdrawn and a later result wins it back; and what an interrupted run began the next one ends.
func (s *Service) Award(ctx context.Context, e Earned) error {
	if err := e.validate(); err != nil {
		return err
	}
	if err := s.Setup(ctx); err != nil {
		return err
	}
	e.HolderName = cleanName(e.HolderName)
	waiting := []cause{{proof: Proof{ID: e.Source, Kind: e.Kind, Key: e.Key, At: e.At}, earned: e}}
	for len(waiting) > 0 {
		next := waiting[0]
		waiting = waiting[1:]
		var meant []Credential
		err := s.db.Tx(ctx, func(tx *gorm.DB) error {
			var err error
			meant, err = s.intend(ctx, tx, next)
			return err
		})
		if err != nil {
			return err
		}
		for _, c := range meant {
			if err := s.SignCredential(ctx, c.ID); err != nil {
				return err
			}
			waiting = append(waiting, cause{proof: Proof{ID: c.ID, Kind: "certification", Key: c.CertificationKey, At: c.ValidFrom}, earned: e})
		}
	}
	return nil
}

// cause is the proof that may complete a requirement, and whose it is.
type cause struct {
	proof  Proof
	earned Earned
}

// intend writes down what is to be issued because of a cause and returns it, together with what an earlier run wrote
// down for the same cause.
func (s *Service) intend(ctx context.Context, tx *gorm.DB, c cause) ([]Credential, error) {
	if err := s.lockPerson(tx, c.earned.PersonID); err != nil {
		return nil, err
	}
	if c.proof.Kind != "certification" {
		var err error
		if c.proof.ID, err = s.keep(tx, c.earned.evidence(), c); err != nil {
			return nil, err
		}
	}
	chances, err := s.candidates(ctx, tx, c.proof)
	if err != nil {
		return nil, err
	}
	for _, chance := range chances {
		if err := s.issue(tx, chance, c); err != nil {
			return nil, err
		}
	}
	var meant []Credential
	err = tx.Raw("select * from credentials where person_id = ? and source = ? and revoked_at is null order by ordinal", c.earned.PersonID, c.proof.ID).Scan(&meant).Error
	if err != nil {
		return nil, fmt.Errorf("read what was awarded: %w", err)
	}
	return meant, nil
}

// lockPerson lets one transaction at a time decide over a person, so that two proofs that arrive together see each other.
func (s *Service) lockPerson(tx *gorm.DB, person string) error {
	if !store.Postgres(tx) {
		return nil // there is one writer
	}
	if err := tx.Exec("select pg_advisory_xact_lock(hashtextextended(?, 41))", person).Error; err != nil {
		return fmt.Errorf("lock a person's awards: %w", err)
	}
	return nil
}
