package badges

import (
	"context"
	"fmt"
	"slices"

	"gorm.io/gorm"
)

// Find is the signed credential of an id. There is no way to list or guess them from outside.
func (s *Service) Find(ctx context.Context, credentialID string) (Credential, error) {
	c, err := s.intention(ctx, credentialID)
	if err != nil {
		return Credential{}, err
	}
	if c.SignedAt == nil {
		return Credential{}, ErrNoCredential
	}
	return c, nil
}

// FindByCode is the signed credential that carries the code.
func (s *Service) FindByCode(ctx context.Context, code string) (Credential, error) {
	return s.one(ctx, "select * from credentials where code = ? and signed_at is not null", code)
}

// renewedBy is the credential that took the place of another; ok is false when none did.
func (s *Service) renewedBy(ctx context.Context, credentialID string) (c Credential, ok bool) {
	c, err := s.one(ctx, "select * from credentials where renews = ? and signed_at is not null order by ordinal desc limit 1", credentialID)
	return c, err == nil
}

func (s *Service) one(ctx context.Context, query, argument string) (Credential, error) {
	var rows []Credential
	err := s.db.Read(ctx, func(tx *gorm.DB) error {
		rows = nil
		return tx.Raw(query, argument).Scan(&rows).Error
	})
	if err != nil {
		return Credential{}, fmt.Errorf("find a credential: %w", err)
	}
	if len(rows) == 0 {
		return Credential{}, ErrNoCredential
	}
	return rows[0], nil
}

// Query asks for credentials, newest first. An empty PersonID asks for everybody's.
type Query struct {
	PersonID      string
	Certification string
	After         string
	Limit         int
}

// Credentials lists signed ones, one more than the limit where there are more. Who may see whose is the caller's to ask.
func (s *Service) Credentials(ctx context.Context, q Query) ([]Credential, error) {
	var rows []Credential
	err := s.db.Read(ctx, func(tx *gorm.DB) error {
		rows = nil
		accounts, err := s.accounts(ctx, tx, q.PersonID)
		if err != nil {
			return err
		}
		return tx.Raw(`select * from credentials where signed_at is not null and (? = '' or person_id in ?) and (? = '' or certification_key = ?)
			and (? = '' or ordinal < ?) order by ordinal desc limit ?`,
			q.PersonID, accounts, q.Certification, q.Certification, q.After, q.After, q.Limit+1).Scan(&rows).Error
	})
	if err != nil {
		return nil, fmt.Errorf("list credentials: %w", err)
	}
	return rows, nil
}

// accounts are those of a person; credentials stay with the account that earned them.
func (s *Service) accounts(ctx context.Context, tx *gorm.DB, personID string) ([]string, error) {
	if s.selves == nil || personID == "" {
		return []string{personID}, nil
	}
	return s.selves.Selves(ctx, tx, personID)
}

// Mine holds for a credential of one of the person's accounts.
func (s *Service) Mine(ctx context.Context, c Credential, personID string) (bool, error) {
	mine := c.PersonID == personID
	if mine || personID == "" {
		return mine, nil
	}
	err := s.db.Read(ctx, func(tx *gorm.DB) error {
		accounts, err := s.accounts(ctx, tx, personID)
		mine = slices.Contains(accounts, c.PersonID)
		return err
	})
	return mine, err
}
