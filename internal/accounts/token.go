package accounts

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

const (
	accessLife    = 15 * time.Minute
	accessType    = "access"
	accessIssuer  = "laurel"
	clockLeeway   = 30 * time.Second
	accessLongest = 2048
)

// accessClaims is what an access token says. RightsVersion is compared with the person's, so that a withdrawn right
// ends the token and not only the next one.
type accessClaims struct {
	jwt.RegisteredClaims
	Type          string `json:"typ"`
	SessionID     string `json:"sid"`
	RightsVersion int64  `json:"rv"`
}

// signAccess makes the token of a session; audience is the installation's base URL, so that a token of another installation
// with the same secret is not taken.
func (k keyring) signAccess(audience string, session Session, now time.Time) (string, time.Time, error) {
	expires := now.Add(accessLife).Truncate(time.Second)
	claims := accessClaims{
		RegisteredClaims: jwt.RegisteredClaims{
			Issuer: accessIssuer, Audience: jwt.ClaimStrings{audience}, Subject: session.PersonID,
			IssuedAt: jwt.NewNumericDate(now), ExpiresAt: jwt.NewNumericDate(expires),
		},
		Type: accessType, SessionID: session.ID, RightsVersion: session.RightsVersion,
	}
	signed, err := jwt.NewWithClaims(jwt.SigningMethodHS256, claims).SignedString(k.access)
	if err != nil {
		return "", time.Time{}, fmt.Errorf("sign an access token: %w", err)
	}
	return signed, expires, nil
}

// parseAccess is the only reader of access tokens. The library alone would take a token without an expiry,
// for another audience, or issued in the future.
func (k keyring) parseAccess(token, audience string, now time.Time) (accessClaims, error) {
	if len(token) > accessLongest {
		return accessClaims{}, ErrBadToken
	}
	var claims accessClaims
	parsed, err := jwt.ParseWithClaims(token, &claims, func(*jwt.Token) (any, error) { return k.access, nil },
		jwt.WithValidMethods([]string{jwt.SigningMethodHS256.Alg()}), jwt.WithIssuer(accessIssuer), jwt.WithAudience(audience),
		jwt.WithExpirationRequired(), jwt.WithIssuedAt(), jwt.WithLeeway(clockLeeway),
		jwt.WithTimeFunc(func() time.Time { return now }), jwt.WithStrictDecoding())
	if errors.Is(err, jwt.ErrTokenExpired) {
		return accessClaims{}, ErrTokenExpired
	}
	if err != nil || !parsed.Valid || !claims.sound(now) {
		return accessClaims{}, ErrBadToken
	}
	return claims, nil
}

// sound holds for a token that we could have made: of the right type, for somebody, with a life no longer than ours.
func (c accessClaims) sound(now time.Time) bool {
	return c.Type == accessType && c.Subject != "" && c.SessionID != "" && c.RightsVersion > 0 &&
		c.ExpiresAt.Unix() > 0 && c.IssuedAt != nil && !c.ExpiresAt.After(now.Add(accessLife+clockLeeway))
}

// The purposes of links in letters.
const (
	purposeInvitation = "invitation"
	purposeReset      = "reset"
	purposeMail       = "mail"
	purposeDomain     = "domain"
)

// letterToken is the id of the row and a keyed hash over what the link is bound to. It can be made
// again when the letter is written, so that no table and no job holds a usable link.
func (k keyring) letterToken(purpose, id, boundTo string) string {
	return id + "." + base64.RawURLEncoding.EncodeToString(k.letterMAC(purpose, id, boundTo))
}

// letterID splits a token from a link; the MAC is checked with opensLetter once the row has told what it is bound to.
func letterID(token string) string {
	id, _, _ := strings.Cut(token, ".")
	if len(token) > 200 {
		return ""
	}
	return id
}

func (k keyring) opensLetter(token, purpose, id, boundTo string) bool {
	return hmac.Equal([]byte(token), []byte(k.letterToken(purpose, id, boundTo)))
}

// letterCode is the six digits of a letter: made from what they stand for, so that no table holds them.
func (k keyring) letterCode(purpose, id, boundTo string) string {
	return fmt.Sprintf("%06d", binary.BigEndian.Uint64(k.letterMAC(purpose+" code", id, boundTo))%1_000_000)
}

// proves holds for the token of the link, or without one for the code; spaces in a code do not matter.
func (k keyring) proves(purpose, id, boundTo, token, code string) bool {
	if token != "" {
		return k.opensLetter(token, purpose, id, boundTo)
	}
	return hmac.Equal([]byte(strings.ReplaceAll(code, " ", "")), []byte(k.letterCode(purpose, id, boundTo)))
}

func (k keyring) letterMAC(purpose, id, boundTo string) []byte {
	mac := hmac.New(sha256.New, k.letters)
	for _, part := range []string{purpose, id, boundTo} {
		_, _ = fmt.Fprintf(mac, "%d:%s", len(part), part)
	}
	return mac.Sum(nil)
}
