package billing

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"strings"
	"time"

	"laurel/internal/id"
)

// VoucherState is where a voucher stands.
type VoucherState string

// The states of a voucher.
const (
	Available VoucherState = "available"
	Assigned  VoucherState = "assigned"
	Redeemed  VoucherState = "redeemed"
	Expired   VoucherState = "expired"
	Void      VoucherState = "void"
)

// LowPool is the number of unassigned vouchers from which on a partner is told.
const LowPool = 5

// Voucher is the prepaid right to one attempt at one exam, owned by a partner. Its code is kept as a keyed hash; the
// sealed text is there until the pack's codes were shown once.
type Voucher struct {
	ID             string
	PackID         string
	PartnerID      string
	ExamKey        string
	CodeHash       string
	CodeSealed     []byte
	Hint           string
	State          VoucherState
	AssignedTo     string
	RegistrationID string
	ExpiresAt      time.Time
	CreatedAt      time.Time
	ChangedAt      time.Time
}

// Takes tells whether this person may use the voucher for this exam at this moment.
func (v Voucher) Takes(person, examKey string, at time.Time) bool {
	if v.ExamKey != examKey || !at.Before(v.ExpiresAt) {
		return false
	}
	return v.State == Available || (v.State == Assigned && v.AssignedTo == person)
}

// codeLength in Crockford characters of five bits: 100 bits, out of reach of guessing.
const codeLength = 20

// newCode is a code as people read it: four groups of five.
func newCode() string {
	c := id.Code(codeLength)
	return c[0:5] + "-" + c[5:10] + "-" + c[10:15] + "-" + c[15:20]
}

// plainCode undoes what people do to codes when they type them; empty for what cannot be one.
func plainCode(typed string) string {
	if len(typed) > 100 {
		return ""
	}
	code := strings.NewReplacer("-", "", " ", "", "O", "0", "I", "1", "L", "1").Replace(strings.ToUpper(strings.TrimSpace(typed)))
	if len(code) != codeLength || strings.Trim(code, id.Crockford) != "" {
		return ""
	}
	return code
}

// keys are derived from the secret of the installation, one for each use.
type keys struct{ hash, seal, link []byte }

func deriveKeys(secret []byte) (keys, error) {
	if len(secret) < 32 {
		return keys{}, errors.New("billing needs a secret of at least 32 bytes")
	}
	var k keys
	for _, d := range []struct {
		use string
		key *[]byte
	}{{"voucher hash", &k.hash}, {"voucher seal", &k.seal}, {"pay link", &k.link}} {
		b, err := hkdf.Key(sha256.New, secret, nil, "laurel billing "+d.use, 32)
		if err != nil {
			return keys{}, err
		}
		*d.key = b
	}
	return k, nil
}

func (k keys) codeHash(code string) string { return hex.EncodeToString(mac(k.hash, plainCode(code))) }

// linkKey opens the payment page of one order to whoever was given the link.
func (k keys) linkKey(orderID string) string { return hex.EncodeToString(mac(k.link, orderID)[:20]) }

func (k keys) opens(orderID, key string) bool {
	return hmac.Equal([]byte(k.linkKey(orderID)), []byte(key))
}

// sealCode binds the cipher text to the voucher, so that it cannot be moved to another row.
func (k keys) sealCode(voucherID, code string) ([]byte, error) {
	aead, err := k.aead()
	if err != nil {
		return nil, err
	}
	nonce := make([]byte, aead.NonceSize())
	_, _ = rand.Read(nonce) // documented never to return an error
	return aead.Seal(nonce, nonce, []byte(code), []byte(voucherID)), nil
}

func (k keys) openCode(voucherID string, sealed []byte) (string, error) {
	aead, err := k.aead()
	if err != nil {
		return "", err
	}
	if len(sealed) < aead.NonceSize() {
		return "", errors.New("sealed voucher code is too short")
	}
	plain, err := aead.Open(nil, sealed[:aead.NonceSize()], sealed[aead.NonceSize():], []byte(voucherID))
	return string(plain), err
}

func (k keys) aead() (cipher.AEAD, error) {
	block, err := aes.NewCipher(k.seal)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(block)
}

func mac(key []byte, text string) []byte {
	h := hmac.New(sha256.New, key)
	h.Write([]byte(text))
	return h.Sum(nil)
}
