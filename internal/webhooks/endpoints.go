package webhooks

import (
	"context"
	"encoding/json"
	"fmt"

	"gorm.io/gorm"

	"laurel/internal/audit"
	"laurel/internal/hooks"
	"laurel/internal/id"
	"laurel/internal/outbox"
	"laurel/internal/store"
)

// Shown is an endpoint just made or rotated, with the secret that is shown this once.
type Shown struct {
	Endpoint Endpoint
	Secret   string
}

// Create adds an endpoint. A repeat under the same idempotency key is refused, because the secret is not kept readable.
func (s *Service) Create(ctx context.Context, in EndpointInput) (Shown, error) {
	url, err := in.check(s.guard)
	if err != nil {
		return Shown{}, err
	}
	return outbox.OnceSecret(ctx, s.db, func(tx *gorm.DB) (Shown, string, error) {
		var count int64
		if err := tx.Raw("select count(*) from webhook_endpoints where state <> ?", Deleted).Scan(&count).Error; err != nil {
			return Shown{}, "", err
		}
		if count >= mostEndpoints {
			return Shown{}, "", ErrEndpointsFull
		}
		now, secret := s.db.Now(), hooks.NewSecret()
		e := Endpoint{ID: id.New("whe"), URL: url, Description: in.Description, Types: in.Types, State: Active, CreatedAt: now, UpdatedAt: now}
		sealed, err := s.sealer.Seal(e.ID, secret)
		if err != nil {
			return Shown{}, "", err
		}
		types, err := json.Marshal(e.Types)
		if err != nil {
			return Shown{}, "", err
		}
		err = tx.Exec(`insert into webhook_endpoints (id, url, description, types, state, disabled_reason, secret_sealed, created_at, updated_at)
			values (?, ?, ?, ?, ?, '', ?, ?, ?)`, e.ID, e.URL, e.Description, string(types), e.State, sealed, now, now).Error
		if err != nil {
			return Shown{}, "", fmt.Errorf("keep the endpoint: %w", err)
		}
		err = audit.Append(ctx, tx, now, audit.Entry{Action: "webhook_endpoint.created", Subject: e.ID, Detail: map[string]any{"url": e.URL, "types": e.Types}})
		return Shown{Endpoint: e, Secret: secret.Text()}, e.ID, err
	})
}

// Endpoints lists up to limit endpoints after the id, oldest first.
func (s *Service) Endpoints(ctx context.Context, after string, limit int) ([]Endpoint, error) {
	var list []Endpoint
	err := s.db.Read(ctx, func(tx *gorm.DB) (err error) {
		list, err = gorm.G[Endpoint](tx).Table("webhook_endpoints").Where("state <> ? and id > ?", Deleted, after).Order("id").Limit(limit).Find(ctx)
		return err
	})
	return list, err
}

// Endpoint finds one, or ErrNoEndpoint.
func (s *Service) Endpoint(ctx context.Context, endpointID string) (Endpoint, error) {
	var e Endpoint
	err := s.db.Read(ctx, func(tx *gorm.DB) (err error) {
		e, err = endpointOf(ctx, tx, endpointID)
		return err
	})
	return e, err
}

func endpointOf(ctx context.Context, tx *gorm.DB, endpointID string) (Endpoint, error) {
	e, err := gorm.G[Endpoint](tx).Table("webhook_endpoints").Where("id = ? and state <> ?", endpointID, Deleted).Take(ctx)
	return e, store.Found(err, ErrNoEndpoint)
}

// Change alters what the change names. Switching on forgets past failures; switching off ends what still waits.
func (s *Service) Change(ctx context.Context, endpointID string, change EndpointChange) (Endpoint, error) {
	var e Endpoint
	err := s.db.Tx(ctx, func(tx *gorm.DB) error {
		if err := lock(tx, endpointID); err != nil {
			return err
		}
		now := s.db.Now()
		before, err := endpointOf(ctx, tx, endpointID)
		if err != nil {
			return err
		}
		if e, err = change.apply(before, s.guard, now); err != nil {
			return err
		}
		types, err := json.Marshal(e.Types)
		if err != nil {
			return err
		}
		err = tx.Exec("update webhook_endpoints set url = ?, description = ?, types = ?, state = ?, disabled_reason = ?, failing_since = ?, updated_at = ? where id = ?",
			e.URL, e.Description, string(types), e.State, e.DisabledReason, e.FailingSince, now, e.ID).Error
		if err != nil {
			return fmt.Errorf("keep the endpoint: %w", err)
		}
		if e.State != Active {
			if err := giveUp(tx, e.ID); err != nil {
				return err
			}
		}
		return audit.Append(ctx, tx, now, audit.Entry{Action: "webhook_endpoint.changed", Subject: e.ID, Detail: map[string]any{"url": e.URL, "types": e.Types, "state": e.State}})
	})
	return e, err
}

// lock holds the endpoint's row until the transaction ends.
func lock(tx *gorm.DB, endpointID string) error {
	return tx.Exec("update webhook_endpoints set updated_at = updated_at where id = ?", endpointID).Error
}

// Delete ends an endpoint: its secrets are wiped and what waits is given up; the history of its deliveries stays.
func (s *Service) Delete(ctx context.Context, endpointID string) error {
	return s.db.Tx(ctx, func(tx *gorm.DB) error {
		now := s.db.Now()
		r := tx.Exec(`update webhook_endpoints set state = ?, secret_sealed = ?, previous_sealed = null, previous_until = null, updated_at = ?
			where id = ? and state <> ?`, Deleted, []byte{}, now, endpointID, Deleted)
		if r.Error != nil {
			return r.Error
		}
		if r.RowsAffected == 0 {
			return ErrNoEndpoint
		}
		if err := giveUp(tx, endpointID); err != nil {
			return err
		}
		return audit.Append(ctx, tx, now, audit.Entry{Action: "webhook_endpoint.deleted", Subject: endpointID})
	})
}
