package badges

import (
	"crypto/ed25519"
	"crypto/x509"
	"fmt"

	"gorm.io/gorm"

	"laurel/badges/openbadge"
)

// currentMethods are the names of the keys that sign now.
func (s *Service) currentMethods(tx *gorm.DB) (proof, token string, err error) {
	var keys []signingKey
	if err := tx.Raw("select method, kind from issuer_keys where issuer = ? and retired_at is null", s.issuer.Slug).Scan(&keys).Error; err != nil {
		return "", "", fmt.Errorf("read signing keys: %w", err)
	}
	for _, k := range keys {
		if k.Kind == kindEd25519 {
			proof = k.Method
			continue
		}
		token = k.Method
	}
	if proof == "" || token == "" {
		return "", "", fmt.Errorf("badges: the issuer has no signing keys")
	}
	return proof, token, nil
}

// private opens one key.
func (s *Service) private(tx *gorm.DB, method string) ([]byte, error) {
	var sealed string
	if err := tx.Raw("select sealed from issuer_keys where method = ?", method).Scan(&sealed).Error; err != nil {
		return nil, fmt.Errorf("read a signing key: %w", err)
	}
	return s.seal.open(method, sealed)
}

// proofSigner and tokenSigner open a key once: the key of a name never changes, retired or not. Which name signs now is asked each
// time.
func (s *Service) proofSigner(tx *gorm.DB, method string) (openbadge.Signer, error) {
	if known, ok := s.opened.Load(method); ok {
		return known.(openbadge.Signer), nil
	}
	seed, err := s.private(tx, method)
	if err != nil {
		return openbadge.Signer{}, err
	}
	if len(seed) != ed25519.SeedSize {
		return openbadge.Signer{}, ErrSecret
	}
	signer := openbadge.Signer{Rules: s.rules, Method: method, Key: ed25519.NewKeyFromSeed(seed)}
	s.opened.Store(method, signer)
	return signer, nil
}

func (s *Service) tokenSigner(tx *gorm.DB, method string) (openbadge.JWTSigner, error) {
	if known, ok := s.opened.Load(method); ok {
		return known.(openbadge.JWTSigner), nil
	}
	raw, err := s.private(tx, method)
	if err != nil {
		return openbadge.JWTSigner{}, err
	}
	key, err := x509.ParsePKCS1PrivateKey(raw)
	if err != nil {
		return openbadge.JWTSigner{}, ErrSecret
	}
	signer := openbadge.JWTSigner{Method: method, Key: key}
	s.opened.Store(method, signer)
	return signer, nil
}

// Sign makes a JWS of each message with the issuer's current key, for receipts and statements of other parts of the product, inside
// their transaction. It is the Ed25519 key: an exam that ends for hundreds at once waits for their receipts, and RSA takes fifty
// times as long. Its type keeps it apart from credentials. It fails before Setup.
func (s *Service) Sign(tx *gorm.DB, messages ...[]byte) ([]string, error) {
	method, _, err := s.currentMethods(tx)
	if err != nil {
		return nil, err
	}
	signer, err := s.proofSigner(tx, method)
	if err != nil {
		return nil, err
	}
	signed := make([]string, len(messages))
	for i, message := range messages {
		if signed[i], err = signer.SignMessage(message); err != nil {
			return nil, err
		}
	}
	return signed, nil
}
