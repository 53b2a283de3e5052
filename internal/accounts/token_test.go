package accounts

import (
	"crypto/rand"
	"crypto/rsa"
	"encoding/base64"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

const audience = "https://laurel.example"

func testKeys(t *testing.T, secret string) keyring {
	t.Helper()
	keys, err := newKeyring([]byte(secret))
	if err != nil {
		t.Fatal(err)
	}
	return keys
}

var longSecret = strings.Repeat("s", 32)

func TestShortSecretsAreRefused(t *testing.T) {
	t.Parallel()
	for _, secret := range []string{"", "short", strings.Repeat("s", 31)} {
		if _, err := newKeyring([]byte(secret)); err == nil {
			t.Errorf("%d bytes are taken", len(secret))
		}
	}
}

func TestAccessToken(t *testing.T) {
	t.Parallel()
	keys, now := testKeys(t, longSecret), time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
	signed, expires, err := keys.signAccess(audience, Session{ID: "ses_1", PersonID: "per_1", RightsVersion: 3}, now)
	if err != nil || !expires.Equal(now.Add(15*time.Minute)) {
		t.Fatal(expires, err)
	}
	claims, err := keys.parseAccess(signed, audience, now.Add(14*time.Minute))
	if err != nil || claims.Subject != "per_1" || claims.SessionID != "ses_1" || claims.RightsVersion != 3 {
		t.Fatalf("%+v %v", claims, err)
	}
	if _, err := keys.parseAccess(signed, audience, now.Add(16*time.Minute)); !errors.Is(err, ErrTokenExpired) {
		t.Error("an expired token:", err)
	}
}

// The rows C01 to C07 of the threat table.
func TestForgedAccessTokens(t *testing.T) {
	t.Parallel()
	keys, now := testKeys(t, longSecret), time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
	good := func() jwt.MapClaims {
		return jwt.MapClaims{"iss": "laurel", "aud": audience, "sub": "per_1", "sid": "ses_1", "rv": 1, "typ": "access", "iat": now.Unix(), "exp": now.Add(5 * time.Minute).Unix()}
	}
	hs := func(change func(jwt.MapClaims)) string {
		claims := good()
		change(claims)
		signed, err := jwt.NewWithClaims(jwt.SigningMethodHS256, claims).SignedString(keys.access)
		if err != nil {
			t.Fatal(err)
		}
		return signed
	}
	if _, err := keys.parseAccess(hs(func(jwt.MapClaims) {}), audience, now); err != nil {
		t.Fatal("the good one is refused:", err)
	}
	unsigned := func(algorithm string) string {
		head := base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"` + algorithm + `","typ":"JWT"}`))
		_, rest, _ := strings.Cut(hs(func(jwt.MapClaims) {}), ".")
		body, _, _ := strings.Cut(rest, ".")
		return head + "." + body + "."
	}
	rsaKey, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	withMethod := func(method jwt.SigningMethod, key any, kid string) string {
		token := jwt.NewWithClaims(method, good())
		if kid != "" {
			token.Header["kid"] = kid
		}
		signed, err := token.SignedString(key)
		if err != nil {
			t.Fatal(err)
		}
		return signed
	}
	valid := hs(func(jwt.MapClaims) {})
	for name, token := range map[string]string{
		"empty": "", "garbage": "a.b.c", "two parts": "a.b",
		"none": unsigned("none"), "None": unsigned("None"), "nOnE": unsigned("nOnE"), "hs256 in lower case": unsigned("hs256"),
		"another algorithm of the family": withMethod(jwt.SigningMethodHS512, keys.access, ""),
		"asymmetric":                      withMethod(jwt.SigningMethodRS256, rsaKey, ""),
		"empty key":                       withMethod(jwt.SigningMethodHS256, []byte{}, ""),
		"key of letters":                  withMethod(jwt.SigningMethodHS256, keys.letters, ""),
		"kid as a path":                   withMethod(jwt.SigningMethodHS256, []byte("guess"), "../../etc/passwd"),
		"very long":                       valid + strings.Repeat("A", 4000),
		"changed body":                    strings.Replace(valid, ".", ".e", 1),
		"trailing bits":                   valid + "=",
		"no exp":                          hs(func(c jwt.MapClaims) { delete(c, "exp") }),
		"exp zero":                        hs(func(c jwt.MapClaims) { c["exp"] = 0 }),
		"exp text":                        hs(func(c jwt.MapClaims) { c["exp"] = "2099-01-01" }),
		"exp beyond our policy":           hs(func(c jwt.MapClaims) { c["exp"] = now.Add(24 * time.Hour).Unix() }),
		"expired":                         hs(func(c jwt.MapClaims) { c["exp"] = now.Add(-time.Minute).Unix() }),
		"not yet":                         hs(func(c jwt.MapClaims) { c["nbf"] = now.Add(2 * time.Minute).Unix() }),
		"issued in the future":            hs(func(c jwt.MapClaims) { c["iat"] = now.Add(2 * time.Minute).Unix() }),
		"no iat":                          hs(func(c jwt.MapClaims) { delete(c, "iat") }),
		"another audience":                hs(func(c jwt.MapClaims) { c["aud"] = "https://other.example" }),
		"no audience":                     hs(func(c jwt.MapClaims) { delete(c, "aud") }),
		"another issuer":                  hs(func(c jwt.MapClaims) { c["iss"] = "someone" }),
		"another type":                    hs(func(c jwt.MapClaims) { c["typ"] = "refresh" }),
		"no type":                         hs(func(c jwt.MapClaims) { delete(c, "typ") }),
		"nobody":                          hs(func(c jwt.MapClaims) { c["sub"] = "" }),
		"no session":                      hs(func(c jwt.MapClaims) { delete(c, "sid") }),
		"no rights version":               hs(func(c jwt.MapClaims) { delete(c, "rv") }),
		"a letter's token":                keys.letterToken(purposeReset, "rst_1", "a@b.io"),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if claims, err := keys.parseAccess(token, audience, now); err == nil || claims.Subject != "" {
				t.Errorf("taken: %+v", claims)
			}
		})
	}
	if _, err := testKeys(t, strings.Repeat("o", 32)).parseAccess(valid, audience, now); err == nil {
		t.Error("another installation takes it")
	}
}

func TestLetterTokens(t *testing.T) {
	t.Parallel()
	keys := testKeys(t, longSecret)
	token := keys.letterToken(purposeInvitation, "inv_1", "par_1 a@b.io")
	if letterID(token) != "inv_1" || !keys.opensLetter(token, purposeInvitation, "inv_1", "par_1 a@b.io") {
		t.Fatal(token)
	}
	for name, opens := range map[string]bool{
		"another address":      keys.opensLetter(token, purposeInvitation, "inv_1", "par_1 c@b.io"),
		"another row":          keys.opensLetter(token, purposeInvitation, "inv_2", "par_1 a@b.io"),
		"another purpose":      keys.opensLetter(token, purposeReset, "inv_1", "par_1 a@b.io"),
		"cut":                  keys.opensLetter(token[:len(token)-1], purposeInvitation, "inv_1", "par_1 a@b.io"),
		"the id alone":         keys.opensLetter("inv_1", purposeInvitation, "inv_1", "par_1 a@b.io"),
		"shifted parts":        keys.opensLetter(keys.letterToken(purposeInvitation, "inv_1p", "ar_1 a@b.io"), purposeInvitation, "inv_1", "par_1 a@b.io"),
		"another installation": testKeys(t, strings.Repeat("o", 32)).opensLetter(token, purposeInvitation, "inv_1", "par_1 a@b.io"),
	} {
		if opens {
			t.Error(name)
		}
	}
}
