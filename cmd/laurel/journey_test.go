package main_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"laurel/internal/id"
	"laurel/internal/testkit"
)

type object = map[string]any

const (
	adminEmail = "first.admin@acme.example"
	password   = "a long walk by the river 42"
)

// journey is a vendor with one free exam of two questions, spoken to over HTTP at one address or two.
type journey struct {
	bases   []string
	turn    atomic.Int64
	mail    string
	admin   *testkit.Client
	partner string
	hooks   *hooks
}

func eventually(t testing.TB, what string, within time.Duration, holds func() bool) time.Duration {
	t.Helper()
	began := time.Now()
	for !holds() {
		if time.Since(began) > within {
			t.Fatalf("%s: not within %s", what, within)
		}
		time.Sleep(50 * time.Millisecond)
	}
	return time.Since(began)
}

// caller sends each request to the next address in turn.
func (j *journey) caller(bearer string) *testkit.Client {
	return &testkit.Client{Bearer: bearer, Do: func(r *http.Request) (*http.Response, error) {
		base := j.bases[int(j.turn.Add(1))%len(j.bases)]
		u, err := r.URL.Parse(base + r.URL.RequestURI())
		if err != nil {
			return nil, err
		}
		r.URL, r.Host = u, u.Host
		return patient.Do(r)
	}}
}

var patient = &http.Client{Timeout: 20 * time.Second}

func (j *journey) answers(t testing.TB) {
	t.Helper()
	for _, base := range j.bases {
		eventually(t, base+" is ready", 15*time.Second, func() bool { return status(base+"/readyz") == 200 })
	}
}

func status(address string) int {
	answer, err := patient.Get(address) //nolint:noctx // bounded by the client
	if err != nil {
		return 0
	}
	_ = answer.Body.Close()
	return answer.StatusCode
}

// open makes bank, certification, exam, partner and webhook endpoint.
func (j *journey) open(t testing.TB) {
	t.Helper()
	session := j.caller("").Call(t, "POST", "/api/v1/session", object{"email": adminEmail, "password": password}).Want(t, 201)
	j.admin = j.caller(session.Text(t, "access_token"))
	bank := j.admin.Call(t, "POST", "/api/v1/item-banks", object{"name": "Two truths"}).Want(t, 201).Text(t, "id")
	j.admin.Call(t, "POST", "/api/v1/item-banks/"+bank+"/imports?format=gift", "::one::Water is wet. {T}\n\n::two::Fire is hot. {T}\n", "Content-Type: text/plain").Want(t, 201)
	j.admin.Call(t, "PUT", "/api/v1/certifications/truth", object{"title": "Truth", "criteria": "Says what is so.", "validity_months": 12}).Want(t, 201)
	j.admin.Call(t, "POST", "/api/v1/exams", object{
		"key": "truth-exam", "title": "Truth", "certification": "truth", "item_bank": bank, "time_limit_seconds": 3600, "blueprint": object{"length": 2},
		"scoring": object{"cut_percent": "60", "scale": object{"min": 0, "pass": 60, "max": 100}}, "price": object{"amount": 0, "currency": "USD"},
	}).Want(t, 201)
	j.admin.Call(t, "POST", "/api/v1/exams/truth-exam/publish", nil).Want(t, 200)
	j.partner = j.admin.Call(t, "POST", "/api/v1/partners", object{"name": "Steady AB", "country": "SE", "external_id": "SF-1"}).Want(t, 201).Text(t, "id")
	j.hooks = listen(t)
	j.hooks.secret.Store(j.admin.Call(t, "POST", "/prm/v1/webhook-endpoints", object{"url": j.hooks.server.URL}).Want(t, 201).Text(t, "secret"))
}

var inLetter = regexp.MustCompile(`token=([A-Za-z0-9_.-]+)`)

// candidate is invited, and accepts by the letter.
func (j *journey) candidate(t testing.TB, name string) *candidate {
	t.Helper()
	email := name + "@steady.example"
	j.admin.Call(t, "POST", "/api/v1/partners/"+j.partner+"/invitations", object{"email": email, "name": "Person " + name, "roles": []string{"candidate"}, "job_roles": []string{"engineer"}}).Want(t, 201)
	token := ""
	eventually(t, "a letter to "+email, 20*time.Second, func() bool {
		names, _ := filepath.Glob(filepath.Join(j.mail, "*.eml"))
		for _, name := range names {
			text, _ := os.ReadFile(name)
			plain := strings.NewReplacer("=\r\n", "", "=\n", "", "=3D", "=").Replace(string(text))
			if m := inLetter.FindStringSubmatch(plain); m != nil && strings.Contains(plain, "<"+email+">") {
				token = m[1]
			}
		}
		return token != ""
	})
	session := j.caller("").Call(t, "POST", "/api/v1/invitations/accept", object{"token": token, "password": password}).Want(t, 201)
	return &candidate{Client: j.caller(session.Text(t, "access_token")), name: name}
}

