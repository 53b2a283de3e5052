package app_test

import (
	"bytes"
	"compress/gzip"
	"crypto/rsa"
	"encoding/base64"
	"encoding/json"
	"errors"
	"image/png"
	"io"
	"math/big"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/google/go-cmp/cmp"

	"laurel/internal/testkit"
)

func (s *story) credential(t *testing.T) {
	s.badge = credentialOf(t, s.ada, "engineer")
	public := s.nobody()
	path := "/credentials/" + text(s.badge["id"])
	page := public.Call(t, "GET", path, nil).Want(t, 200)
	if !bytes.Contains(page.Body, []byte("Ada Ander")) || !bytes.Contains(page.Body, []byte("Acme Engineer")) || bytes.Contains(page.Body, []byte("ada@nordic.example")) {
		t.Fatalf("the page: %s", page.Body)
	}
	signed := public.Call(t, "GET", path+".json", nil).Want(t, 200)
	if signed.Text(t, "proof", 0, "cryptosuite") != "eddsa-rdfc-2022" || signed.Text(t, "credentialSubject", "achievement", "name") != "Acme Engineer" {
		t.Fatal(string(signed.Body))
	}
	picture := public.Call(t, "GET", path+".png", nil).Want(t, 200)
	if _, err := png.Decode(bytes.NewReader(picture.Body)); err != nil || !bytes.Contains(picture.Body, []byte("openbadgecredential")) {
		t.Fatal("no baked PNG", err)
	}
	drawing := public.Call(t, "GET", path+".svg", nil).Want(t, 200)
	if !bytes.Contains(drawing.Body, []byte("openbadges:credential")) {
		t.Fatalf("no baked SVG: %.300s", drawing.Body)
	}
	paper := public.Call(t, "GET", path+".pdf", nil).Want(t, 200)
	if !bytes.HasPrefix(paper.Body, []byte("%PDF-")) || len(paper.Body) < 5000 {
		t.Fatalf("no PDF: %.40s", paper.Body)
	}
	public.Call(t, "GET", "/credentials/crd_none.pdf", nil).Refused(t, 404, "not_found")
	s.foreignEyes(t, path)
	verified := s.follow(t, "/verify?code="+url.QueryEscape(text(s.badge["code"])))
	if !bytes.Contains(verified.Body, []byte("Ada Ander")) {
		t.Fatalf("the verify page does not find the code: %s", verified.Body)
	}
}

// foreignEyes verifies the JWT with a library that did not sign it, by the key that the issuer's document names.
func (s *story) foreignEyes(t *testing.T, path string) {
	t.Helper()
	compact := s.nobody().Call(t, "GET", path+".jwt", nil).Want(t, 200)
	claims := jwt.MapClaims{}
	token, err := jwt.ParseWithClaims(string(compact.Body), claims, func(token *jwt.Token) (any, error) {
		kid, _ := token.Header["kid"].(string)
		return s.publicKey(t, kid)
	}, jwt.WithValidMethods([]string{"RS256"}), jwt.WithExpirationRequired())
	if err != nil || !token.Valid {
		t.Fatal(err)
	}
	issuer, _ := claims.GetIssuer()
	if host := strings.Replace(strings.TrimPrefix(s.Settings.Base(), "http://"), ":", "%3A", 1); issuer != "did:web:"+host+":issuers:acme" {
		t.Fatal(issuer)
	}
	broken := string(compact.Body[:len(compact.Body)-8]) + "AAAAAAAA"
	if _, err := jwt.Parse(broken, func(token *jwt.Token) (any, error) { return s.publicKey(t, token.Header["kid"].(string)) }); err == nil {
		t.Fatal("a changed signature verifies")
	}
}

func (s *story) publicKey(t *testing.T, kid string) (*rsa.PublicKey, error) {
	t.Helper()
	document := s.nobody().Call(t, "GET", "/issuers/acme/did.json", nil).Want(t, 200)
	for _, m := range rows(t, document, "verificationMethod") {
		jwk, ok := m["publicKeyJwk"].(object)
		if m["id"] != kid || !ok {
			continue
		}
		n, err := base64.RawURLEncoding.DecodeString(text(jwk["n"]))
		e, err2 := base64.RawURLEncoding.DecodeString(text(jwk["e"]))
		return &rsa.PublicKey{N: new(big.Int).SetBytes(n), E: int(new(big.Int).SetBytes(e).Int64())}, errors.Join(err, err2)
	}
	return nil, errors.New("the issuer's document does not name the key")
}

