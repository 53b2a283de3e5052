package accounts

import (
	"crypto/hkdf"
	"crypto/sha256"
	"fmt"
)

// secretShortest is what the installation's secret must at least have: 256 bits.
const secretShortest = 32

// keyring holds one key per purpose, so that a token made for one purpose can never be presented for another.
type keyring struct {
	access, letters, clients []byte
}

// newKeyring derives the keys. A short or empty secret is refused: an empty HMAC key would accept tokens of anybody.
func newKeyring(secret []byte) (keyring, error) {
	if len(secret) < secretShortest {
		return keyring{}, fmt.Errorf("accounts: the installation secret has fewer than %d bytes", secretShortest)
	}
	access, err := hkdf.Key(sha256.New, secret, nil, "laurel accounts access token 1", 32)
	if err != nil {
		return keyring{}, fmt.Errorf("derive the access token key: %w", err)
	}
	letters, err := hkdf.Key(sha256.New, secret, nil, "laurel accounts letter token 1", 32)
	if err != nil {
		return keyring{}, fmt.Errorf("derive the letter token key: %w", err)
	}
	clients, err := hkdf.Key(sha256.New, secret, nil, "laurel accounts client token 1", 32)
	if err != nil {
		return keyring{}, fmt.Errorf("derive the client token key: %w", err)
	}
	return keyring{access: access, letters: letters, clients: clients}, nil
}
