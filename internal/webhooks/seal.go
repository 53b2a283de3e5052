package webhooks

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/sha256"
	"errors"
	"fmt"

	"laurel/internal/id"
)

// sealer keeps endpoint secrets unreadable in the database and its backups: AES-256-GCM under a key derived from the
// installation's secret, bound to the endpoint so that rows cannot be swapped.
type sealer []byte

func (s sealer) aead() (cipher.AEAD, error) {
	if len(s) < 32 {
		return nil, errors.New("the installation's secret has fewer than 32 bytes")
	}
	key, err := hkdf.Key(sha256.New, s, nil, "laurel/webhooks/endpoint-secrets/1", 32)
	if err != nil {
		return nil, fmt.Errorf("derive the sealing key: %w", err)
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, fmt.Errorf("make the sealing cipher: %w", err)
	}
	return cipher.NewGCM(block)
}

func (s sealer) seal(endpointID string, secret Secret) ([]byte, error) {
	aead, err := s.aead()
	if err != nil {
		return nil, err
	}
	nonce := id.Bytes(aead.NonceSize())
	return aead.Seal(nonce, nonce, secret, []byte(endpointID)), nil
}

func (s sealer) open(endpointID string, sealed []byte) (Secret, error) {
	aead, err := s.aead()
	if err != nil {
		return nil, err
	}
	n := aead.NonceSize()
	if len(sealed) < n {
		return nil, fmt.Errorf("the sealed secret of endpoint %s is cut short", endpointID)
	}
	secret, err := aead.Open(nil, sealed[:n], sealed[n:], []byte(endpointID))
	if err != nil {
		return nil, fmt.Errorf("open the secret of endpoint %s (was LAUREL_SECRET changed?): %w", endpointID, err)
	}
	return secret, nil
}