func (s *story) headcount(t *testing.T, query string) int {
	t.Helper()
	a := s.prm.Call(t, "GET", "/prm/v1/headcounts?partner=ext:SF-1&certification=engineer"+query, nil).Want(t, 200)
	n := 0
	for _, r := range rows(t, a, "data") {
		if group, _ := r["group"].(object); group["certification"] == "engineer" {
			n = number(r["count"])
		}
	}
	return n
}

func (s *story) headcounts(t *testing.T) {
	eventually(t, "two counted engineers", 10*time.Second, func() bool { return s.headcount(t, "") == 2 })
	if n := s.headcount(t, "&as_of="+url.QueryEscape(s.before.UTC().Format(time.RFC3339Nano))); n != 0 {
		t.Fatal("before anybody passed there were", n)
	}
	if n := s.headcount(t, "&as_of="+url.QueryEscape(time.Now().AddDate(2, 1, 0).UTC().Format(time.RFC3339))); n != 0 {
		t.Fatal("when all have run out there are", n)
	}
	behind := s.prm.Call(t, "GET", "/prm/v1/partners/ext:SF-1/headcounts/engineer/people", nil).Want(t, 200)
	if behind.Get(t, "count") != 2.0 || len(rows(t, behind, "counted")) != 2 || bytes.Contains(behind.Body, []byte("Ada")) {
		t.Fatalf("two people without names: %s", behind.Body)
	}
	named := s.admin.Call(t, "POST", "/api/v1/api-keys", object{"name": "with names", "scopes": []string{"headcount:read", "people:read"}}).Want(t, 201)
	behind = s.caller(named.Text(t, "key")).Call(t, "GET", "/prm/v1/partners/"+s.partner+"/headcounts/engineer/people", nil).Want(t, 200)
	if !bytes.Contains(behind.Body, []byte("Ada Ander")) {
		t.Fatalf("names for who may: %s", behind.Body)
	}
	s.prm.Call(t, "GET", "/prm/v1/headcounts?partner=ext:SF-none", nil).Want(t, 404)
}

// becomeCertified: application, two certified, the figure, an approved case study, and the vendor's decision.
func (s *story) becomeCertified(t *testing.T) {
	question := "/prm/v1/partners/ext:SF-1/qualification?program=three-tier-starter&target=certified"
	short := s.prm.Call(t, "GET", question, nil).Want(t, 200)
	nodes := map[string]object{}
	for _, n := range rows(t, short, "nodes") {
		nodes[text(n["id"])] = n
	}
	if c := nodes["certified"]; short.Text(t, "result") == "met" || c["result"] != "met" || c["have"] != 2.0 || c["need"] != 2.0 {
		t.Fatalf("two of two certified: %s", short.Body)
	}
	if p, a := nodes["pipeline"], nodes["case_study"]; p["result"] == "met" || a["result"] != "not_met" || a["have"] != 0.0 || a["need"] != 1.0 || a["short"] != 1.0 {
		t.Fatalf("pipeline and case study are missing: %s", short.Body)
	}
	application := s.lead.Call(t, "POST", "/prm/v1/partners/"+s.partner+"/applications", object{"program": "three-tier-starter", "tier": "certified", "kind": "application"}).Want(t, 201).Text(t, "id")
	s.lead.Call(t, "POST", "/prm/v1/applications/"+application+"/accept", object{"reason": "me"}).Want(t, 403)
	s.manager.Call(t, "POST", "/prm/v1/applications/"+application+"/accept", object{"reason": "Welcome."}).Want(t, 200)
	s.prm.Call(t, "PUT", "/prm/v1/partners/ext:SF-1/facts/pipeline/"+time.Now().AddDate(0, 0, -40).Format("2006-01"), object{
		"value": 1_500_000, "currency": "USD", "source": "prm", "observed_at": time.Now().UTC().Format(time.RFC3339),
	}).Want(t, 200)
	study := s.lead.Call(t, "POST", "/prm/v1/partners/"+s.partner+"/attestations", object{"kind": "case_study", "valid_from": time.Now().UTC().Format(time.DateOnly), "note": "A dam."}).Want(t, 201).Text(t, "id")
	s.lead.Call(t, "POST", "/prm/v1/attestations/"+study+"/approve", nil).Want(t, 403)
	s.manager.Call(t, "POST", "/prm/v1/attestations/"+study+"/approve", nil).Want(t, 200)
	if met := s.prm.Call(t, "GET", question, nil).Want(t, 200); met.Text(t, "result") != "met" {
		t.Fatal(string(met.Body))
	}
	s.promote(t)
}

