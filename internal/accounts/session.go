package accounts

import (
	"crypto/sha256"
	"encoding/hex"
	"time"
)

const (
	// sessionLife ends every session, however often it is refreshed.
	sessionLife = 30 * 24 * time.Hour
	// refreshLife ends a session that nobody refreshes.
	refreshLife = 7 * 24 * time.Hour
	// refreshGrace is how long a used refresh token still works, for two tabs that refresh at once and for an answer that got lost.
	refreshGrace = 20 * time.Second
)

// Session is one sign-in of a person.
type Session struct {
	ID            string
	PersonID      string
	ByCookie      bool
	ExpiresAt     time.Time
	EndedAt       *time.Time
	RightsVersion int64
}

// refreshToken is a presented token with what is known of it.
type refreshToken struct {
	Session
	TokenExpiresAt time.Time
	UsedAt         *time.Time
	PersonState    string
}

// verdict on a refresh token.
type verdict int

const (
	refuse verdict = iota
	rotate
	reused
)

// judge says what a presented token earns. A second use after the grace means that two hold the token: nobody knows
// which of them is the thief, so the session ends.
func (r refreshToken) judge(now time.Time) verdict {
	switch {
	case r.EndedAt != nil, !r.ExpiresAt.After(now), !r.TokenExpiresAt.After(now), r.PersonState != Active:
		return refuse
	case r.UsedAt != nil && now.Sub(*r.UsedAt) > refreshGrace:
		return reused
	}
	return rotate
}

// Grant is what a sign-in gives: shown once, kept nowhere.
type Grant struct {
	AccessToken    string
	ExpiresAt      time.Time
	RefreshToken   string
	RefreshExpires time.Time
	ByCookie       bool
	Person         Person
}

// digest is how secrets of 256 random bits are kept: no salt is needed, and they are found by it.
func digest(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}
