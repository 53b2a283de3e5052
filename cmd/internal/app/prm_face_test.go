package app_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"laurel/badges"
	"laurel/internal/actor"
	"laurel/internal/testkit"
	"laurel/internal/tiers"
)

// TestThePRMFace drives what a PRM does beside reading: it gets tokens, has statements signed that strangers verify, and
// takes an export while counts move, from which the feed goes on.
func TestThePRMFace(t *testing.T) {
	t.Parallel()
	eachHouse(t, func(t *testing.T, h *house) {
		v := openVendor(t, h)
		f := &face{h, v, actor.With(context.Background(), actor.SystemOf("test"))}
		t.Run("tokens", f.tokens)
		t.Run("export and feed", f.exportAndFeed)
		t.Run("statements", f.statements)
	})
}

type face struct {
	*house
	v   *vendor
	ctx context.Context
}

const formType = "Content-Type: application/x-www-form-urlencoded"

func basic(id, secret string) string {
	return "Authorization: Basic " + base64.StdEncoding.EncodeToString([]byte(url.QueryEscape(id)+":"+url.QueryEscape(secret)))
}

func (f *face) tokens(t *testing.T) {
	made := f.v.admin.Call(t, "POST", "/api/v1/api-keys", object{"name": "CRM", "kind": "client", "scopes": []string{"headcount:read", "export:read"}}).Want(t, 201)
	id, secret := made.Text(t, "id"), made.Text(t, "key")
	metadata := f.nobody().Call(t, "GET", "/.well-known/oauth-authorization-server", nil).Want(t, 200)
	if metadata.Text(t, "issuer") != f.Settings.Base() || metadata.Text(t, "token_endpoint") != f.Settings.Base()+"/oauth/token" {
		t.Fatal(string(metadata.Body))
	}
	const grant = "grant_type=client_credentials"
	post := grant + "&client_id=" + id + "&client_secret=" + secret
	given := f.nobody().Call(t, "POST", "/oauth/token", grant, formType, basic(id, secret)).Want(t, 200)
	if given.Text(t, "token_type") != "Bearer" || given.Get(t, "expires_in") != 3600.0 || given.Text(t, "scope") != "export:read headcount:read" || given.Header.Get("Cache-Control") != "no-store" {
		t.Fatal(string(given.Body), given.Header)
	}
	f.caller(given.Text(t, "access_token")).Call(t, "GET", "/prm/v1/headcounts", nil).Want(t, 200)
	narrow := f.nobody().Call(t, "POST", "/oauth/token", post+"&scope=export:read", formType).Want(t, 200).Text(t, "access_token")
	f.caller(narrow).Call(t, "GET", "/prm/v1/headcounts", nil).Refused(t, 403, "scope_missing")
	f.caller(secret).Call(t, "GET", "/prm/v1/headcounts", nil).Want(t, 401)
	for name, c := range map[string]struct {
		body, want string
		status     int
		headers    []string
	}{
		"wrong secret":  {grant, "invalid_client", 401, []string{formType, basic(id, secret+"x")}},
		"no client":     {grant, "invalid_client", 401, []string{formType}},
		"foreign scope": {post + "&scope=people:read", "invalid_scope", 400, []string{formType}},
		"other grant":   {"grant_type=password&client_id=a", "unsupported_grant_type", 400, []string{formType}},
		"no grant":      {"client_id=a", "invalid_request", 400, []string{formType}},
		"twice":         {post + "&" + grant, "invalid_request", 400, []string{formType}},
		"two ways":      {post, "invalid_request", 400, []string{formType, basic(id, secret)}},
		"JSON":          {`{"grant_type":"client_credentials"}`, "invalid_request", 400, []string{"Content-Type: application/json"}},
	} {
		a := f.nobody().Call(t, "POST", "/oauth/token", c.body, c.headers...)
		if a.Status != c.status || a.Text(t, "error") != c.want {
			t.Errorf("%s: %s", name, describe(a))
		}
	}
	list := f.v.admin.Call(t, "GET", "/api/v1/api-keys", nil).Want(t, 200)
	if !strings.Contains(string(list.Body), `"last_used_at":"`) {
		t.Error("no key was ever used:", string(list.Body))
	}
	f.v.admin.Call(t, "DELETE", "/api/v1/api-keys/"+id, nil).Want(t, 204)
	f.caller(given.Text(t, "access_token")).Call(t, "GET", "/prm/v1/headcounts", nil).Want(t, 401)
	if a := f.nobody().Call(t, "POST", "/oauth/token", post, formType); a.Status != 401 {
		t.Error("an ended client gets tokens:", describe(a))
	}
}

