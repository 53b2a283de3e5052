package badges_test

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"strings"
	"testing"

	"github.com/go-jose/go-jose/v4"
	"gorm.io/gorm"

	"laurel/internal/store"
	"laurel/internal/testkit"
)

// A message that was signed verifies for good, also after its key was retired; nothing else does.
func TestWhatWasSignedVerifies(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		w, credential := associate(t, db)
		var signature string
		if err := db.Tx(w.ctx, func(tx *gorm.DB) error {
			signed, err := w.Sign(tx, []byte("laurel receipt 1"))
			signature = strings.Join(signed, "")
			return err
		}); err != nil {
			t.Fatal(err)
		}
		parts := strings.Split(signature, ".")
		head, err := base64.RawURLEncoding.DecodeString(parts[0])
		if err != nil {
			t.Fatal(err)
		}
		other := base64.RawURLEncoding.EncodeToString([]byte(strings.Replace(string(head), "-20", "-19", 1)))
		for range 2 {
			for _, c := range []struct {
				message, signature string
				want               bool
			}{
				{"laurel receipt 1", signature, true},
				{"laurel receipt 2", signature, false},
				{"laurel receipt 1", "", false},
				{"laurel receipt 1", "a.b.c", false},
				{"laurel receipt 1", parts[0] + "." + base64.RawURLEncoding.EncodeToString([]byte("laurel receipt 2")) + "." + parts[2], false},
				{"laurel receipt 1", other + "." + parts[1] + "." + parts[2], false},
				{credential.ID, signature, false},
			} {
				err := db.Read(w.ctx, func(tx *gorm.DB) error {
					got, err := w.VerifyMessage(tx, []byte(c.message), c.signature)
					if got != c.want {
						t.Errorf("%q under %.60s: %t", c.message, c.signature, got)
					}
					return err
				})
				if err != nil {
					t.Fatal(err)
				}
			}
			if err := w.RotateKeys(w.ctx); err != nil {
				t.Fatal(err)
			}
		}
	})
}

// Before there were Ed25519 signatures of statements, the issuer's RSA key made them. Each kind of key speaks for its own algorithm only.
func TestWhatAnRSAKeySignedVerifies(t *testing.T) {
	t.Parallel()
	private, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	const method, message = "did:web:laurel.test#rsa-2020-01", "laurel receipt 1\natt_1"
	sign := func(algorithm jose.SignatureAlgorithm, key any, id, kind string) string {
		signer, err := jose.NewSigner(jose.SigningKey{Algorithm: algorithm, Key: jose.JSONWebKey{Key: key, KeyID: id}}, (&jose.SignerOptions{}).WithType(jose.ContentType(kind)))
		if err != nil {
			t.Fatal(err)
		}
		signed, err := signer.Sign([]byte(message))
		if err != nil {
			t.Fatal(err)
		}
		compact, err := signed.CompactSerialize()
		if err != nil {
			t.Fatal(err)
		}
		return compact
	}
	_, other, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		w, _ := associate(t, db)
		w.age(t, "insert into issuer_keys (method, issuer, kind, public, sealed, created_at, retired_at) select ?, slug, 'rsa', ?, 'gone', ?, ? from issuers",
			method, base64.StdEncoding.EncodeToString(x509.MarshalPKCS1PublicKey(&private.PublicKey)), db.Now(), db.Now())
		for name, c := range map[string]struct {
			signature, message string
			want               bool
		}{
			"as it was made":     {sign(jose.RS256, private, method, "laurel-statement"), message, true},
			"another message":    {sign(jose.RS256, private, method, "laurel-statement"), message + " ", false},
			"a credential":       {sign(jose.RS256, private, method, "JWT"), message, false},
			"an unknown key":     {sign(jose.RS256, private, method+"-2", "laurel-statement"), message, false},
			"another algorithm":  {sign(jose.RS512, private, method, "laurel-statement"), message, false},
			"another key's kind": {sign(jose.EdDSA, other, method, "laurel-statement"), message, false},
		} {
			err := db.Read(w.ctx, func(tx *gorm.DB) error {
				got, err := w.VerifyMessage(tx, []byte(c.message), c.signature)
				if got != c.want {
					t.Errorf("%s: %t", name, got)
				}
				return err
			})
			if err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}
