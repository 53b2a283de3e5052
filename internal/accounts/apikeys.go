package accounts

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm"

	"laurel/internal/actor"
	"laurel/internal/audit"
	"laurel/internal/fault"
	"laurel/internal/id"
	"laurel/internal/outbox"
)

const keyColumns = "id, kind, name, prefix, scopes, created_by, created_at, expires_at, revoked_at, last_used_at"

// IssueKey makes an API key. It is shown once: a repeat of the request is told the id only.
func (s *Service) IssueKey(ctx context.Context, d KeyDraft) (Issued, error) {
	if !mayAdminister(ctx) {
		return Issued{}, ErrForbidden
	}
	name, err := normalName("name", d.Name)
	if err != nil {
		return Issued{}, err
	}
	allowed, ok := chosen(d.Scopes, scopes)
	if !ok || len(allowed) == 0 {
		return Issued{}, ErrBadScope.With(fault.Field{Field: "scopes", Code: "unknown_scope", Detail: "Give at least one scope; each must be known."})
	}
	now := s.db.Now()
	if d.ExpiresAt != nil {
		until := d.ExpiresAt.UTC().Truncate(time.Microsecond)
		if d.ExpiresAt = &until; !until.After(now) {
			return Issued{}, ErrBadExpiry.With(fault.Field{Field: "expires_at", Code: "out_of_range", Detail: "The expiry must lie in the future."})
		}
	}
	return outbox.OnceSecret(ctx, s.db, func(tx *gorm.DB) (Issued, string, error) {
		key := Issued{Secret: d.mark() + id.Token()}
		key.APIKey = APIKey{ID: id.New(d.noun()), Kind: d.kind(), Name: name, Prefix: key.Secret[:keyShown], Scopes: allowed, CreatedBy: actor.From(ctx).ID, CreatedAt: now, ExpiresAt: d.ExpiresAt}
		err := tx.Exec("insert into api_keys (id, kind, name, prefix, hash, scopes, created_by, created_at, expires_at) values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
			key.ID, key.Kind, key.Name, key.Prefix, digest(key.Secret), key.Scopes, key.CreatedBy, key.CreatedAt, key.ExpiresAt).Error
		if err != nil {
			return Issued{}, "", fmt.Errorf("keep an API key: %w", err)
		}
		return key, key.ID, audit.Append(ctx, tx, now, audit.Entry{Action: "api_key.issued", Subject: key.ID, Detail: map[string]any{"kind": key.Kind, "scopes": allowed}})
	})
}

// Keys lists API keys, revoked ones too, one more than limit.
func (s *Service) Keys(ctx context.Context, after string, limit int) ([]APIKey, error) {
	var keys []APIKey
	err := s.db.Read(ctx, func(tx *gorm.DB) error {
		keys = nil
		return tx.Raw("select "+keyColumns+" from api_keys where id > ? order by id limit ?", after, limit+1).Scan(&keys).Error
	})
	return keys, err
}

// RevokeKey ends a key at once; revoking it again changes nothing.
func (s *Service) RevokeKey(ctx context.Context, keyID string) error {
	if !mayAdminister(ctx) {
		return ErrForbidden
	}
	return s.db.Tx(ctx, func(tx *gorm.DB) error {
		key, err := only[APIKey](tx.Raw("select "+keyColumns+" from api_keys where id = ?", keyID), ErrNoKey)
		if err != nil || key.RevokedAt != nil {
			return err
		}
		now := s.db.Now()
		if err := tx.Exec("update api_keys set revoked_at = ? where id = ? and revoked_at is null", now, keyID).Error; err != nil {
			return err
		}
		return audit.Append(ctx, tx, now, audit.Entry{Action: "api_key.revoked", Subject: keyID})
	})
}
