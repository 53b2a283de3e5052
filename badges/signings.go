package badges

import (
	"context"
	"errors"
	"fmt"

	"gorm.io/gorm"

	"laurel/internal/outbox"
)

// SignCredential signs what was written down and keeps the bytes. Both signatures are deterministic, so a run that died
// between signing and keeping leaves no second truth: the next gives the same bytes again.
func (s *Service) SignCredential(ctx context.Context, credentialID string) error {
	c, err := s.intention(ctx, credentialID)
	if err != nil || c.SignedAt != nil {
		return err
	}
	var signed []byte
	var token string
	err = s.db.Read(ctx, func(tx *gorm.DB) error {
		proofs, err := s.proofSigner(tx, c.ProofMethod)
		if err != nil {
			return err
		}
		tokens, err := s.tokenSigner(tx, c.TokenMethod)
		if err != nil {
			return err
		}
		if signed, err = proofs.Sign([]byte(c.Content), c.CreatedAt); err != nil {
			return err
		}
		token, err = tokens.Sign([]byte(c.Content))
		return err
	})
	if err != nil {
		return fmt.Errorf("sign %s: %w", c.ID, err)
	}
	return s.db.Tx(ctx, func(tx *gorm.DB) error {
		now := s.db.Now()
		r := tx.Exec("update credentials set signed = ?, token = ?, signed_at = ? where id = ? and signed_at is null", string(signed), token, now, c.ID)
		if r.Error != nil {
			return fmt.Errorf("keep a signed credential: %w", r.Error)
		}
		if r.RowsAffected == 0 {
			return nil // somebody else kept the same bytes
		}
		if err := outbox.Append(ctx, tx, now, c.issued()); err != nil {
			return err
		}
		return s.tellHeldAtBirth(ctx, tx, c)
	})
}

func (c Credential) issued() CredentialIssued {
	return CredentialIssued{
		CredentialID: c.ID, PersonID: c.PersonID, CertificationKey: c.CertificationKey, CertificationTitle: c.Certification.Title,
		Level: c.Certification.Level, Family: c.Certification.Family, Roles: append([]string{}, c.Certification.Roles...),
		AwardedAt: c.AwardedAt.UTC(), ValidFrom: c.ValidFrom.UTC(), ValidUntil: c.ValidUntil, Source: c.Source, Renews: c.Renews, Version: c.Version,
	}
}

// intention is the row, signed or not.
func (s *Service) intention(ctx context.Context, credentialID string) (Credential, error) {
	var rows []Credential
	err := s.db.Read(ctx, func(tx *gorm.DB) error {
		rows = nil
		return tx.Raw("select * from credentials where id = ?", credentialID).Scan(&rows).Error
	})
	if err != nil {
		return Credential{}, fmt.Errorf("read a credential: %w", err)
	}
	if len(rows) == 0 {
		return Credential{}, ErrNoCredential
	}
	return rows[0], nil
}

// FinishSigning is a duty: it signs what a run that died left unsigned.
func (s *Service) FinishSigning(ctx context.Context) error {
	var waiting []string
	err := s.db.Read(ctx, func(tx *gorm.DB) error {
		return tx.Raw("select id from credentials where signed_at is null order by created_at limit 200").Scan(&waiting).Error
	})
	if err != nil {
		return fmt.Errorf("find unsigned credentials: %w", err)
	}
	var faults []error
	for _, one := range waiting {
		faults = append(faults, s.SignCredential(ctx, one))
	}
	return errors.Join(faults...)
}
