package app_test

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/http"
	"net/mail"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"laurel/cmd/internal/app"
	"laurel/internal/actor"
	"laurel/internal/config"
	"laurel/internal/id"
	"laurel/internal/store"
	"laurel/internal/testkit"
)

// house is the assembled program of one test: it listens on loopback and is spoken to over HTTP only, except where a
// test ages rows or counts them.
type house struct {
	*app.App
	http    *http.Client
	visitor atomic.Int64
	ran     chan struct{}
}

// object is a JSON object.
type object = map[string]any

const (
	adminEmail = "first.admin@acme.example"
	password   = "a long walk by the river 42"
)

// eachHouse opens it twice: on the embedded defaults, and on PostgreSQL with a real Redis.
func eachHouse(t *testing.T, do func(t *testing.T, h *house)) {
	t.Helper()
	t.Run("embedded", func(t *testing.T) {
		t.Parallel()
		do(t, openHouse(t, config.Settings{}, app.Mode{API: true, Workers: true, Migrate: true}))
	})
	if settings, ok := serverSettings(t); ok {
		t.Run("servers", func(t *testing.T) {
			t.Parallel()
			do(t, openHouse(t, settings, app.Mode{API: true, Workers: true, Migrate: true}))
		})
	}
}

// Redis has sixteen databases; each house has one of its own, so that none answers another's bell.
var redisDatabase atomic.Int64

func serverSettings(t *testing.T) (config.Settings, bool) {
	t.Helper()
	database, there := testkit.PostgresURL(t)
	redis, alsoThere := testkit.RedisURL(t)
	if !there || !alsoThere {
		return config.Settings{}, false
	}
	redis = strings.TrimSuffix(redis, "/0") + fmt.Sprintf("/%d", 1+redisDatabase.Add(1)%15)
	return config.Settings{DatabaseURL: database, RedisURL: redis, Secret: id.Token(), Files: "file:" + t.TempDir()}, true
}

