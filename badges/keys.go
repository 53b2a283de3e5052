package badges

import (
	"context"
	"encoding/base64"
	"fmt"
	"time"

	"gorm.io/gorm"

	"laurel/badges/openbadge"
	"laurel/internal/audit"
	"laurel/internal/store"
)

// Setup makes the issuer, its keys and its first status list where they are missing. Any number of processes may do it at
// once. An issuer that exists keeps its DID, whatever the base URL has become: the DID is part of every credential.
func (s *Service) Setup(ctx context.Context) error {
	if s.ready.Load() {
		return nil
	}
	err := s.db.Tx(ctx, func(tx *gorm.DB) error {
		now := s.db.Now()
		err := tx.Exec("insert into issuers (slug, did, name, url, created_at) values (?, ?, ?, ?, ?) on conflict (slug) do nothing",
			s.issuer.Slug, s.issuer.DID, s.issuer.Name, s.issuer.URL, now).Error
		if err != nil {
			return fmt.Errorf("make the issuer: %w", err)
		}
		if err := s.lockIssuer(tx); err != nil {
			return err
		}
		for _, kind := range []string{kindEd25519, kindRSA} {
			var n int64
			if err := tx.Raw("select count(*) from issuer_keys where issuer = ? and kind = ? and retired_at is null", s.issuer.Slug, kind).Scan(&n).Error; err != nil {
				return fmt.Errorf("find the issuer's keys: %w", err)
			}
			if n == 0 {
				if err := s.addKey(tx, kind); err != nil {
					return err
				}
			}
		}
		_, err = s.currentList(tx)
		return err
	})
	if err == nil {
		s.ready.Store(true) // it is never unmade
	}
	return err
}

// lockIssuer lets one transaction at a time change keys and lists of the issuer.
func (s *Service) lockIssuer(tx *gorm.DB) error {
	lock := "select slug from issuers where slug = ?"
	if store.Postgres(tx) {
		lock += " for update"
	}
	var slug string
	if err := tx.Raw(lock, s.issuer.Slug).Scan(&slug).Error; err != nil {
		return fmt.Errorf("lock the issuer: %w", err)
	}
	return nil
}

func (s *Service) addKey(tx *gorm.DB, kind string) error {
	did, err := s.did(tx)
	if err != nil {
		return err
	}
	public, private, err := makeKey(kind)
	if err != nil {
		return err
	}
	now := s.db.Now()
	for n := 1; n < 1000; n++ {
		method := did + methodName(kind, now, n)
		r := tx.Exec("insert into issuer_keys (method, issuer, kind, public, sealed, created_at) values (?, ?, ?, ?, ?, ?) on conflict (method) do nothing",
			method, s.issuer.Slug, kind, base64.StdEncoding.EncodeToString(public), s.seal.close(method, private), now)
		if r.Error != nil {
			return fmt.Errorf("keep a signing key: %w", r.Error)
		}
		if r.RowsAffected == 1 {
			return nil
		}
	}
	return fmt.Errorf("badges: no free name for a %s key", kind)
}

// RotateKeys retires the current keys and makes new ones. What the old ones signed goes on verifying.
func (s *Service) RotateKeys(ctx context.Context) error {
	if err := s.Setup(ctx); err != nil {
		return err
	}
	return s.db.Tx(ctx, func(tx *gorm.DB) error {
		if err := s.lockIssuer(tx); err != nil {
			return err
		}
		now := s.db.Now()
		if err := tx.Exec("update issuer_keys set retired_at = ? where issuer = ? and retired_at is null", now, s.issuer.Slug).Error; err != nil {
			return fmt.Errorf("retire signing keys: %w", err)
		}
		for _, kind := range []string{kindEd25519, kindRSA} {
			if err := s.addKey(tx, kind); err != nil {
				return err
			}
		}
		return audit.Append(ctx, tx, now, audit.Entry{Action: "issuer.keys_rotated", Subject: s.issuer.Slug})
	})
}

// did is the name the issuer got when it was made.
func (s *Service) did(tx *gorm.DB) (string, error) {
	var did string
	if err := tx.Raw("select did from issuers where slug = ?", s.issuer.Slug).Scan(&did).Error; err != nil {
		return "", fmt.Errorf("read the issuer: %w", err)
	}
	if did == "" {
		return "", fmt.Errorf("badges: the issuer is not set up")
	}
	return did, nil
}

func (s *Service) keys(tx *gorm.DB) ([]signingKey, error) {
	var keys []signingKey
	err := tx.Raw("select method, issuer, kind, public, created_at, retired_at from issuer_keys where issuer = ? order by created_at, method", s.issuer.Slug).Scan(&keys).Error
	if err != nil {
		return nil, fmt.Errorf("read signing keys: %w", err)
	}
	return keys, nil
}

// Key is a signing key without what is secret of it.
type Key struct {
	Method  string
	Kind    string
	MadeAt  time.Time
	Retired *time.Time
}

// String is a line for the operator.
func (k Key) String() string {
	line := k.Method + "  " + k.Kind + "  made " + k.MadeAt.UTC().Format(time.RFC3339)
	if k.Retired != nil {
		return line + "  retired " + k.Retired.UTC().Format(time.RFC3339)
	}
	return line + "  signs"
}

// Keys lists the issuer's keys, retired ones too.
func (s *Service) Keys(ctx context.Context) ([]Key, error) {
	if err := s.Setup(ctx); err != nil {
		return nil, err
	}
	var out []Key
	err := s.db.Read(ctx, func(tx *gorm.DB) error {
		keys, err := s.keys(tx)
		out = nil
		for _, k := range keys {
			out = append(out, Key{k.Method, k.Kind, k.CreatedAt, k.RetiredAt})
		}
		return err
	})
	return out, err
}

// IssuerDocument is the DID document of the issuer of that slug.
func (s *Service) IssuerDocument(ctx context.Context, slug string) (*openbadge.Document, error) {
	if slug != s.issuer.Slug {
		return nil, ErrNoCredential
	}
	if err := s.Setup(ctx); err != nil {
		return nil, err
	}
	var doc *openbadge.Document
	err := s.db.Read(ctx, func(tx *gorm.DB) error {
		var err error
		doc, err = s.issuerDocument(tx)
		return err
	})
	return doc, err
}

func (s *Service) issuerDocument(tx *gorm.DB) (*openbadge.Document, error) {
	did, err := s.did(tx)
	if err != nil {
		return nil, err
	}
	keys, err := s.keys(tx)
	if err != nil {
		return nil, err
	}
	return document(did, keys)
}
