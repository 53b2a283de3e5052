package badges

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"

	"laurel/internal/id"
)

// sealer closes private keys under a key derived from the installation's secret, so that the database alone signs
// nothing. The key's name is bound in, so that sealed keys cannot be swapped.
type sealer struct{ gcm cipher.AEAD }

const shortestSecret = 32

func newSealer(secret []byte) (sealer, error) {
	if len(secret) < shortestSecret {
		return sealer{}, errors.New("badges: the secret that seals signing keys needs at least 32 bytes")
	}
	key, err := hkdf.Key(sha256.New, secret, nil, "laurel signing keys v1", 32)
	if err != nil {
		return sealer{}, fmt.Errorf("badges: deriving the sealing key: %w", err)
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return sealer{}, fmt.Errorf("badges: sealing: %w", err)
	}
	gcm, err := cipher.NewGCM(block)
	if err != nil {
		return sealer{}, fmt.Errorf("badges: sealing: %w", err)
	}
	return sealer{gcm}, nil
}

func (s sealer) close(name string, private []byte) string {
	nonce := id.Bytes(s.gcm.NonceSize())
	return base64.StdEncoding.EncodeToString(s.gcm.Seal(nonce, nonce, private, []byte(name)))
}

func (s sealer) open(name, sealed string) ([]byte, error) {
	raw, err := base64.StdEncoding.DecodeString(sealed)
	if err != nil || len(raw) < s.gcm.NonceSize() {
		return nil, ErrSecret
	}
	private, err := s.gcm.Open(nil, raw[:s.gcm.NonceSize()], raw[s.gcm.NonceSize():], []byte(name))
	if err != nil {
		return nil, ErrSecret
	}
	return private, nil
}
