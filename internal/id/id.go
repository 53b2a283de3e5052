// Package id makes names for rows, and secrets that cannot be guessed.
package id

import (
	"crypto/rand"
	"encoding/base32"
	"encoding/base64"
	"strings"

	"github.com/google/uuid"
)

// lower-case base32hex keeps the order of the bytes, so ids sort by the time they were made.
var ordered = base32.HexEncoding.WithPadding(base32.NoPadding)

// Crockford is the alphabet for codes that people type: no I, L, O, U.
const Crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

// New names a row: "att_" and 26 characters of a time-ordered UUID. It is a name, never a secret.
func New(prefix string) string {
	u := uuid.Must(uuid.NewV7())
	return prefix + "_" + strings.ToLower(ordered.EncodeToString(u[:]))
}

// Token is 256 random bits, 43 characters safe in URLs.
func Token() string {
	return base64.RawURLEncoding.EncodeToString(Bytes(32))
}

// Code is n random characters of the Crockford alphabet, five bits each.
func Code(n int) string {
	out := Bytes(n)
	for i, b := range out {
		out[i] = Crockford[b&31]
	}
	return string(out)
}

// Bytes is n bytes from the system's secure source, which never fails.
func Bytes(n int) []byte {
	b := make([]byte, n)
	_, _ = rand.Read(b) // crypto/rand.Read is documented never to return an error
	return b
}