// candidate sits the exam.
type candidate struct {
	*testkit.Client
	name, path string
	right      []string // by position, from 1
	credential string
}

func (c *candidate) sits(t testing.TB) {
	t.Helper()
	registration := c.Call(t, "POST", "/api/v1/exams/truth-exam/registrations", object{"pay_with": "free"}, "Idempotency-Key: "+id.Token()).Want(t, 201).Text(t, "id")
	attempt := c.Call(t, "POST", "/api/v1/registrations/"+registration+"/attempts", nil).Want(t, 201)
	c.path, c.right = "/api/v1/attempts/"+attempt.Text(t, "id"), nil
	for i := range 2 {
		for o := range 2 {
			if attempt.Text(t, "sections", 0, "items", i, "options", o, "html") == "True" {
				c.right = append(c.right, attempt.Text(t, "sections", 0, "items", i, "options", o, "id"))
			}
		}
	}
	if len(c.right) != 2 {
		t.Fatalf("no right options: %s", attempt.Body)
	}
}

func (c *candidate) saves(t testing.TB, position, seq int) (testkit.Answer, error) {
	t.Helper()
	return c.Try("PUT", fmt.Sprintf("%s/responses/%d", c.path, position), object{"epoch": 1, "seq": seq, "response": object{"choice": c.right[position-1]}})
}

func (c *candidate) submits(t testing.TB) {
	t.Helper()
	for position := range 2 {
		a, err := c.saves(t, position+1, 1_000_000)
		if err != nil {
			t.Fatal(err)
		}
		a.Want(t, 200)
	}
	c.Call(t, "POST", c.path+"/submit", object{"epoch": 1}).Want(t, 200)
}

// has waits for the certificate and says whether the candidate has exactly one credential.
func (c *candidate) has(t testing.TB, within time.Duration) {
	t.Helper()
	var mine testkit.Answer
	eventually(t, "the credential of "+c.name, within, func() bool {
		mine = c.Call(t, "GET", "/api/v1/me/credentials", nil)
		return mine.Status == 200 && mine.Get(t, "data", 0, "rendered") == true
	})
	if list, _ := mine.Get(t, "data").([]any); len(list) != 1 {
		t.Errorf("%s has %d credentials", c.name, len(list))
	}
	c.credential = mine.Text(t, "data", 0, "id")
}

// hooks is an endpoint that checks signatures and counts messages by id.
type hooks struct {
	server *httptest.Server
	secret atomic.Value

	mu    sync.Mutex
	kinds map[string]string // by webhook-id
	about map[string]string // credential by webhook-id
	bad   int
}

func listen(t testing.TB) *hooks {
	t.Helper()
	h := &hooks{kinds: map[string]string{}, about: map[string]string{}}
	h.secret.Store("")
	h.server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(io.LimitReader(r.Body, 1<<20))
		message := r.Header.Get("Webhook-Id") + "." + r.Header.Get("Webhook-Timestamp") + "." + string(body)
		key, _ := base64.StdEncoding.DecodeString(strings.TrimPrefix(h.secret.Load().(string), "whsec_"))
		mac := hmac.New(sha256.New, key)
		mac.Write([]byte(message))
		var event struct {
			Type string
			Data struct{ Credential string }
		}
		h.mu.Lock()
		defer h.mu.Unlock()
		if r.Header.Get("Webhook-Signature") != "v1,"+base64.StdEncoding.EncodeToString(mac.Sum(nil)) || json.Unmarshal(body, &event) != nil {
			h.bad++
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		h.kinds[r.Header.Get("Webhook-Id")], h.about[r.Header.Get("Webhook-Id")] = event.Type, event.Data.Credential
		w.WriteHeader(http.StatusNoContent)
	}))
	t.Cleanup(h.server.Close)
	return h
}

// issued counts distinct ids of credential.issued for a credential; for all when it is empty.
func (h *hooks) issued(credential string) (n int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for id, kind := range h.kinds {
		if kind == "credential.issued" && (credential == "" || h.about[id] == credential) {
			n++
		}
	}
	return n
}
