package badges

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"fmt"
	"time"

	"laurel/badges/openbadge"
)

// issuer is the one vendor of an installation.
type issuer struct {
	Slug string
	DID  string
	Name string
	URL  string
	base string
}

func (i issuer) credentialURL(id string) string { return i.base + "/credentials/" + id }
func (i issuer) listURL(id string) string       { return i.base + "/status/" + id }

// signingKey is a key at rest. Method is its full name in credentials; it carries the month, never the key itself.
type signingKey struct {
	Method    string
	Issuer    string
	Kind      string
	Public    string
	Sealed    string
	CreatedAt time.Time
	RetiredAt *time.Time
}

const (
	kindEd25519 = "ed25519"
	kindRSA     = "rsa"
	rsaBits     = 2048
)

// methodName dates a key; n tells apart those of one kind and month.
func methodName(kind string, at time.Time, n int) string {
	word := "key"
	if kind == kindRSA {
		word = "rsa"
	}
	name := "#" + word + "-" + at.UTC().Format("2006-01")
	if n > 1 {
		name += fmt.Sprintf("-%d", n)
	}
	return name
}

// makeKey draws a new key of a kind: public and private half.
func makeKey(kind string) (public, private []byte, err error) {
	if kind == kindEd25519 {
		pub, priv, err := ed25519.GenerateKey(rand.Reader)
		if err != nil {
			return nil, nil, fmt.Errorf("badges: making a key: %w", err)
		}
		return pub, priv.Seed(), nil
	}
	key, err := rsa.GenerateKey(rand.Reader, rsaBits)
	if err != nil {
		return nil, nil, fmt.Errorf("badges: making a key: %w", err)
	}
	return x509.MarshalPKCS1PublicKey(&key.PublicKey), x509.MarshalPKCS1PrivateKey(key), nil
}

// document publishes every key there ever was, retired ones too: they sign nothing any more and verify for good.
func document(did string, keys []signingKey) (*openbadge.Document, error) {
	doc := openbadge.NewDocument(did)
	for _, k := range keys {
		public, err := base64.StdEncoding.DecodeString(k.Public)
		if err != nil {
			return nil, fmt.Errorf("badges: public key of %s: %w", k.Method, err)
		}
		if k.Kind == kindEd25519 {
			doc.AddEd25519(k.Method, ed25519.PublicKey(public))
			continue
		}
		key, err := x509.ParsePKCS1PublicKey(public)
		if err != nil {
			return nil, fmt.Errorf("badges: public key of %s: %w", k.Method, err)
		}
		doc.AddRSA(k.Method, key)
	}
	return doc, nil
}
