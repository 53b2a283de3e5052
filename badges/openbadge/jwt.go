package openbadge

import (
	"crypto"
	"crypto/ed25519"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strings"
	"time"
)

// JWTSigner makes the second form of a credential: RS256 over the same members without the embedded proof, because
// iss, sub, nbf and exp are terms of the credentials context and would change what that proof covers.
type JWTSigner struct {
	Method string
	Key    *rsa.PrivateKey
}

// header is alg, kid and typ and nothing else, as the specification wants it.
type header struct {
	Alg string `json:"alg"`
	Kid string `json:"kid"`
	Typ string `json:"typ"`
}

type claims struct {
	Credential
	Iss string `json:"iss"`
	Sub string `json:"sub"`
	Jti string `json:"jti"`
	Nbf int64  `json:"nbf"`
	Exp int64  `json:"exp,omitempty"`
}

// Sign makes the compact form; PKCS #1 v1.5 is deterministic, so a repeat gives the same text.
func (s JWTSigner) Sign(content []byte) (string, error) {
	credential, err := Read(content)
	if err != nil {
		return "", err
	}
	credential.Proof = nil
	payload := claims{
		Credential: credential, Iss: credential.Issuer.ID, Sub: credential.Subject.ID, Jti: credential.ID,
	}
	if payload.Nbf, err = seconds(credential.ValidFrom); err != nil {
		return "", err
	}
	if credential.ValidUntil != "" {
		if payload.Exp, err = seconds(credential.ValidUntil); err != nil {
			return "", err
		}
	}
	head, err := Write(header{Alg: "RS256", Kid: s.Method, Typ: "JWT"})
	if err != nil {
		return "", err
	}
	body, err := Write(payload)
	if err != nil {
		return "", err
	}
	return s.compact(head, body)
}

func seconds(instant string) (int64, error) {
	at, err := time.Parse(time.RFC3339, instant)
	if err != nil {
		return 0, fmt.Errorf("openbadge: %q is not an instant: %w", instant, err)
	}
	return at.Unix(), nil
}

// token is a JWT taken apart, not yet believed.
type token struct {
	head      map[string]any
	payload   map[string]any
	signed    string
	signature []byte
}

func splitToken(text string) (token, error) {
	parts := strings.Split(strings.TrimSpace(text), ".")
	if len(parts) != 3 {
		return token{}, ErrUnreadable
	}
	raw := make([][]byte, 3)
	for i, part := range parts {
		decoded, err := base64.RawURLEncoding.Strict().DecodeString(part)
		if err != nil {
			return token{}, ErrUnreadable
		}
		raw[i] = decoded
	}
	head, err := parse(raw[0])
	if err != nil {
		return token{}, err
	}
	payload, err := parse(raw[1])
	if err != nil {
		return token{}, err
	}
	return token{head: head, payload: payload, signed: parts[0] + "." + parts[1], signature: raw[2]}, nil
}

// checkToken takes the key from the issuer's document alone. A key, an address of a key or a certificate inside the
// header is a reason to refuse, and RS256 is the only algorithm.
func checkToken(t token, issuer *Document) error {
	for name := range t.head {
		if name != "alg" && name != "kid" && name != "typ" {
			return fmt.Errorf("%w: header %q is not allowed", ErrSignature, name)
		}
	}
	if typ := t.head["typ"]; typ != nil && typ != "JWT" {
		return fmt.Errorf("%w: not a credential's token", ErrSignature)
	}
	if t.head["alg"] != "RS256" {
		return fmt.Errorf("%w: algorithm is not RS256", ErrSignature)
	}
	kid, _ := t.head["kid"].(string)
	method, err := issuer.authorised(kid)
	if err != nil {
		return err
	}
	if method.Type != jsonWebKeyType {
		return ErrKey
	}
	key, err := DecodeJWK(method.PublicKeyJwk)
	if err != nil {
		return err
	}
	digest := sha256.Sum256([]byte(t.signed))
	if err := rsa.VerifyPKCS1v15(key, crypto.SHA256, digest[:], t.signature); err != nil {
		return ErrSignature
	}
	return agree(t.payload)
}

// agree refuses a token whose registered claims say something else than the credential inside.
func agree(payload map[string]any) error {
	text, err := json.Marshal(payload)
	if err != nil {
		return ErrUnreadable
	}
	var c claims
	if err := json.Unmarshal(text, &c); err != nil {
		return fmt.Errorf("%w: %w", ErrUnreadable, err)
	}
	from, err := seconds(c.ValidFrom)
	if err != nil {
		return err
	}
	var until int64
	if c.ValidUntil != "" {
		if until, err = seconds(c.ValidUntil); err != nil {
			return err
		}
	}
	if c.Iss != c.Issuer.ID || c.Sub != c.Subject.ID || c.Jti != c.ID || c.Nbf != from || c.Exp != until {
		return fmt.Errorf("%w: the token's claims and the credential disagree", ErrSignature)
	}
	return nil
}

func (s JWTSigner) compact(head, body []byte) (string, error) {
	signed := unsigned(head, body)
	digest := sha256.Sum256([]byte(signed))
	signature, err := rsa.SignPKCS1v15(nil, s.Key, crypto.SHA256, digest[:])
	if err != nil {
		return "", fmt.Errorf("openbadge: signing a token: %w", err)
	}
	return signed + "." + base64.RawURLEncoding.EncodeToString(signature), nil
}

// SignMessage makes a compact JWS of any message (RFC 8037). Its type is not a credential's, so neither can pass for the other, and
// a proof covers two hashes and never such a text.
func (s Signer) SignMessage(message []byte) (string, error) {
	head, err := Write(header{Alg: "EdDSA", Kid: s.Method, Typ: "laurel-statement"})
	if err != nil {
		return "", err
	}
	signed := unsigned(head, message)
	return signed + "." + base64.RawURLEncoding.EncodeToString(ed25519.Sign(s.Key, []byte(signed))), nil
}

func unsigned(head, body []byte) string {
	return base64.RawURLEncoding.EncodeToString(head) + "." + base64.RawURLEncoding.EncodeToString(body)
}
