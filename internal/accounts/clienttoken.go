package accounts

import (
	"fmt"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

const (
	clientLife = time.Hour
	clientType = "client"
)

// clientClaims is what the token of a client says. Its scopes are never more than the client has when the token is used.
type clientClaims struct {
	jwt.RegisteredClaims
	Type  string `json:"typ"`
	Scope string `json:"scope"`
}

func (k keyring) signClient(audience string, client APIKey, scopes []string, now time.Time) (string, error) {
	claims := clientClaims{
		RegisteredClaims: jwt.RegisteredClaims{
			Issuer: accessIssuer, Audience: jwt.ClaimStrings{audience}, Subject: client.ID, IssuedAt: jwt.NewNumericDate(now), ExpiresAt: jwt.NewNumericDate(now.Add(clientLife)),
		},
		Type: clientType, Scope: strings.Join(scopes, " "),
	}
	signed, err := jwt.NewWithClaims(jwt.SigningMethodHS256, claims).SignedString(k.clients)
	if err != nil {
		return "", fmt.Errorf("sign a client token: %w", err)
	}
	return tokenMark + signed, nil
}

// parseClient is the only reader of client tokens.
func (k keyring) parseClient(token, audience string, now time.Time) (clientClaims, error) {
	var claims clientClaims
	if len(token) > accessLongest {
		return claims, ErrBadToken
	}
	parsed, err := jwt.ParseWithClaims(token, &claims, func(*jwt.Token) (any, error) { return k.clients, nil },
		jwt.WithValidMethods([]string{jwt.SigningMethodHS256.Alg()}), jwt.WithIssuer(accessIssuer), jwt.WithAudience(audience),
		jwt.WithExpirationRequired(), jwt.WithIssuedAt(), jwt.WithTimeFunc(func() time.Time { return now }), jwt.WithStrictDecoding())
	if err != nil || !parsed.Valid || claims.Type != clientType || claims.Subject == "" || claims.ExpiresAt.After(now.Add(clientLife+clockLeeway)) {
		return claims, ErrBadToken
	}
	return claims, nil
}