func (s *story) promote(t *testing.T) {
	t.Helper()
	var proposal string
	eventually(t, "a proposal", 10*time.Second, func() bool {
		proposal = s.prm.Call(t, "GET", "/prm/v1/partners/ext:SF-1/standing", nil).Want(t, 200).Text(t, "proposals", 0, "id")
		return proposal != ""
	})
	ruling := object{"proposal": proposal, "decision": "accept", "reason": "A good partner."}
	s.lead.Call(t, "POST", "/prm/v1/standing-decisions", ruling).Want(t, 403)
	s.prm.Call(t, "POST", "/prm/v1/standing-decisions", ruling).Refused(t, 403, "scope_missing")
	s.manager.Call(t, "POST", "/prm/v1/standing-decisions", ruling).Want(t, 200)
	held := s.prm.Call(t, "GET", "/prm/v1/partners/ext:SF-1/standing", nil).Want(t, 200)
	if held.Text(t, "tier") != "certified" || len(rows(t, held, "grants")) == 0 {
		t.Fatal(string(held.Body))
	}
	history := s.prm.Call(t, "GET", "/prm/v1/partners/ext:SF-1/standing/history", nil).Want(t, 200)
	if !bytes.Contains(history.Body, []byte("A good partner.")) {
		t.Fatal(string(history.Body))
	}
}

// strategic is by invitation of the vendor, and says what is short.
func (s *story) strategic(t *testing.T) {
	ask := object{"program": "three-tier-starter", "tier": "strategic", "kind": "invitation"}
	s.lead.Call(t, "POST", "/prm/v1/partners/"+s.partner+"/applications", ask).Want(t, 403)
	invitation := s.manager.Call(t, "POST", "/prm/v1/partners/"+s.partner+"/applications", ask).Want(t, 201).Text(t, "id")
	s.lead.Call(t, "POST", "/prm/v1/applications/"+invitation+"/accept", object{"reason": "Gladly."}).Want(t, 200)
	e := s.prm.Call(t, "GET", "/prm/v1/partners/ext:SF-1/qualification", nil).Want(t, 200)
	if e.Text(t, "target") != "strategic" || e.Text(t, "result") == "met" || e.Text(t, "holds") != "certified" || e.Text(t, "summary") == "" || len(e.Text(t, "result_sha256")) != 64 {
		t.Fatal(string(e.Body))
	}
	for _, n := range rows(t, e, "nodes") {
		if n["id"] == "certified5" && (n["have"] != 2.0 || n["need"] != 5.0 || n["short"] != 3.0) {
			t.Fatal(n)
		}
	}
	if held := s.prm.Call(t, "GET", "/prm/v1/partners/ext:SF-1/standing", nil).Text(t, "tier"); held != "certified" {
		t.Fatal(held)
	}
}

func (s *story) adminSees(t *testing.T) {
	team := s.lead.Call(t, "GET", "/api/v1/partners/"+s.partner+"/team", nil).Want(t, 200)
	certified := 0
	for _, m := range rows(t, team, "data") {
		for _, c := range list(m["certifications"]) {
			if c["certification"] == "engineer" && c["state"] == "active" && text(c["valid_until"]) != "" {
				certified++
			}
		}
	}
	if certified != 2 || len(rows(t, team, "data")) != 3 {
		t.Fatal(string(team.Body))
	}
	s.ada.Call(t, "GET", "/api/v1/partners/"+s.partner+"/team", nil).Want(t, 403)
	sheet := s.lead.Call(t, "GET", "/api/v1/partners/"+s.partner+"/team.csv", nil).Want(t, 200)
	if !bytes.Contains(sheet.Body, []byte("Ada Ander")) {
		t.Fatal(string(sheet.Body))
	}
	s.lead.Call(t, "GET", "/prm/v1/headcounts", nil).Want(t, 200)
	s.auditor.Call(t, "GET", "/api/v1/partners/"+s.partner+"/team", nil).Want(t, 200)
	s.auditor.Call(t, "POST", "/api/v1/partners", object{"name": "No", "country": "SE"}).Want(t, 403)
	s.quiet(t)
	subjects := map[string]int{}
	for _, l := range s.letters(t) {
		subjects[l.to+" "+l.subject]++
	}
	if subjects["ada@nordic.example Your certificate is here"] != 2 {
		t.Fatal("letters:", subjects)
	}
}