// openHouse opens, runs and, at the end of the test, closes it.
func openHouse(t *testing.T, s config.Settings, mode app.Mode) *house {
	t.Helper()
	s.Listen, s.Data = "127.0.0.1:"+testkit.FreePort(t), t.TempDir()
	s.Payments, s.HooksLoopback, s.TrustedProxies = "sandbox", true, []string{"127.0.0.1"}
	s.Vendor, s.VendorSlug, s.MailFrom = "Acme Platforms", "acme", "Acme <no-reply@acme.example>"
	s.AdminEmail, s.AdminPassword = adminEmail, password
	ctx, stop := context.WithCancel(context.Background())
	a, err := app.Open(ctx, s, mode, slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelError})))
	if err != nil {
		stop()
		t.Fatal(err)
	}
	if err := a.FirstAdmin(ctx); err != nil {
		t.Fatal(err)
	}
	h := &house{App: a, ran: make(chan struct{}), http: &http.Client{Timeout: 30 * time.Second, Transport: &http.Transport{
		MaxIdleConns: 256, MaxIdleConnsPerHost: 256, TLSClientConfig: &tls.Config{MinVersion: tls.VersionTLS12},
	}, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
	listening := make(chan string, 1)
	go func() {
		defer close(h.ran)
		if err := a.Run(ctx, func(address string) { listening <- address }); err != nil {
			t.Errorf("run: %v", err)
			listening <- ""
		}
	}()
	t.Cleanup(func() {
		began := time.Now()
		stop()
		<-h.ran
		if took := time.Since(began); took > 5*time.Second {
			t.Errorf("shutting down took %s", took.Round(time.Millisecond))
		}
		h.http.CloseIdleConnections()
		if err := a.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	<-listening
	return h
}

// nobody is a caller without a token, from a network address of its own.
func (h *house) nobody() *testkit.Client { return h.caller("") }

func (h *house) caller(bearer string) *testkit.Client {
	n := h.visitor.Add(1)
	from := fmt.Sprintf("10.%d.%d.%d", n>>16&255, n>>8&255, n&255)
	return &testkit.Client{Base: h.Settings.Base(), Bearer: bearer, Do: func(r *http.Request) (*http.Response, error) {
		r.Header.Set("X-Forwarded-For", from)
		return h.http.Do(r)
	}}
}

func (h *house) signIn(t testing.TB, email string) *testkit.Client {
	t.Helper()
	a := h.nobody().Call(t, "POST", "/api/v1/session", object{"email": email, "password": password}).Want(t, 201)
	return h.caller(a.Text(t, "access_token"))
}

// hire makes somebody of the vendor, who accepts by the link in the letter.
func (h *house) hire(t testing.TB, admin *testkit.Client, email string, roles ...string) *testkit.Client {
	t.Helper()
	admin.Call(t, "POST", "/api/v1/people", object{"email": email, "name": "Staff " + roles[0], "roles": roles}).Want(t, 201)
	return h.accept(t, email)
}

// invite brings somebody into a partner, by the letter too.
func (h *house) invite(t testing.TB, by *testkit.Client, partner, email, name string, roles ...string) *testkit.Client {
	t.Helper()
	by.Call(t, "POST", "/api/v1/partners/"+partner+"/invitations", object{"email": email, "name": name, "roles": roles, "job_roles": []string{"engineer"}}).Want(t, 201)
	return h.accept(t, email)
}

func (h *house) accept(t testing.TB, email string) *testkit.Client {
	t.Helper()
	token := h.link(t, email, "token")
	a := h.nobody().Call(t, "POST", "/api/v1/invitations/accept", object{"token": token, "password": password}).Want(t, 201)
	return h.caller(a.Text(t, "access_token"))
}

// link waits for the letter and takes the parameter out of the link in it, as a person would by clicking.
func (h *house) link(t testing.TB, to, parameter string) string {
	t.Helper()
	in := regexp.MustCompile(`[?&]` + parameter + `=([A-Za-z0-9_.-]+)`)
	found := ""
	eventually(t, "a letter to "+to, 15*time.Second, func() bool {
		for _, l := range h.letters(t) {
			if m := in.FindStringSubmatch(l.text); l.to == to && m != nil {
				found = m[1]
			}
		}
		return found != ""
	})
	return found
}

type letter struct{ to, subject, text string }

func (h *house) letters(t testing.TB) []letter {
	t.Helper()
	names, _ := filepath.Glob(filepath.Join(strings.TrimPrefix(h.Settings.Mail, "file:"), "*.eml"))
	out := []letter{}
	for _, name := range names {
		f, err := os.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, readLetter(t, f))
		_ = f.Close()
	}
	return out
}

// readLetter takes the plain text of a multipart letter.
func readLetter(t testing.TB, r io.Reader) letter {
	t.Helper()
	m, err := mail.ReadMessage(r)
	if err != nil {
		t.Fatal(err)
	}
	to, err := m.Header.AddressList("To")
	if err != nil {
		t.Fatal(err)
	}
	_, parameters, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	if err != nil {
		t.Fatal(err)
	}
	part, err := multipart.NewReader(m.Body, parameters["boundary"]).NextRawPart()
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(quotedprintable.NewReader(part))
	if err != nil {
		t.Fatal(err)
	}
	return letter{to[0].Address, m.Header.Get("Subject"), string(text)}
}

// Machines that also do other things, or look for races, may take this many times longer.
const slowness = 4

func eventually(t testing.TB, what string, within time.Duration, holds func() bool) {
	t.Helper()
	for until := time.Now().Add(slowness * within); ; time.Sleep(50 * time.Millisecond) {
		if holds() {
			return
		}
		if time.Now().After(until) {
			t.Fatalf("%s: not within %s", what, slowness*within)
		}
	}
}

// age changes rows the way time would, in the database that the test owns.
func (h *house) age(t testing.TB, statement string, args ...any) {
	t.Helper()
	err := h.DB.Tx(actor.With(context.Background(), actor.SystemOf("test")), func(tx *store.Handle) error { return tx.Exec(statement, args...).Error })
	if err != nil {
		t.Fatal(err)
	}
}

func (h *house) count(t testing.TB, query string, args ...any) int {
	t.Helper()
	n := 0
	err := h.DB.Read(actor.With(context.Background(), actor.SystemOf("test")), func(tx *store.Handle) error { return tx.Raw(query, args...).Scan(&n).Error })
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// quiet waits until every fact is relayed and every deed done, and fails when one went into quarantine.
func (h *house) quiet(t testing.TB) {
	t.Helper()
	began := time.Now()
	eventually(t, "everything that follows is done", 30*time.Second, func() bool {
		return h.count(t, "select (select count(*) from outbox_facts where relayed_at is null) + (select count(*) from outbox_jobs where done_at is null and quarantined_at is null)") == 0
	})
	t.Logf("quiet after %s", time.Since(began).Round(time.Millisecond))
	if n := h.count(t, "select count(*) from outbox_jobs where quarantined_at is not null or attempts > 3"); n != 0 {
		t.Fatalf("%d jobs did not go well", n)
	}
}

func key() string { return "Idempotency-Key: " + id.Token() }

func rows(t testing.TB, a testkit.Answer, path ...any) []object {
	t.Helper()
	list, _ := a.Get(t, path...).([]any)
	out := make([]object, 0, len(list))
	for _, one := range list {
		out = append(out, one.(object))
	}
	return out
}

func text(v any) string {
	switch s := v.(type) {
	case string:
		return s
	case nil:
		return ""
	}
	b, _ := json.Marshal(v)
	return string(b)
}

// A house that only answers: no workers.
var everything = app.Mode{API: true, Workers: true, Migrate: true}

var apiOnly = app.Mode{API: true, Migrate: true}

func settingsOfNothing() config.Settings { return config.Settings{} }
