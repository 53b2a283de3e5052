package badges

import (
	"context"
	"crypto/ed25519"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strings"

	"gorm.io/gorm"

	"laurel/badges/openbadge"
)

// SignStatement signs a message of another part of the product with the issuer's current Ed25519 key, inside its
// transaction. It fails before Setup.
func (s *Service) SignStatement(tx *gorm.DB, message []byte) (string, error) {
	method, _, err := s.currentMethods(tx)
	if err != nil {
		return "", err
	}
	signer, err := s.proofSigner(tx, method)
	if err != nil {
		return "", err
	}
	return signer.SignStatement(message)
}

// KeySet is every key there ever was: what a retired one signed goes on verifying.
func (s *Service) KeySet(ctx context.Context) (openbadge.KeySet, error) {
	set := openbadge.KeySet{Keys: []openbadge.PublicKey{}}
	if err := s.Setup(ctx); err != nil {
		return set, err
	}
	var keys []signingKey
	err := s.db.Read(ctx, func(tx *gorm.DB) (err error) {
		keys, err = s.keys(tx)
		return err
	})
	if err != nil {
		return set, err
	}
	for _, k := range keys {
		public, err := base64.StdEncoding.DecodeString(k.Public)
		if err != nil {
			return set, fmt.Errorf("badges: public key of %s: %w", k.Method, err)
		}
		if k.Kind == kindEd25519 {
			set.AddEd25519(k.Method, ed25519.PublicKey(public))
			continue
		}
		key, err := x509.ParsePKCS1PublicKey(public)
		if err != nil {
			return set, fmt.Errorf("badges: public key of %s: %w", k.Method, err)
		}
		set.AddRSA(k.Method, key)
	}
	return set, nil
}

// Statement is a signed statement out of a file, not yet believed.
type Statement struct {
	JWS, Issuer, Method string
	Payload             []byte
}

// ReadStatement finds a statement in a file: the JWS alone, or the answer of the API that carries it. It is false for
// everything else, credentials among it.
func ReadStatement(file []byte) (Statement, bool) {
	text := strings.TrimSpace(string(file))
	var answer struct {
		JWS string `json:"jws"`
	}
	if json.Unmarshal(file, &answer) == nil && answer.JWS != "" {
		text = answer.JWS
	}
	issuer, method, payload, err := openbadge.StatementClaims(text)
	return Statement{text, issuer, method, payload}, err == nil
}

// Verify holds the statement against a key set as it is published at /.well-known/jwks.json.
func (s Statement) Verify(keySet []byte) error {
	var keys openbadge.KeySet
	if err := json.Unmarshal(keySet, &keys); err != nil {
		return fmt.Errorf("the key set cannot be read: %w", err)
	}
	return openbadge.VerifyStatement(s.JWS, keys)
}
