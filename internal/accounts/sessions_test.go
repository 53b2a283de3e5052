package accounts

import (
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"laurel/internal/store"
	"laurel/internal/testkit"
	"laurel/internal/web"
)

const sessionPath = "/api/v1/session"

func TestSignIn(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db)
		a := h.Call(t, http.MethodPost, sessionPath, map[string]any{"email": " ADA@Meridian.example", "password": staffPassword}).Want(t, http.StatusCreated)
		if a.Text(t, "person", "name") != "Ada Admin" || a.Text(t, "person", "roles", 0) != "vendor_admin" || a.Text(t, "refresh_token") == "" || a.Header.Get("Set-Cookie") != "" {
			t.Errorf("%s", a.Body)
		}
		expires, err := time.Parse(time.RFC3339, a.Text(t, "expires_at"))
		if left := time.Until(expires); err != nil || left > 15*time.Minute || left < 14*time.Minute {
			t.Errorf("expires at %s", a.Text(t, "expires_at"))
		}
		me := h.As(a.Text(t, "access_token")).Call(t, http.MethodGet, "/api/v1/me", nil).Want(t, http.StatusOK)
		if me.Text(t, "email") != "ada@meridian.example" || me.Text(t, "affiliations") != "[]" {
			t.Errorf("%s", me.Body)
		}
		h.Call(t, http.MethodGet, "/api/v1/me", nil).Refused(t, http.StatusUnauthorized, "not_signed_in")
		h.As(a.Text(t, "refresh_token")).Call(t, http.MethodGet, "/api/v1/me", nil).Refused(t, http.StatusUnauthorized, "invalid_token")
		h.Call(t, http.MethodPost, sessionPath+"/refresh", map[string]any{"refresh_token": a.Text(t, "access_token")[:100]}).Refused(t, http.StatusUnauthorized, "invalid_refresh_token")
		h.Call(t, http.MethodPost, sessionPath, map[string]any{"email": "ada@meridian.example", "password": staffPassword, "session": "mine"}).Refused(t, http.StatusUnprocessableEntity, "invalid_input")
	})
}

func TestWrongPasswordAndUnknownAddressAreTheSame(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db)
		var bodies []string
		for _, email := range []string{"ada@meridian.example", "nobody@meridian.example", "no address at all"} {
			a := h.Call(t, http.MethodPost, sessionPath, map[string]any{"email": email, "password": "wrong wrong wrong"}).Refused(t, http.StatusUnauthorized, "invalid_credentials")
			body := strings.ReplaceAll(string(a.Body), a.Text(t, "request_id"), "")
			bodies = append(bodies, body)
			if err := without(body, email, "wrong"); err != nil {
				t.Error(err)
			}
		}
		if bodies[0] != bodies[1] || bodies[1] != bodies[2] {
			t.Errorf("the answers differ: %q", bodies)
		}
	})
}

// An unknown address costs a hash like a known one: without it the answer would come ten times sooner.
func TestUnknownAddressesTakeAsLong(t *testing.T) {
	db := testkit.Embedded(t)
	h := open(t, db)
	took := func(email string) time.Duration {
		start := time.Now()
		_, _ = h.SignIn(t.Context(), Login{Email: email, Password: "wrong wrong wrong", Network: email})
		return time.Since(start)
	}
	known, unknown := time.Hour, time.Hour
	for range 4 { // in turns: a busy machine is busy for both
		known, unknown = min(known, took("ada@meridian.example")), min(unknown, took("nobody@meridian.example"))
	}
	if unknown < known/2 || known < unknown/2 {
		t.Errorf("known %s, unknown %s", known, unknown)
	}
}

func TestGuessingIsSlowedDown(t *testing.T) {
	t.Parallel()
	db := testkit.Embedded(t)
	h := open(t, db)
	guess := func(email, password string) testkit.Answer {
		return h.Call(t, http.MethodPost, sessionPath, map[string]any{"email": email, "password": password}, "X-Forwarded-For: 192.0.2.1")
	}
	for range paceOfPair.free {
		guess("ada@meridian.example", "wrong wrong wrong").Refused(t, http.StatusUnauthorized, "invalid_credentials")
	}
	if a := guess("ada@meridian.example", staffPassword).Refused(t, http.StatusTooManyRequests, "too_many_tries"); a.Header.Get("Retry-After") == "" {
		t.Error("no Retry-After")
	}
	for range paceOfPair.free {
		guess("nobody@meridian.example", "wrong wrong wrong").Refused(t, http.StatusUnauthorized, "invalid_credentials")
	}
	guess("nobody@meridian.example", "wrong wrong wrong").Refused(t, http.StatusTooManyRequests, "too_many_tries")
}