func (s *story) told(t *testing.T) {
	for kind, n := range map[string]int{"credential.issued": 3, "program.published": 1, "standing.proposed": 1, "affiliation.changed": 3} {
		eventually(t, kind, 10*time.Second, func() bool { return len(s.receiver.of(kind)) == n })
	}
	counts := []int{}
	eventually(t, "headcount.changed up to two", 10*time.Second, func() bool {
		counts = counts[:0]
		for _, m := range s.receiver.of("headcount.changed") {
			if d := m["data"].(object); d["certification"] == "engineer" {
				counts = append(counts, number(d["count"]))
			}
		}
		return len(counts) >= 2
	})
	eventually(t, "standing.changed to certified", 10*time.Second, func() bool {
		for _, m := range s.receiver.of("standing.changed") {
			if m["data"].(object)["to"] == "certified" {
				return true
			}
		}
		return false
	})
	distinct, repeated, bad := s.receiver.heard()
	if len(bad) > 0 || repeated > 0 || len(counts) != 2 {
		t.Fatal(distinct, "heard,", repeated, "repeated, bad:", bad, "counts:", counts)
	}
	s.receiver.mu.Lock()
	defer s.receiver.mu.Unlock()
	for _, m := range s.receiver.got {
		body, _ := json.Marshal(m)
		if bytes.Contains(body, []byte("Ada")) || bytes.Contains(body, []byte("@nordic")) || text(m["timestamp"]) == "" {
			t.Errorf("a message with a name in it, or without a time: %s", body)
		}
	}
}

// feed reads from the beginning in small pages: each event once, and all that the webhooks told.
func (s *story) feed(t *testing.T) {
	seen, cursor, last := map[string]bool{}, "", -1
	for range 200 {
		a := s.prm.Call(t, "GET", "/prm/v1/changes?limit=5&cursor="+url.QueryEscape(cursor), nil).Want(t, 200)
		for _, e := range rows(t, a, "data") {
			if seen[text(e["id"])] || number(e["sequence"]) <= last {
				t.Fatal("twice or out of order:", e)
			}
			seen[text(e["id"])], last = true, number(e["sequence"])
		}
		if cursor = a.Text(t, "next_cursor"); a.Get(t, "has_more") != true {
			break
		}
	}
	for _, id := range s.receiver.all() {
		if !seen[id] {
			t.Errorf("%s was told by webhook and is not in the feed", id)
		}
	}
	if len(seen) < 8 {
		t.Fatal("the feed has", len(seen))
	}
	s.prm.Call(t, "GET", "/prm/v1/changes?cursor=nonsense", nil).Want(t, 422)
}