// award gives somebody a certification, as the badges would tell it.
func (f *face) award(t *testing.T, person int) {
	now := time.Now().UTC()
	err := f.Tiers.NoteAward(f.ctx, tiers.Award{PersonID: fmt.Sprintf("per_x%03d", person), Kind: "certification", Key: "pipes", Title: "Pipes", Roles: []string{},
		Source: fmt.Sprintf("crd_x%03d", person), Status: "active", From: now.Add(-time.Hour), Version: 1, At: now})
	if err != nil {
		t.Error(err)
	}
}

func (f *face) exportAndFeed(t *testing.T) {
	const people, half = 48, 12
	from := time.Now().UTC().Add(-24 * time.Hour)
	for i := range people {
		err := f.Tiers.NoteAffiliation(f.ctx, tiers.Affiliation{ID: fmt.Sprintf("aff_x%03d", i), PersonID: fmt.Sprintf("per_x%03d", i), PartnerID: f.v.partner,
			Employment: "employee", State: "confirmed", ByPerson: true, ByPartner: true, From: &from, Version: 1})
		if err != nil {
			t.Fatal(err)
		}
	}
	made := f.v.admin.Call(t, "POST", "/api/v1/api-keys", object{"name": "bulk", "scopes": []string{"export:read"}}).Want(t, 201)
	prm := f.caller(made.Text(t, "key"))
	var writers sync.WaitGroup
	exports := make([]string, 0, 3)
	for w := range 4 {
		writers.Go(func() {
			for i := w; i < people; i += 4 {
				f.award(t, i)
			}
		})
	}
	for range 3 {
		exports = append(exports, prm.Call(t, "POST", "/prm/v1/exports", object{"kind": "headcounts"}).Want(t, 202).Text(t, "id"))
		time.Sleep(30 * time.Millisecond)
	}
	writers.Wait()
	for _, id := range exports {
		f.continues(t, prm, id, people)
	}
	f.table(t, prm)
}

// continues holds a file and what the feed tells behind it against each other: each change follows on the one before it.
func (f *face) continues(t *testing.T, prm *testkit.Client, exportID string, people int) {
	t.Helper()
	done := f.done(t, prm, exportID)
	count := 0
	for _, line := range bytes.Split(bytes.TrimSpace(f.fetch(t, done)), []byte("\n")) {
		var row object
		if len(line) > 0 && json.Unmarshal(line, &row) != nil {
			t.Fatalf("not a line of JSON: %s", line)
		}
		if row["certification"] == "pipes" {
			count = number(row["count"])
		}
	}
	cursor, told := done.Text(t, "changes_cursor"), []object{}
	eventually(t, "the feed to tell of every award", 20*time.Second, func() bool {
		page := prm.Call(t, "GET", "/prm/v1/changes?types=headcount.changed&cursor="+cursor, nil).Want(t, 200)
		cursor = page.Text(t, "next_cursor")
		for _, e := range rows(t, page, "data") {
			if d := e["data"].(object); d["certification"] == "pipes" {
				told = append(told, d)
			}
		}
		return count+len(told) >= people
	})
	slices.SortFunc(told, func(a, b object) int { return number(a["sequence"]) - number(b["sequence"]) })
	at, start := done.Get(t, "sequence").(float64), count
	for _, d := range told {
		if number(d["previous"]) != count || float64(number(d["sequence"])) <= at {
			t.Fatalf("after %d comes %v; the export is at %v", count, d, at)
		}
		count = number(d["count"])
	}
	if count != people {
		t.Fatalf("file and feed make %d", count)
	}
	t.Logf("the file said %d, the feed told %d changes more", start, len(told))
}

func (f *face) done(t *testing.T, prm *testkit.Client, exportID string) testkit.Answer {
	t.Helper()
	var a testkit.Answer
	eventually(t, "an export", 20*time.Second, func() bool {
		a = prm.Call(t, "GET", "/prm/v1/exports/"+exportID, nil).Want(t, 200)
		return a.Text(t, "state") == "done"
	})
	return a
}

func (f *face) fetch(t *testing.T, done testkit.Answer) []byte {
	t.Helper()
	link := strings.TrimPrefix(done.Text(t, "url"), f.Settings.Base())
	file := f.nobody().Call(t, "GET", link, nil).Want(t, 200).Body
	sum := sha256.Sum256(file)
	if hex.EncodeToString(sum[:]) != done.Text(t, "sha256") || float64(len(file)) != done.Get(t, "bytes") {
		t.Fatalf("%d bytes that hash to %x; told: %s", len(file), sum, done.Body)
	}
	if at := strings.Index(link, "until=") + 6; true {
		f.nobody().Call(t, "GET", link[:at]+"9"+link[at:], nil).Want(t, 404)
	}
	return file
}

