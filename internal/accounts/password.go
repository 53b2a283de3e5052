package accounts

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"strings"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"
	"golang.org/x/text/unicode/norm"

	"laurel/internal/fault"
)

// Length counts code points, so that a passphrase in any script is judged
// alike. Nothing is cut off: every character of a password counts.
const (
	passwordShortest      = 12
	passwordShortestStaff = 15
	passwordLongest       = 128
)

// The argon2id cost: 19 MiB and two passes, about 25 ms on one core.
const (
	argonMemory  = 19 * 1024
	argonPasses  = 2
	argonThreads = 1
	argonSalt    = 16
	argonKey     = 32
)

// candidatePassword is what somebody wants to use, with what is known about them:
// their own name or address is the first thing a guesser tries.
type candidatePassword struct {
	Password string
	Staff    bool
	About    []string
}

// normalPassword makes the composed and the decomposed form of a character the same password.
func normalPassword(password string) string { return norm.NFC.String(password) }

// judge returns the first rule that the password breaks, as a field fault without the value.
func (c candidatePassword) judge() error {
	password := normalPassword(c.Password)
	least := passwordShortest
	if c.Staff {
		least = passwordShortestStaff
	}
	switch length := utf8.RuneCountInString(password); {
	case length < least:
		return weak("too_short", fmt.Sprintf("Use at least %d characters.", least))
	case length > passwordLongest:
		return weak("too_long", fmt.Sprintf("Use at most %d characters.", passwordLongest))
	case strings.ContainsRune(password, 0):
		return weak("not_allowed", "The password contains a character that cannot be used.")
	case commonPassword(password):
		return weak("too_common", "This password is among the first that a guesser tries.")
	case aboutYou(password, c.About):
		return weak("too_personal", "The password is made of a name or address that others know.")
	}
	return nil
}

func weak(code, detail string) error {
	return ErrWeakPassword.With(fault.Field{Field: "password", Code: code, Detail: detail})
}

// hashPassword returns the PHC string `$argon2id$v=19$m=…,t=…,p=…$salt$key`.
func hashPassword(password string) (string, error) {
	salt := make([]byte, argonSalt)
	if _, err := rand.Read(salt); err != nil {
		return "", fmt.Errorf("salt a password: %w", err)
	}
	key := argon2.IDKey([]byte(normalPassword(password)), salt, argonPasses, argonMemory, argonThreads, argonKey)
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, argonMemory, argonPasses, argonThreads,
		base64.RawStdEncoding.EncodeToString(salt), base64.RawStdEncoding.EncodeToString(key)), nil
}

// passwordMatches recomputes with the cost written in the hash, so that older hashes stay
// valid when the cost rises. An unreadable hash matches nothing.
func passwordMatches(password, hash string) bool {
	parts := strings.Split(hash, "$")
	if len(parts) != 6 || parts[1] != "argon2id" {
		return false
	}
	var version int
	var memory, passes uint32
	var threads uint8
	if _, err := fmt.Sscanf(parts[2], "v=%d", &version); err != nil || version != argon2.Version {
		return false
	}
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &memory, &passes, &threads); err != nil {
		return false
	}
	salt, err := base64.RawStdEncoding.DecodeString(parts[4])
	if err != nil {
		return false
	}
	key, err := base64.RawStdEncoding.DecodeString(parts[5])
	if err != nil || len(key) == 0 || !affordable(memory, passes, threads) {
		return false
	}
	again := argon2.IDKey([]byte(normalPassword(password)), salt, passes, memory, threads, uint32(len(key))) //nolint:gosec // the key is 32 bytes long
	return subtle.ConstantTimeCompare(again, key) == 1
}

// affordable refuses a hash whose cost would hold the process up or panic in the library.
func affordable(memory, passes uint32, threads uint8) bool {
	return memory >= 8 && memory <= 256*1024 && passes >= 1 && passes <= 16 && threads >= 1 && threads <= 16
}