// revoke says no everywhere within a minute.
func (s *story) revoke(t *testing.T) {
	id := text(s.benBadge["id"])
	entry := s.nobody().Call(t, "GET", "/credentials/"+id+".json", nil).Want(t, 200)
	if s.marked(t, entry) {
		t.Fatal("marked before it was revoked")
	}
	s.lead.Call(t, "POST", "/api/v1/credentials/"+id+"/revoke", object{"reason": "No."}).Want(t, 403)
	held := time.Now()
	s.manager.Call(t, "POST", "/api/v1/credentials/"+id+"/revoke", object{"reason": "Somebody else sat there."}).Want(t, 200)
	revoked := time.Now()
	eventually(t, "the bit in the status list", 60*time.Second, func() bool { return s.marked(t, entry) })
	if time.Since(revoked) > time.Minute {
		t.Error("the status list said it too late")
	}
	t.Logf("the status list said it after %s", time.Since(revoked).Round(time.Millisecond))
	eventually(t, "one counted engineer", 15*time.Second, func() bool { return s.headcount(t, "") == 1 })
	if n := s.headcount(t, "&as_of="+url.QueryEscape(held.UTC().Format(time.RFC3339Nano))); n != 2 {
		t.Fatal("before it was revoked there were", n)
	}
	page := s.nobody().Call(t, "GET", "/credentials/"+id, nil).Want(t, 200)
	if !bytes.Contains(bytes.ToLower(page.Body), []byte("revoked")) {
		t.Fatal("the page does not say it")
	}
	behind := s.prm.Call(t, "GET", "/prm/v1/partners/ext:SF-1/headcounts/engineer/people", nil).Want(t, 200)
	if out := rows(t, behind, "excluded"); len(out) == 0 || text(out[0]["why"]) == "" {
		t.Fatal(string(behind.Body))
	}
	eventually(t, "credential.revoked", 10*time.Second, func() bool { return len(s.receiver.of("credential.revoked")) == 1 })
}

// marked reads the public status list as anybody would: unpack it, look at the bit.
func (s *story) marked(t *testing.T, credential testkit.Answer) bool {
	t.Helper()
	address := strings.TrimPrefix(credential.Text(t, "credentialStatus", "statusListCredential"), s.Settings.Base())
	published := s.nobody().Call(t, "GET", address, nil).Want(t, 200)
	packed, err := base64.RawURLEncoding.DecodeString(strings.TrimPrefix(published.Text(t, "credentialSubject", "encodedList"), "u"))
	if err != nil {
		t.Fatal(err)
	}
	z, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		t.Fatal(err)
	}
	bits, err := io.ReadAll(io.LimitReader(z, 1<<20))
	index, err2 := strconv.Atoi(credential.Text(t, "credentialStatus", "statusListIndex"))
	if err != nil || err2 != nil || len(bits) < 16384 {
		t.Fatal(err, err2, len(bits))
	}
	return bits[index/8]&(1<<(7-index%8)) != 0
}

// again runs every deed that was ever done a second time: nothing changes.
func (s *story) again(t *testing.T) {
	s.quiet(t)
	before := s.census(t)
	distinct, _, _ := s.receiver.heard()
	s.age(t, "update outbox_jobs set done_at = null, leased_until = null, due_at = ?", time.Now().UTC().Add(-time.Minute))
	s.quiet(t)
	if diff := cmp.Diff(before, s.census(t)); diff != "" {
		t.Errorf("the second time changed something:\n%s", diff)
	}
	after, repeated, bad := s.receiver.heard()
	if after != distinct || repeated != 0 || len(bad) != 0 {
		t.Errorf("%d messages before, %d after, %d repeated, bad %v", distinct, after, repeated, bad)
	}
	if n := s.headcount(t, ""); n != 1 {
		t.Errorf("counted engineers: %d", n)
	}
	if told, err := s.Rebuild(t.Context()); err != nil || told == 0 {
		t.Error("rebuild:", told, err)
	}
	s.quiet(t)
	if diff := cmp.Diff(before, s.census(t)); diff != "" {
		t.Errorf("a rebuild changed something:\n%s", diff)
	}
	entries, firstBad, err := s.Audit.Verify(t.Context())
	if err != nil || firstBad != 0 {
		t.Error("the audit chain:", entries, firstBad, err)
	}
}

// census counts what deeds leave behind.
func (s *story) census(t *testing.T) map[string]int {
	t.Helper()
	out := map[string]int{"letters": len(s.letters(t))}
	for _, table := range []string{
		"outbox_facts", "outbox_jobs", "credentials", "certification_evidence", "registrations", "attempts", "attempt_results", "orders", "payments", "entitlements", "ledger_entries",
		"tier_people", "tier_partners", "tier_affiliations", "tier_awards", "tier_headcounts", "tier_qualifications", "tier_standings", "tier_decisions", "tier_proposals",
		"webhook_events", "webhook_deliveries", "webhook_attempts",
	} {
		out[table] = s.count(t, "select count(*) from "+table)
	}
	return out
}
