package openbadge

import (
	"crypto/ed25519"
	"crypto/rsa"
	"encoding/base64"
	"errors"
	"fmt"
	"math/big"

	"github.com/mr-tron/base58"
)

// ErrKey refuses a key that is not what its place says.
var ErrKey = errors.New("openbadge: not a usable key")

// weakestRSA is the smallest modulus a verifier here accepts.
const weakestRSA = 2048

// EncodeMultikey writes an Ed25519 key as base58-btc behind its two-byte multicodec prefix.
func EncodeMultikey(key ed25519.PublicKey) string {
	return "z" + base58.Encode(append([]byte{0xed, 0x01}, key...))
}

// DecodeMultikey reads an Ed25519 key and no other kind.
func DecodeMultikey(text string) (ed25519.PublicKey, error) {
	if len(text) < 2 || text[0] != 'z' {
		return nil, ErrKey
	}
	raw, err := base58.Decode(text[1:])
	if err != nil || len(raw) != 2+ed25519.PublicKeySize || raw[0] != 0xed || raw[1] != 0x01 {
		return nil, ErrKey
	}
	return ed25519.PublicKey(raw[2:]), nil
}

// JWK is the public half of an RSA key.
type JWK struct {
	Kty string `json:"kty"`
	Alg string `json:"alg,omitempty"`
	Use string `json:"use,omitempty"`
	N   string `json:"n"`
	E   string `json:"e"`
}

// EncodeJWK writes the public half.
func EncodeJWK(key *rsa.PublicKey) *JWK {
	exponent := big.NewInt(int64(key.E)).Bytes()
	return &JWK{
		Kty: "RSA", Alg: "RS256", Use: "sig",
		N: base64.RawURLEncoding.EncodeToString(key.N.Bytes()),
		E: base64.RawURLEncoding.EncodeToString(exponent),
	}
}

// DecodeJWK refuses whatever is not an RSA key of at least 2048 bits.
func DecodeJWK(jwk *JWK) (*rsa.PublicKey, error) {
	if jwk == nil || jwk.Kty != "RSA" {
		return nil, ErrKey
	}
	n, err := base64.RawURLEncoding.DecodeString(jwk.N)
	if err != nil {
		return nil, fmt.Errorf("%w: modulus", ErrKey)
	}
	e, err := base64.RawURLEncoding.DecodeString(jwk.E)
	if err != nil || len(e) == 0 || len(e) > 4 {
		return nil, fmt.Errorf("%w: exponent", ErrKey)
	}
	key := &rsa.PublicKey{N: new(big.Int).SetBytes(n), E: int(new(big.Int).SetBytes(e).Int64())}
	if key.N.BitLen() < weakestRSA || key.E < 3 {
		return nil, fmt.Errorf("%w: weak", ErrKey)
	}
	return key, nil
}