func TestRefreshRotates(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db)
		refresh := func(token string) testkit.Answer {
			return h.Call(t, http.MethodPost, sessionPath+"/refresh", map[string]any{"refresh_token": token})
		}
		first := h.Call(t, http.MethodPost, sessionPath, map[string]any{"email": "ada@meridian.example", "password": staffPassword}).Want(t, http.StatusCreated).Text(t, "refresh_token")
		second := refresh(first).Want(t, http.StatusOK)
		if second.Text(t, "refresh_token") == first || second.Text(t, "access_token") == "" {
			t.Fatalf("%s", second.Body)
		}
		other := refresh(first).Want(t, http.StatusOK) // a second tab, within the grace
		third := refresh(second.Text(t, "refresh_token")).Want(t, http.StatusOK)
		refresh(other.Text(t, "refresh_token")).Want(t, http.StatusOK)

		h.age(t, "update session_tokens set used_at = ? where hash = ?", db.Now().Add(-21*time.Second), digest(first))
		refresh(first).Refused(t, http.StatusUnauthorized, "invalid_refresh_token")
		refresh(third.Text(t, "refresh_token")).Refused(t, http.StatusUnauthorized, "invalid_refresh_token")
		h.As(third.Text(t, "access_token")).Call(t, http.MethodGet, "/api/v1/me", nil).Refused(t, http.StatusUnauthorized, "invalid_token")
		refresh(first).Refused(t, http.StatusUnauthorized, "invalid_refresh_token")
		if told := facts[SessionReused](t, db); len(told) != 1 {
			t.Errorf("%d notices", len(told))
		}
		if n := h.count(t, "select count(*) from audit_entries where action = 'session.reuse_detected'"); n != 1 {
			t.Errorf("%d audit entries", n)
		}
		h.admin.Call(t, http.MethodGet, "/api/v1/me", nil).Want(t, http.StatusOK) // another session of the person goes on
		if n := h.count(t, "select count(*) from session_tokens where hash = ? or hash = ?", first, third.Text(t, "refresh_token")); n != 0 {
			t.Error("a refresh token is kept as it is")
		}
	})
}

func TestTwentyTabsRefreshAtOnce(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db)
		token := h.Call(t, http.MethodPost, sessionPath, map[string]any{"email": "ada@meridian.example", "password": staffPassword}).Want(t, http.StatusCreated).Text(t, "refresh_token")
		var mu sync.Mutex
		tokens := map[string]string{}
		statuses := all(20, func(int) int {
			a, err := h.Try(http.MethodPost, sessionPath+"/refresh", map[string]any{"refresh_token": token})
			if err != nil {
				return 0
			}
			mu.Lock()
			defer mu.Unlock()
			if a.Status == http.StatusOK {
				tokens[a.Text(t, "refresh_token")] = a.Text(t, "access_token")
			}
			return a.Status
		})
		if statuses[http.StatusOK] != 20 || len(tokens) != 20 {
			t.Fatalf("%v, %d different tokens", statuses, len(tokens))
		}
		for refresh, access := range tokens {
			h.As(access).Call(t, http.MethodGet, "/api/v1/me", nil).Want(t, http.StatusOK)
			h.Call(t, http.MethodPost, sessionPath+"/refresh", map[string]any{"refresh_token": refresh}).Want(t, http.StatusOK)
		}
	})
}

func TestCookieSession(t *testing.T) {
	t.Parallel()
	db := testkit.Embedded(t)
	h := open(t, db)
	a := h.Call(t, http.MethodPost, sessionPath, map[string]any{"email": "ada@meridian.example", "password": staffPassword, "cookie": true}).Want(t, http.StatusCreated)
	cookie := a.Header.Get("Set-Cookie")
	for _, want := range []string{"laurel_refresh=", "HttpOnly", "SameSite=Strict", "path=/", "max-age="} {
		if !strings.Contains(strings.ToLower(cookie), strings.ToLower(want)) {
			t.Errorf("%q lacks %s", cookie, want)
		}
	}
	if strings.Contains(string(a.Body), "refresh_token") || strings.Contains(strings.ToLower(cookie), "domain") {
		t.Errorf("%s and %s", a.Body, cookie)
	}
	pair, _, _ := strings.Cut(cookie, ";")
	refresh := func(headers ...string) testkit.Answer {
		return h.Call(t, http.MethodPost, sessionPath+"/refresh", nil, append(headers, "Cookie: "+pair)...)
	}
	refresh("Origin: https://evil.example").Refused(t, http.StatusForbidden, "foreign_origin")
	refresh("Origin: null").Refused(t, http.StatusForbidden, "foreign_origin")
	refresh("Origin: "+base+".evil.example").Refused(t, http.StatusForbidden, "foreign_origin")
	refresh("Sec-Fetch-Site: cross-site").Refused(t, http.StatusForbidden, "foreign_origin")
	refresh("Sec-Fetch-Site: same-site", "Origin: "+base).Refused(t, http.StatusForbidden, "foreign_origin")
	h.Call(t, http.MethodPost, sessionPath+"/refresh", "refresh_token=x", "Cookie: "+pair, "Content-Type: text/plain").Refused(t, http.StatusUnsupportedMediaType, "media_type_not_supported")
	if got := h.Call(t, http.MethodGet, sessionPath+"/refresh", nil, "Cookie: "+pair).Status; got != http.StatusMethodNotAllowed && got != http.StatusNotFound {
		t.Errorf("GET refresh: %d", got)
	}
	if n := h.count(t, "select count(*) from session_tokens where used_at is not null"); n != 0 {
		t.Fatalf("%d tokens were used by refused calls", n)
	}
	b := refresh("Origin: "+base, "Sec-Fetch-Site: same-origin").Want(t, http.StatusOK)
	if next := b.Header.Get("Set-Cookie"); next == "" || strings.HasPrefix(next, pair) || strings.Contains(string(b.Body), "refresh_token") {
		t.Errorf("%s, %s", next, b.Body)
	}
	out := h.As(b.Text(t, "access_token")).Call(t, http.MethodDelete, sessionPath, nil, "Cookie: "+pair).Want(t, http.StatusNoContent)
	if gone := strings.ToLower(out.Header.Get("Set-Cookie")); !strings.Contains(gone, "laurel_refresh=;") {
		t.Errorf("the cookie stays: %q", gone)
	}
	h.Call(t, http.MethodPost, sessionPath+"/refresh", nil).Refused(t, http.StatusUnauthorized, "invalid_refresh_token")
}

