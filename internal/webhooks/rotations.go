package webhooks

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm"

	"laurel/internal/audit"
	"laurel/internal/hooks"
	"laurel/internal/outbox"
)

// Rotate gives the endpoint a new secret. For a day messages are signed with the old one too.
func (s *Service) Rotate(ctx context.Context, endpointID string) (Shown, error) {
	return outbox.OnceSecret(ctx, s.db, func(tx *gorm.DB) (Shown, string, error) {
		if err := lock(tx, endpointID); err != nil {
			return Shown{}, "", err
		}
		e, err := endpointOf(ctx, tx, endpointID)
		if err != nil {
			return Shown{}, "", err
		}
		now, secret := s.db.Now(), hooks.NewSecret()
		sealed, err := s.sealer.Seal(e.ID, secret)
		if err != nil {
			return Shown{}, "", err
		}
		until := now.Add(overlap)
		e.PreviousSealed, e.SecretSealed, e.PreviousUntil, e.UpdatedAt = e.SecretSealed, sealed, &until, now
		err = tx.Exec("update webhook_endpoints set secret_sealed = ?, previous_sealed = ?, previous_until = ?, updated_at = ? where id = ?",
			e.SecretSealed, e.PreviousSealed, e.PreviousUntil, now, e.ID).Error
		if err != nil {
			return Shown{}, "", fmt.Errorf("keep the new secret: %w", err)
		}
		err = audit.Append(ctx, tx, now, audit.Entry{Action: "webhook_endpoint.rotated", Subject: e.ID})
		return Shown{Endpoint: e, Secret: secret.Text()}, e.ID, err
	})
}

// secrets are those to sign with now, the new one first.
func (s *Service) secrets(e Endpoint, now time.Time) ([]hooks.Secret, error) {
	current, err := s.sealer.Open(e.ID, e.SecretSealed)
	if err != nil {
		return nil, err
	}
	if e.PreviousUntil == nil || !now.Before(*e.PreviousUntil) {
		return []hooks.Secret{current}, nil
	}
	previous, err := s.sealer.Open(e.ID, e.PreviousSealed)
	if err != nil {
		return nil, err
	}
	return []hooks.Secret{current, previous}, nil
}
