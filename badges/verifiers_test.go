package badges_test

import (
	"encoding/base64"
	"strings"
	"testing"

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
