package hooks

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/sha256"
	"errors"
	"fmt"

	"laurel/internal/id"
)

// Sealer keeps shared secrets unreadable in the database and its backups: AES-256-GCM under a key derived from the
// installation's secret for one purpose, bound to the owner so that rows cannot be swapped.
type Sealer struct {
	Secret  []byte // the installation's, at least 32 bytes
	Purpose string // "laurel/webhooks/endpoint-secrets/1"
}

func (s Sealer) aead() (cipher.AEAD, error) {
	if len(s.Secret) < 32 {
		return nil, errors.New("the installation's secret has fewer than 32 bytes")
	}
	key, err := hkdf.Key(sha256.New, s.Secret, nil, s.Purpose, 32)
	if err != nil {
		return nil, fmt.Errorf("derive the sealing key: %w", err)
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, fmt.Errorf("make the sealing cipher: %w", err)
	}
	return cipher.NewGCM(block)
}

// Seal gives what may be stored.
func (s Sealer) Seal(ownerID string, secret Secret) ([]byte, error) {
	aead, err := s.aead()
	if err != nil {
		return nil, err
	}
	nonce := id.Bytes(aead.NonceSize())
	return aead.Seal(nonce, nonce, secret, []byte(ownerID)), nil
}

// Open gives back what Seal sealed for the same owner.
func (s Sealer) Open(ownerID string, sealed []byte) (Secret, error) {
	aead, err := s.aead()
	if err != nil {
		return nil, err
	}
	n := aead.NonceSize()
	if len(sealed) < n {
		return nil, fmt.Errorf("the sealed secret of %s is cut short", ownerID)
	}
	secret, err := aead.Open(nil, sealed[:n], sealed[n:], []byte(ownerID))
	if err != nil {
		return nil, fmt.Errorf("open the secret of %s (was LAUREL_SECRET changed?): %w", ownerID, err)
	}
	return secret, nil
}
