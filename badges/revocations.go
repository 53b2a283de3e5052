package badges

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"gorm.io/gorm"

	"laurel/badges/openbadge"
	"laurel/internal/audit"
	"laurel/internal/outbox"
)

// Revoke is final. Bit, signed list, row, audit and fact are one transaction, so page, list and API never disagree; the
// evidence it stood on earns nothing any more. Again gives the same answer and changes nothing.
func (s *Service) Revoke(ctx context.Context, credentialID, reason string) (Credential, error) {
	return s.revoke(ctx, credentialID, reason, s.condemn)
}

// revoke revokes a credential and does what else follows for what it stood on.
func (s *Service) revoke(ctx context.Context, credentialID, reason string, follows func(*gorm.DB, Credential, time.Time) error) (Credential, error) {
	reason = strings.TrimSpace(reason)
	if n := utf8.RuneCountInString(reason); n < 3 || n > 500 || !openbadge.Clean(reason) {
		return Credential{}, ErrReason
	}
	var revoked Credential
	err := s.db.Tx(ctx, func(tx *gorm.DB) error {
		if err := s.lockIssuer(tx); err != nil {
			return err
		}
		now := s.db.Now()
		r := tx.Exec("update credentials set revoked_at = ?, revoke_reason = ?, version = version + 1 where id = ? and revoked_at is null and signed_at is not null", now, reason, credentialID)
		if r.Error != nil {
			return fmt.Errorf("revoke a credential: %w", r.Error)
		}
		var rows []Credential
		if err := tx.Raw("select * from credentials where id = ? and signed_at is not null", credentialID).Scan(&rows).Error; err != nil {
			return fmt.Errorf("read a credential: %w", err)
		}
		if len(rows) == 0 {
			return ErrNoCredential
		}
		revoked = rows[0]
		if r.RowsAffected == 0 {
			return nil
		}
		if follows != nil {
			if err := follows(tx, revoked, now); err != nil {
				return err
			}
		}
		return s.settleRevocation(ctx, tx, revoked, now)
	})
	return revoked, err
}

// condemn lets the exams that a credential stood on earn nothing any more, whatever result follows.
func (s *Service) condemn(tx *gorm.DB, c Credential, now time.Time) error {
	for _, source := range c.Evidence {
		err := tx.Exec("update certification_evidence set voided_at = coalesce(voided_at, ?), version = ? where person_id = ? and kind = 'exam' and source = ?", now, int64(forGood), c.PersonID, source).Error
		if err != nil {
			return fmt.Errorf("void evidence: %w", err)
		}
	}
	return nil
}

func (s *Service) settleRevocation(ctx context.Context, tx *gorm.DB, c Credential, now time.Time) error {
	if err := s.signList(tx, c.ListID); err != nil {
		return err
	}
	err := audit.Append(ctx, tx, now, audit.Entry{Action: "credential.revoked", Subject: c.ID, Reason: c.RevokeReason, Detail: map[string]string{"person": c.PersonID, "certification": c.CertificationKey}})
	if err != nil {
		return err
	}
	return outbox.Append(ctx, tx, now, CredentialRevoked{
		CredentialID: c.ID, PersonID: c.PersonID, CertificationKey: c.CertificationKey, Reason: c.RevokeReason, At: now, Version: c.Version,
	})
}

// expireAtOnce bounds one transaction of the duty.
const expireAtOnce = 200

// ExpireDue tells once of each credential whose validity has ended. Nothing else changes: validity is judged by the
// moment wherever it is shown.
func (s *Service) ExpireDue(ctx context.Context) (int, error) {
	total := 0
	for {
		n := 0
		err := s.db.Tx(ctx, func(tx *gorm.DB) error {
			now := s.db.Now()
			var due []Credential
			err := tx.Raw(`update credentials set expired_noted_at = ?, version = version + 1 where id in (
					select id from credentials where valid_until <= ? and expired_noted_at is null and revoked_at is null and signed_at is not null order by valid_until limit ?)
				and expired_noted_at is null returning id, person_id, certification_key, valid_until, version`, now, now, expireAtOnce).Scan(&due).Error
			if err != nil {
				return fmt.Errorf("note expiries: %w", err)
			}
			n = len(due)
			var faults []error
			for _, c := range due {
				faults = append(faults, outbox.Append(ctx, tx, now, CredentialExpired{
					CredentialID: c.ID, PersonID: c.PersonID, CertificationKey: c.CertificationKey, At: c.ValidUntil.UTC(), Version: c.Version,
				}))
			}
			return errors.Join(faults...)
		})
		if err != nil {
			return total, err
		}
		total += n
		if n < expireAtOnce {
			return total, nil
		}
	}
}