// Row C20: over TLS the cookie has the name that browsers keep for Secure, Path=/ and no Domain.
func TestCookieOverTLS(t *testing.T) {
	t.Parallel()
	db := testkit.Embedded(t)
	open(t, db)
	service, err := New(Deps{DB: db, Log: testkit.Log(t), Secret: []byte(longSecret), BaseURL: "https://laurel.example", Vendor: "Meridian"})
	if err != nil {
		t.Fatal(err)
	}
	router := web.New(web.Options{Log: testkit.Log(t), Now: time.Now, BaseURL: "https://laurel.example", Authenticate: service.Authenticate, PerMinute: 1000, Burst: 1000})
	service.Routes(router)
	a := testkit.App(router.Fiber(), "").Call(t, http.MethodPost, sessionPath, map[string]any{"email": "ada@meridian.example", "password": staffPassword, "cookie": true}).Want(t, http.StatusCreated)
	cookie := strings.ToLower(a.Header.Get("Set-Cookie"))
	for _, want := range []string{"__host-laurel_refresh=", "; secure", "; httponly", "; samesite=strict", "; path=/"} {
		if !strings.Contains(cookie, want) {
			t.Errorf("%q lacks %s", cookie, want)
		}
	}
	if strings.Contains(cookie, "domain") {
		t.Error(cookie)
	}
	if _, err := service.Authenticate(t.Context(), bearerElsewhere(t, db)); err == nil {
		t.Error("a token of another address is taken")
	}
}

// bearerElsewhere is an access token for the plain test address.
func bearerElsewhere(t *testing.T, db *store.DB) string {
	t.Helper()
	service, err := New(Deps{DB: db, Log: testkit.Log(t), Secret: []byte(longSecret), BaseURL: base, Vendor: "Meridian"})
	if err != nil {
		t.Fatal(err)
	}
	grant, err := service.SignIn(t.Context(), Login{Email: "ada@meridian.example", Password: staffPassword})
	if err != nil {
		t.Fatal(err)
	}
	return grant.AccessToken
}

func TestSignOutEndsTheTokens(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db)
		a := h.Call(t, http.MethodPost, sessionPath, map[string]any{"email": "ada@meridian.example", "password": staffPassword}).Want(t, http.StatusCreated)
		mine := h.As(a.Text(t, "access_token"))
		mine.Call(t, http.MethodDelete, sessionPath, nil).Want(t, http.StatusNoContent)
		mine.Call(t, http.MethodGet, "/api/v1/me", nil).Refused(t, http.StatusUnauthorized, "invalid_token")
		h.Call(t, http.MethodPost, sessionPath+"/refresh", map[string]any{"refresh_token": a.Text(t, "refresh_token")}).Refused(t, http.StatusUnauthorized, "invalid_refresh_token")
		h.admin.Call(t, http.MethodGet, "/api/v1/me", nil).Want(t, http.StatusOK)
	})
}

func TestOldSessionsAreForgotten(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db)
		h.signIn(t, "ada@meridian.example", staffPassword)
		h.age(t, "update sessions set expires_at = ? where id in (select max(id) from sessions)", db.Now().Add(-31*24*time.Hour))
		for _, want := range []int{2, 0} {
			if n, err := h.Forget(t.Context()); err != nil || n != want {
				t.Errorf("forgot %d, want %d: %v", n, want, err)
			}
		}
		h.admin.Call(t, http.MethodGet, "/api/v1/me", nil).Want(t, http.StatusOK)
	})
}
