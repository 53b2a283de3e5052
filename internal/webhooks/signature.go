package webhooks

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"strconv"
	"strings"
	"time"
)

// secretPrefix marks a symmetric secret in Standard Webhooks 1.0.0; what follows is the key in base64.
const secretPrefix = "whsec_"

// Secret is the key of one endpoint. It prints as nothing, so that it cannot reach a log by accident.
type Secret []byte

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
