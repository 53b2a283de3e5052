package hooks

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"strconv"
	"strings"
	"time"

	"laurel/internal/id"
)

// secretPrefix marks a symmetric secret in Standard Webhooks 1.0.0; what follows is the key in base64.
const secretPrefix = "whsec_"

// Secret is the key that two sides share. It prints as nothing, so that it cannot reach a log by accident.
type Secret []byte

// NewSecret gives 32 bytes from the secure source.
func NewSecret() Secret { return id.Bytes(32) }

// ReadSecret reads the form that Text gives; false when it is not one.
func ReadSecret(text string) (Secret, bool) {
	text, marked := strings.CutPrefix(text, secretPrefix)
	key, err := base64.StdEncoding.DecodeString(text)
	return key, marked && err == nil && len(key) >= 24 && len(key) <= 64
}

// String hides the key.
func (Secret) String() string { return "[secret]" }

// GoString hides the key from %#v too.
func (Secret) GoString() string { return "[secret]" }

// Text is the form that is shown to the receiver, once.
func (s Secret) Text() string { return secretPrefix + base64.StdEncoding.EncodeToString(s) }

// Signature gives the value of webhook-signature: one entry for each secret, parted by spaces, so that a receiver
// that still holds the old secret accepts the message while a new one is being rolled out.
func Signature(id string, at time.Time, body []byte, secrets ...Secret) string {
	entries := make([]string, 0, len(secrets))
	for _, secret := range secrets {
		mac := hmac.New(sha256.New, secret)
		mac.Write([]byte(id + "." + strconv.FormatInt(at.Unix(), 10) + "."))
		mac.Write(body)
		entries = append(entries, "v1,"+base64.StdEncoding.EncodeToString(mac.Sum(nil)))
	}
	return strings.Join(entries, " ")
}

// tolerance is how far the clock of a sender may be off, and how long a caught message can be sent again.
const tolerance = 5 * time.Minute

// Message is what arrived: the three headers and the body as it was sent.
type Message struct {
	ID, Timestamp, Signature string
	Body                     []byte
}

// Verify refuses a message that none of the secrets signed, or that was not signed within five minutes of now. Whoever
// acts on it remembers its id, so that the same message acts once.
func Verify(m Message, now time.Time, secrets ...Secret) error {
	seconds, err := strconv.ParseInt(m.Timestamp, 10, 64)
	if err != nil || m.ID == "" || len(m.ID) > 200 || len(m.Signature) > 2000 {
		return ErrSignature
	}
	at := time.Unix(seconds, 0)
	if off := now.Sub(at); off > tolerance || off < -tolerance {
		return ErrSignature
	}
	for _, secret := range secrets {
		want := []byte(Signature(m.ID, at, m.Body, secret))
		for _, given := range strings.Fields(m.Signature) {
			if len(secret) > 0 && hmac.Equal(want, []byte(given)) {
				return nil
			}
		}
	}
	return ErrSignature
}