// table takes every kind as CSV, with a name that a spreadsheet would run.
func (f *face) table(t *testing.T, prm *testkit.Client) {
	t.Helper()
	f.v.found(t, "=cmd()", "EVIL-1")
	f.v.admin.Call(t, "GET", "/prm/v1/headcounts?partner=ext:EVIL-1", nil).Want(t, 200) // known to counts at once
	for _, kind := range []string{"partners", "headcounts", "qualifications", "standings", "awards"} {
		done := f.done(t, prm, prm.Call(t, "POST", "/prm/v1/exports", object{"kind": kind, "format": "csv"}).Want(t, 202).Text(t, "id"))
		file := string(f.fetch(t, done))
		if lines := float64(strings.Count(file, "\r\n")) - 1; lines != done.Get(t, "rows") || !strings.HasPrefix(file, "partner,external_id,") {
			t.Errorf("%s: %s\n%s", kind, done.Body, file)
		}
		if kind == "partners" && !strings.Contains(file, ",'=cmd(),") {
			t.Errorf("a formula leaves as one: %s", file)
		}
	}
	prm.Call(t, "POST", "/prm/v1/exports", object{"kind": "awards", "as_of": "2026-01-01"}).Refused(t, 422, "invalid")
	other := f.v.admin.Call(t, "POST", "/api/v1/api-keys", object{"name": "none", "scopes": []string{"headcount:read"}}).Want(t, 201).Text(t, "key")
	f.caller(other).Call(t, "POST", "/prm/v1/exports", object{"kind": "awards"}).Refused(t, 403, "scope_missing")
}

func (f *face) statements(t *testing.T) {
	made := f.v.admin.Call(t, "POST", "/api/v1/api-keys", object{"name": "states", "scopes": []string{"headcount:read"}}).Want(t, 201)
	prm := f.caller(made.Text(t, "key"))
	body := object{"partner": f.v.partner, "certification": "pipes"}
	first := prm.Call(t, "POST", "/prm/v1/statements", body, "Idempotency-Key: one").Want(t, 201)
	if again := prm.Call(t, "POST", "/prm/v1/statements", body, "Idempotency-Key: one").Want(t, 201); again.Text(t, "jws") != first.Text(t, "jws") {
		t.Error("a repeat signs anew")
	}
	prm.Call(t, "POST", "/prm/v1/statements", object{"partner": f.v.partner, "certification": "none"}).Refused(t, 422, "invalid")
	prm.Call(t, "POST", "/prm/v1/statements", object{"partner": "ext:none", "certification": "pipes"}).Refused(t, 404, "not_found")
	if err := f.Badges.RotateKeys(f.ctx); err != nil {
		t.Fatal(err)
	}
	second := prm.Call(t, "POST", "/prm/v1/statements", body).Want(t, 201)
	kept := prm.Call(t, "GET", first.Header.Get("Location"), nil).Want(t, 200)
	if kept.Text(t, "jws") != first.Text(t, "jws") {
		t.Error("it was not kept as it was signed")
	}
	keys := f.nobody().Call(t, "GET", "/.well-known/jwks.json", nil).Want(t, 200)
	for _, a := range []testkit.Answer{kept, second} {
		f.stranger(t, a, keys)
		s, ok := badges.ReadStatement(a.Body)
		if !ok || s.Verify(keys.Body) != nil || s.Issuer != f.Settings.Base() {
			t.Errorf("our own verifier: %v %v", ok, s.Verify(keys.Body))
		}
	}
	s, _ := badges.ReadStatement(kept.Body)
	parts := strings.Split(s.JWS, ".")
	s.JWS = parts[0] + "." + base64.RawURLEncoding.EncodeToString([]byte(strings.Replace(string(s.Payload), `"count":48`, `"count":49`, 1))) + "." + parts[2]
	if s.Verify(keys.Body) == nil {
		t.Error("another count verifies")
	}
	if bytes.Contains(kept.Body, []byte("per_x")) {
		t.Error("a statement names people")
	}
}

// stranger verifies with a library that did not sign, by the published keys.
func (f *face) stranger(t *testing.T, statement, keys testkit.Answer) {
	t.Helper()
	claims := jwt.MapClaims{}
	_, err := jwt.ParseWithClaims(statement.Text(t, "jws"), claims, func(token *jwt.Token) (any, error) {
		for _, k := range rows(t, keys, "keys") {
			if k["kid"] == token.Header["kid"] {
				x, err := base64.RawURLEncoding.DecodeString(text(k["x"]))
				return ed25519.PublicKey(x), err
			}
		}
		return nil, fmt.Errorf("no key %v", token.Header["kid"])
	}, jwt.WithValidMethods([]string{"EdDSA"}))
	if err != nil || claims["count"] != 48.0 || len(text(claims["inputs_sha256"])) != 64 {
		t.Error(err, claims)
	}
}
