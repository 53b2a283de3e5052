package openbadge

import (
	"crypto/ed25519"
	"crypto/rsa"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"math/big"
)

// StatementType is the JWS type of signed statements; no credential carries it.
const StatementType = "laurel-statement+jws"

// SignStatement makes a compact JWS (EdDSA over Ed25519) of a message. The same message and key give the same text again.
func (s Signer) SignStatement(message []byte) (string, error) {
	head, err := Write(header{Alg: "EdDSA", Kid: s.Method, Typ: StatementType})
	if err != nil {
		return "", err
	}
	signed := base64.RawURLEncoding.EncodeToString(head) + "." + base64.RawURLEncoding.EncodeToString(message)
	return signed + "." + base64.RawURLEncoding.EncodeToString(ed25519.Sign(s.Key, []byte(signed))), nil
}

// PublicKey is a member of a JSON Web Key Set.
type PublicKey struct {
	Kty string `json:"kty"`
	Kid string `json:"kid"`
	Alg string `json:"alg"`
	Use string `json:"use"`
	Crv string `json:"crv,omitempty"`
	X   string `json:"x,omitempty"`
	N   string `json:"n,omitempty"`
	E   string `json:"e,omitempty"`
}

// KeySet is what verifiers of statements and receipts fetch.
type KeySet struct {
	Keys []PublicKey `json:"keys"`
}

// AddEd25519 publishes a key under its name.
func (k *KeySet) AddEd25519(method string, key ed25519.PublicKey) {
	k.Keys = append(k.Keys, PublicKey{Kty: "OKP", Kid: method, Alg: "EdDSA", Use: "sig", Crv: "Ed25519", X: base64.RawURLEncoding.EncodeToString(key)})
}

// AddRSA publishes a key under its name.
func (k *KeySet) AddRSA(method string, key *rsa.PublicKey) {
	k.Keys = append(k.Keys, PublicKey{
		Kty: "RSA", Kid: method, Alg: "RS256", Use: "sig",
		N: base64.RawURLEncoding.EncodeToString(key.N.Bytes()), E: base64.RawURLEncoding.EncodeToString(big.NewInt(int64(key.E)).Bytes()),
	})
}

// ed25519 finds the key of that name.
func (k KeySet) ed25519(method string) (ed25519.PublicKey, error) {
	for _, key := range k.Keys {
		if key.Kid != method || key.Kty != "OKP" || key.Crv != "Ed25519" {
			continue
		}
		raw, err := base64.RawURLEncoding.DecodeString(key.X)
		if err != nil || len(raw) != ed25519.PublicKeySize {
			return nil, ErrKey
		}
		return raw, nil
	}
	return nil, fmt.Errorf("%w: the key set does not name %s", ErrKey, method)
}

// StatementClaims reads what a statement says of itself, before anything is believed. It fails for what is no statement.
func StatementClaims(jws string) (issuer, method string, payload []byte, err error) {
	t, err := splitToken(jws)
	if err != nil {
		return "", "", nil, err
	}
	if t.head["typ"] != StatementType {
		return "", "", nil, ErrNoProof
	}
	method, _ = t.head["kid"].(string)
	issuer, _ = t.payload["iss"].(string)
	payload, err = json.Marshal(t.payload)
	return issuer, method, payload, err
}

// VerifyStatement holds a statement against a key set: EdDSA alone, and the key from the set alone.
func VerifyStatement(jws string, keys KeySet) error {
	t, err := splitToken(jws)
	if err != nil {
		return err
	}
	for name := range t.head {
		if name != "alg" && name != "kid" && name != "typ" {
			return fmt.Errorf("%w: header %q is not allowed", ErrSignature, name)
		}
	}
	if t.head["alg"] != "EdDSA" || t.head["typ"] != StatementType {
		return fmt.Errorf("%w: not a statement signed by EdDSA", ErrSignature)
	}
	kid, _ := t.head["kid"].(string)
	key, err := keys.ed25519(kid)
	if err != nil {
		return err
	}
	if !ed25519.Verify(key, []byte(t.signed), t.signature) {
		return ErrSignature
	}
	return nil
}
