package app_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"laurel/cmd/internal/app"
	"laurel/internal/testkit"
)

// TestTheMainJob drives the whole way over HTTP: somebody is invited, learns, pays, sits, passes and gets a badge; the
// headcount moves, the tier check answers, and the PRM reads and hears of it.
func TestTheMainJob(t *testing.T) {
	t.Parallel()
	eachHouse(t, tell)
}

// TestOneConnectionIsEnough tells it again to a process with one connection to PostgreSQL: whoever asks for a second one inside
// a transaction waits for ever here, and under load everywhere.
func TestOneConnectionIsEnough(t *testing.T) {
	t.Parallel()
	if settings, ok := serverSettings(t); ok {
		settings.Connections = 1
		tell(t, openHouse(t, settings, app.Mode{API: true, Workers: true, Migrate: true}))
	}
}

func tell(t *testing.T, h *house) {
	s := &story{house: h, root: t}
	for _, step := range []struct {
		name string
		do   func(t *testing.T)
	}{
		{"staff", s.staff}, {"the bank", s.fillBank}, {"certification and exam", s.offerExam}, {"learning", s.teach}, {"the PRM connects", s.connect},
		{"the program", s.publishProgram}, {"the partner and its people", s.people}, {"the closed gate", s.closedGate}, {"learning opens it", s.learn},
		{"paying by voucher", s.payByVoucher}, {"the attempt", s.attempt}, {"the credential", s.credential}, {"paying by card", s.payByCard}, {"free", s.free},
		{"headcounts", s.headcounts}, {"certified", s.becomeCertified}, {"strategic", s.strategic}, {"what the partner admin sees", s.adminSees},
		{"what the webhooks told", s.told}, {"the feed", s.feed}, {"revocation", s.revoke}, {"again", s.again},
	} {
		began := time.Now()
		if ok := t.Run(step.name, step.do); !ok {
			t.FailNow()
		}
		t.Logf("%-28s %s", step.name, time.Since(began).Round(time.Millisecond))
	}
}

// story is what the steps hand on.
type story struct {
	*house
	root                            *testing.T // lives as long as the story, where a step does not
	admin, author, manager, auditor *testkit.Client
	lead, ada, ben, prm             *testkit.Client
	bank, partner                   string
	receiver                        *receiver
	before                          time.Time
	registration, attemptID         string
	badge                           object
	benBadge                        object
}

func (s *story) staff(t *testing.T) {
	s.admin = s.signIn(t, adminEmail)
	if roles := s.admin.Call(t, "GET", "/api/v1/me", nil).Want(t, 200).Text(t, "roles", 0); roles != "vendor_admin" {
		t.Fatal(roles)
	}
	s.author = s.hire(t, s.admin, "author@acme.example", "author")
	s.manager = s.hire(t, s.admin, "manager@acme.example", "program_manager")
	s.auditor = s.hire(t, s.admin, "auditor@acme.example", "auditor")
	s.author.Call(t, "POST", "/api/v1/people", object{"email": "x@acme.example", "name": "X", "roles": []string{"author"}}).Refused(t, 403, "role_missing")
	s.nobody().Call(t, "GET", "/api/v1/me", nil).Refused(t, 401, "not_signed_in")
	s.rotation(t)
}

// rotation trades a refresh token once; the second use of the old one ends the session.
func (s *story) rotation(t *testing.T) {
	t.Helper()
	first := s.nobody().Call(t, "POST", "/api/v1/session", object{"email": "auditor@acme.example", "password": password}).Want(t, 201)
	second := s.nobody().Call(t, "POST", "/api/v1/session/refresh", object{"refresh_token": first.Text(t, "refresh_token")}).Want(t, 200)
	if second.Text(t, "refresh_token") == first.Text(t, "refresh_token") {
		t.Fatal("the refresh token stayed the same")
	}
	s.caller(second.Text(t, "access_token")).Call(t, "GET", "/api/v1/me", nil).Want(t, 200)
	s.caller(second.Text(t, "access_token")).Call(t, "DELETE", "/api/v1/session", nil).Want(t, 204)
	s.nobody().Call(t, "POST", "/api/v1/session/refresh", object{"refresh_token": second.Text(t, "refresh_token")}).Want(t, 401)
	s.nobody().Call(t, "POST", "/api/v1/session", object{"email": "auditor@acme.example", "password": "something else entirely"}).Want(t, 401)
}

// brokenItems sit between good ones: one without a right answer, one that never closes.
const brokenItems = "\n// [id:x1]\n::x1::Nothing here is right. {~one ~two}\n\n// [id:x2]\n::x2::This one never closes. {=right ~wrong\n\n// [id:ok]\n::ok::Pick the right one of ok. {=right ok ~wrong ok}\n"

func (s *story) fillBank(t *testing.T) {
	s.bank = s.author.Call(t, "POST", "/api/v1/item-banks", object{"name": "Engineer bank"}).Want(t, 201).Text(t, "id")
	path := "/api/v1/item-banks/" + s.bank
	report := s.author.Call(t, "POST", path+"/imports?format=gift", "$CATEGORY: Acme/Gamma\n"+brokenItems, "Content-Type: text/plain").Want(t, 201)
	if report.Text(t, "source_items") != "3" || report.Text(t, "imported") != "1" || report.Text(t, "rejected") != "2" || report.Text(t, "state") != "done" {
		t.Fatalf("two of three are broken: %s", report.Body)
	}
	for _, e := range rows(t, report, "entries") {
		if bad := e["source_ref"] != "ok"; bad && (text(e["reason"]) == "" || number(e["line"]) < 2 || e["outcome"] != "rejected") {
			t.Errorf("a rejected item without line and reason: %v", e)
		}
	}
	again := s.author.Call(t, "GET", path+"/imports/"+report.Text(t, "id"), nil).Want(t, 200)
	if again.Text(t, "entries") != report.Text(t, "entries") {
		t.Errorf("the report reads differently later: %s", again.Body)
	}
	s.manager.Call(t, "POST", path+"/imports?format=gift", goodItems, "Content-Type: text/plain").Refused(t, 403, "role_missing")
}

func (s *story) offerExam(t *testing.T) {
	document := object{"title": "Acme Engineer", "level": "professional", "family": "Acme", "roles": []string{"engineer"}, "validity_months": 24, "criteria": "Passes the engineer exam.", "skills": []string{"Rivers"}}
	made := s.author.Call(t, "PUT", "/api/v1/certifications/engineer", document).Want(t, 201)
	s.author.Call(t, "PUT", "/api/v1/certifications/engineer", document).Want(t, 428)
	s.author.Call(t, "PUT", "/api/v1/certifications/engineer", document, `If-Match: "never"`).Want(t, 412)
	s.author.Call(t, "PUT", "/api/v1/certifications/engineer", document, "If-Match: "+made.Header.Get("ETag")).Want(t, 200)
	s.author.Call(t, "PUT", "/api/v1/certifications/basics", object{"title": "Acme Basics", "validity_months": 12, "criteria": "Passes the basics exam."}).Want(t, 201)
	s.author.Call(t, "POST", "/api/v1/exams", examDocument("engineer-exam", s.bank, "engineer", 15000)).Want(t, 201)
	lacking := s.author.Call(t, "POST", "/api/v1/exams/engineer-exam/publish", nil).Want(t, 422)
	if !strings.Contains(string(lacking.Body), "Alpha") || !strings.Contains(string(lacking.Body), "Beta") {
		t.Errorf("the refusal does not name what the bank lacks: %s", lacking.Body)
	}
	report := s.author.Call(t, "POST", "/api/v1/item-banks/"+s.bank+"/imports?format=gift", goodItems, "Content-Type: text/plain").Want(t, 201)
	if report.Text(t, "source_items") != "10" || report.Text(t, "imported") != "10" {
		t.Fatalf("ten good ones: %s", report.Body)
	}
	published := s.author.Call(t, "POST", "/api/v1/exams/engineer-exam/publish", nil).Want(t, 200)
	if published.Text(t, "state") != "published" {
		t.Fatal(published.Text(t, "state"))
	}
	s.author.Call(t, "POST", "/api/v1/exams", examDocument("basics-exam", s.bank, "basics", 0)).Want(t, 201)
	s.author.Call(t, "POST", "/api/v1/exams/basics-exam/publish", nil).Want(t, 200)
}

func (s *story) teach(t *testing.T) {
	s.author.Call(t, "PUT", "/api/v1/courses/rivers", object{"title": "Rivers", "lessons": []object{
		{"key": "springs", "title": "Springs", "minutes": 5, "markdown": "# Springs\n\nThey rise."}, {"key": "deltas", "title": "Deltas", "minutes": 5, "markdown": "# Deltas\n\nThey end."},
	}}).Want(t, 201)
	s.author.Call(t, "PUT", "/api/v1/tracks/engineer-track", object{"title": "Engineer", "job_role": "engineer", "courses": []string{"rivers"}, "opens": []string{"engineer-exam"}}).Want(t, 201)
}

func (s *story) publishProgram(t *testing.T) {
	presets := s.manager.Call(t, "GET", "/api/v1/program-presets", nil).Want(t, 200)
	if !strings.Contains(string(presets.Body), `"three-tier-starter"`) || presets.Text(t, "data", 0, "source") == "" {
		t.Fatal(string(presets.Body))
	}
	draft := s.manager.Call(t, "POST", "/api/v1/programs", object{"preset": "three-tier-starter"}).Want(t, 201)
	if draft.Text(t, "state") != "draft" {
		t.Fatal(string(draft.Body))
	}
	s.author.Call(t, "POST", "/api/v1/programs/three-tier-starter/versions/"+draft.Text(t, "version")+"/publish", object{}).Refused(t, 403, "role_missing")
	s.manager.Call(t, "POST", "/api/v1/programs/three-tier-starter/versions/"+draft.Text(t, "version")+"/publish", object{}).Want(t, 200)
}

// connect makes the API key of the PRM and its webhook endpoint.
func (s *story) connect(t *testing.T) {
	made := s.admin.Call(t, "POST", "/api/v1/api-keys", object{"name": "the PRM", "scopes": []string{
		"headcount:read", "qualification:read", "facts:write", "evidence:write", "webhooks:manage", "catalog:read", "export:read",
	}}, "Idempotency-Key: prm-key").Want(t, 201)
	s.admin.Call(t, "POST", "/api/v1/api-keys", object{"name": "the PRM", "scopes": []string{
		"headcount:read", "qualification:read", "facts:write", "evidence:write", "webhooks:manage", "catalog:read", "export:read",
	}}, "Idempotency-Key: prm-key").Refused(t, 409, "already_created")
	s.prm = s.caller(made.Text(t, "key"))
	s.prm.Call(t, "PUT", "/prm/v1/partners/ext:SF-9", object{"name": "No", "country": "SE"}).Refused(t, 403, "scope_missing")
	s.prm.Call(t, "GET", "/api/v1/me", nil).Want(t, 403)
	s.receiver = listen(s.root)
	endpoint := s.prm.Call(t, "POST", "/prm/v1/webhook-endpoints", object{"url": s.receiver.URL}).Want(t, 201)
	s.receiver.secret.Store(endpoint.Text(t, "secret"))
}

func (s *story) people(t *testing.T) {
	made := s.manager.Call(t, "POST", "/api/v1/partners", object{"name": "Nordic Rivers AB", "country": "SE", "external_id": "SF-1", "programs": []string{"three-tier-starter"}}).Want(t, 201)
	s.partner = made.Text(t, "id")
	if made.Header.Get("Location") != "/api/v1/partners/"+s.partner {
		t.Fatal(made.Header.Get("Location"))
	}
	s.lead = s.invite(t, s.manager, s.partner, "lead@nordic.example", "Lena Lead", "partner_admin")
	s.ada = s.invite(t, s.lead, s.partner, "ada@nordic.example", "Ada Ander", "candidate")
	s.ben = s.invite(t, s.lead, s.partner, "ben@nordic.example", "Ben Berg", "candidate")
	me := s.ada.Call(t, "GET", "/api/v1/me", nil).Want(t, 200)
	if me.Text(t, "affiliations", 0, "partner", "id") != s.partner || me.Text(t, "affiliations", 0, "job_roles", 0) != "engineer" {
		t.Fatal(string(me.Body))
	}
	token := s.link(t, "ada@nordic.example", "token")
	s.nobody().Call(t, "POST", "/api/v1/invitations/accept", object{"token": token, "password": password}).Want(t, 410)
	s.ada.Call(t, "POST", "/api/v1/partners/"+s.partner+"/invitations", object{"email": "no@nordic.example", "name": "No", "roles": []string{"candidate"}}).Want(t, 403)
}

func (s *story) closedGate(t *testing.T) {
	mine := s.ada.Call(t, "GET", "/api/v1/exams/engineer-exam", nil).Want(t, 200)
	if mine.Text(t, "mine", "state") != "locked" || mine.Text(t, "mine", "unmet", 0, "id") != "engineer-track" {
		t.Fatal(string(mine.Body))
	}
	refused := s.ada.Call(t, "POST", "/api/v1/exams/engineer-exam/registrations", object{"pay_with": "card"}, key()).Refused(t, 409, "gate_closed")
	if unmet := rows(t, refused, "unmet"); len(unmet) != 1 || unmet[0]["kind"] != "track" || text(unmet[0]["title"]) == "" || text(unmet[0]["link"]) == "" {
		t.Fatal(string(refused.Body))
	}
	if n := s.count(t, "select count(*) from registrations"); n != 0 {
		t.Fatal("a refused registration left rows behind:", n)
	}
	s.before = time.Now().Add(-time.Second) // credentials are dated by the second
}

func (s *story) learn(t *testing.T) {
	for _, who := range []*testkit.Client{s.ada, s.ben} {
		way := who.Call(t, "POST", "/api/v1/tracks/engineer-track/enrollments", nil).Want(t, 201).Text(t, "id")
		seen := who.Call(t, "GET", "/api/v1/enrollments/"+way, nil).Want(t, 200)
		lessons := list(seen.Get(t, "courses", 0, "lessons"))
		if len(lessons) != 2 {
			t.Fatal(string(seen.Body))
		}
		for i, l := range lessons {
			if html := who.Call(t, "GET", "/api/v1/lessons/"+text(l["id"]), nil).Want(t, 200).Text(t, "html"); !strings.Contains(html, "They") {
				t.Fatal(html)
			}
			done := who.Call(t, "PUT", "/api/v1/enrollments/"+way+"/lessons/"+text(l["id"])+"/progress", object{"completed": true}).Want(t, 200)
			if done.Get(t, "enrollment", "percent") != float64(50*(i+1)) {
				t.Fatal(string(done.Body))
			}
		}
		if state := who.Call(t, "GET", "/api/v1/exams/engineer-exam", nil).Text(t, "mine", "state"); state != "open" {
			t.Fatal("the gate stays", state)
		}
	}
	eventually(t, "two trained people and the lowest tier", 15*time.Second, func() bool {
		return s.prm.Call(t, "GET", "/prm/v1/partners/ext:SF-1/standing", nil).Want(t, 200).Text(t, "tier") == "registered"
	})
}

func (s *story) payByVoucher(t *testing.T) {
	pack := s.manager.Call(t, "POST", "/api/v1/voucher-packs", object{"exam": "engineer-exam", "partner": s.partner, "count": 2, "expires_at": time.Now().AddDate(1, 0, 0).UTC().Format(time.RFC3339)}, key()).Want(t, 201)
	voucher := pack.Text(t, "vouchers", 0, "id")
	person := s.ada.Call(t, "GET", "/api/v1/me", nil).Text(t, "id")
	s.lead.Call(t, "POST", "/api/v1/vouchers/"+voucher+"/assign", object{"person": person}).Want(t, 200)
	once := key()
	registered := s.ada.Call(t, "POST", "/api/v1/exams/engineer-exam/registrations", object{"pay_with": "voucher"}, once).Want(t, 201)
	if registered.Text(t, "state") != "ready" {
		t.Fatal(string(registered.Body))
	}
	s.registration = registered.Text(t, "id")
	repeated := s.ada.Call(t, "POST", "/api/v1/exams/engineer-exam/registrations", object{"pay_with": "voucher"}, once).Want(t, 201)
	if repeated.Text(t, "id") != s.registration {
		t.Fatal("the same key gave another registration")
	}
	s.ada.Call(t, "POST", "/api/v1/exams/engineer-exam/registrations", object{"pay_with": "card"}, once).Refused(t, 422, "idempotency_key_reused")
	s.refunded(t, registered)
	if used := s.count(t, "select count(*) from vouchers where state = 'redeemed'"); used > 1 {
		t.Fatal("vouchers used:", used)
	}
	s.ben.Call(t, "GET", "/api/v1/registrations/"+s.registration, nil).Want(t, 404)
}

// refunded gives the place back and takes another with the voucher that came back.
func (s *story) refunded(t *testing.T, registered testkit.Answer) {
	t.Helper()
	s.ada.Call(t, "POST", "/api/v1/exams/engineer-exam/registrations", object{"pay_with": "voucher"}, key()).Refused(t, 409, "already_registered")
	s.admin.Call(t, "POST", "/api/v1/orders/"+registered.Text(t, "order", "id")+"/refund", object{"reason": "changed plans"}, key()).Want(t, 200)
	again := s.ada.Call(t, "POST", "/api/v1/exams/engineer-exam/registrations", object{"pay_with": "voucher"}, key()).Want(t, 201)
	if again.Text(t, "state") != "ready" || again.Text(t, "id") == s.registration {
		t.Fatal(string(again.Body))
	}
	if state := s.ada.Call(t, "GET", "/api/v1/registrations/"+s.registration, nil).Text(t, "state"); state != "cancelled" {
		t.Fatal("a refunded registration is", state)
	}
	s.registration = again.Text(t, "id")
}

func (s *story) attempt(t *testing.T) {
	started := s.ada.Call(t, "POST", "/api/v1/registrations/"+s.registration+"/attempts", nil).Want(t, 201)
	s.attemptID = started.Text(t, "id")
	if s.ada.Call(t, "POST", "/api/v1/registrations/"+s.registration+"/attempts", nil).Want(t, 200).Text(t, "id") != s.attemptID {
		t.Fatal("a second attempt for one registration")
	}
	body := string(started.Body)
	for _, secret := range []string{"correct", "rationale", "accepted", "worth", "intervals"} {
		if strings.Contains(body, secret) {
			t.Errorf("what a candidate gets says %q: %s", secret, body)
		}
	}
	questions, path, epoch := items(t, started), "/api/v1/attempts/"+s.attemptID, started.Get(t, "epoch")
	if len(questions) != 6 || epoch != 1.0 {
		t.Fatal(body)
	}
	s.saves(t, path, questions)
	s.takeOver(t, path, questions)
	s.ben.Call(t, "GET", path, nil).Want(t, 404)
	s.ada.Call(t, "GET", path+"/result", nil).Want(t, 404)
	receipt := s.ada.Call(t, "POST", path+"/submit", object{"epoch": 2}).Want(t, 200)
	if receipt.Text(t, "close_reason") == "" || receipt.Get(t, "answered") != 6.0 || receipt.Get(t, "unanswered") != 0.0 || len(receipt.Text(t, "responses_sha256")) != 64 || receipt.Text(t, "signature") == "" {
		t.Fatal(string(receipt.Body))
	}
	if again := s.ada.Call(t, "POST", path+"/submit", object{"epoch": 2}).Want(t, 200); string(again.Body) != string(receipt.Body) {
		t.Fatalf("another receipt: %s", again.Body)
	}
	s.ada.Call(t, "PUT", path+"/responses/1", object{"epoch": 2, "seq": 99, "response": nil}).Refused(t, 409, "attempt_closed")
	s.result(t, path)
}

// saves shows what a number and an epoch are for.
func (s *story) saves(t *testing.T, path string, questions []object) {
	t.Helper()
	first, right := path+"/responses/"+text(questions[0]["position"]), answer(t, questions[0])
	one := s.ada.Call(t, "PUT", first, object{"epoch": 1, "seq": 2, "response": right}).Want(t, 200)
	if one.Get(t, "applied") != true || one.Text(t, "deadline_at") == "" || one.Text(t, "server_now") == "" {
		t.Fatal(string(one.Body))
	}
	if twin := s.ada.Call(t, "PUT", first, object{"epoch": 1, "seq": 2, "response": right}).Want(t, 200); twin.Get(t, "applied") != true {
		t.Fatalf("a duplicate gets the first answer: %s", twin.Body)
	}
	if late := s.ada.Call(t, "PUT", first, object{"epoch": 1, "seq": 1, "response": nil}).Want(t, 200); late.Get(t, "applied") != false {
		t.Fatalf("an older one was applied: %s", late.Body)
	}
	s.ada.Call(t, "PUT", first, object{"epoch": 1, "seq": 2, "response": nil}).Refused(t, 409, "seq_reuse")
	s.ada.Call(t, "PUT", first, object{"epoch": 2, "seq": 3, "response": nil}).Refused(t, 409, "superseded")
	s.ada.Call(t, "PUT", first, object{"epoch": 1, "seq": 3, "response": object{"nonsense": 1}}).Want(t, 422)
	s.ada.Call(t, "PUT", path+"/responses/999", object{"epoch": 1, "seq": 1, "response": nil}).Want(t, 422)
}

// takeOver goes on in another tab; the old one is told.
func (s *story) takeOver(t *testing.T, path string, questions []object) {
	t.Helper()
	if epoch := s.ada.Call(t, "POST", path+"/takeover", nil).Want(t, 200).Get(t, "epoch"); epoch != 2.0 {
		t.Fatal("epoch", epoch)
	}
	s.ada.Call(t, "PUT", path+"/responses/1", object{"epoch": 1, "seq": 9, "response": nil}).Refused(t, 409, "superseded")
	responses := []object{}
	for i, q := range questions {
		seq := 1
		if i == 0 {
			seq = 3
		}
		responses = append(responses, object{"position": q["position"], "seq": seq, "response": answer(t, q), "flagged": i == 2})
	}
	s.ada.Call(t, "PUT", path+"/responses", object{"epoch": 2, "responses": responses}).Want(t, 200)
	seen := s.ada.Call(t, "GET", path, nil).Want(t, 200)
	if held := rows(t, seen, "responses"); len(held) != 6 || seen.Get(t, "epoch") != 2.0 {
		t.Fatal(string(seen.Body))
	}
}

func (s *story) result(t *testing.T, path string) {
	t.Helper()
	var result testkit.Answer
	eventually(t, "the result", 10*time.Second, func() bool {
		result = s.ada.Call(t, "GET", path+"/result", nil)
		return result.Status == http.StatusOK && result.Text(t, "state") == "released"
	})
	if result.Text(t, "decision") != "pass" || result.Get(t, "scaled_score") != 1000.0 || result.Get(t, "cut_score") != 700.0 {
		t.Fatal(string(result.Body))
	}
	names := []string{}
	for _, d := range rows(t, result, "domains") {
		names = append(names, text(d["name"]))
	}
	if strings.Join(names, " ") != "Alpha Beta" {
		t.Fatal(names)
	}
}

// payByCard buys on the hosted page of the provider and waits for its signed word. An earlier link cannot be paid any more.
func (s *story) payByCard(t *testing.T) {
	earlier := s.ben.Call(t, "POST", "/api/v1/exams/engineer-exam/registrations", object{"pay_with": "card"}, key()).Want(t, 201)
	registered := s.ben.Call(t, "POST", "/api/v1/exams/engineer-exam/registrations", object{"pay_with": "card"}, key()).Want(t, 201)
	checkout := registered.Text(t, "order", "checkout_url")
	if registered.Text(t, "state") != "awaiting_payment" || checkout == "" || registered.Get(t, "order", "total", "amount") != 15000.0 {
		t.Fatal(string(registered.Body))
	}
	s.nobody().Call(t, "GET", strings.TrimPrefix(earlier.Text(t, "order", "checkout_url"), s.Settings.Base()), nil).Want(t, 410)
	id := registered.Text(t, "id")
	s.ben.Call(t, "POST", "/api/v1/registrations/"+id+"/attempts", nil).Want(t, 409)
	page := s.follow(t, checkout)
	if !strings.Contains(string(page.Body), "Sandbox") {
		t.Fatalf("not marked as a sandbox: %s", page.Body)
	}
	form := func(card string) testkit.Answer {
		return s.nobody().Call(t, "POST", page.Header.Get("X-Address"), url.Values{"card": {card}}.Encode(), "Content-Type: application/x-www-form-urlencoded")
	}
	form("decline").Want(t, 200)
	if state := s.ben.Call(t, "GET", "/api/v1/registrations/"+id, nil).Text(t, "state"); state != "awaiting_payment" {
		t.Fatal("after a declined card:", state)
	}
	form("duplicate").Want(t, 303)
	eventually(t, "the payment is known", 15*time.Second, func() bool {
		return s.ben.Call(t, "GET", "/api/v1/registrations/"+id, nil).Want(t, 200).Text(t, "state") == "ready"
	})
	order := s.ben.Call(t, "GET", "/api/v1/orders/"+registered.Text(t, "order", "id"), nil).Want(t, 200)
	if order.Text(t, "state") != "paid" || len(rows(t, order, "payments")) != 1 {
		t.Fatalf("told three times and paid once: %s", order.Body)
	}
	s.ada.Call(t, "GET", "/api/v1/orders/"+registered.Text(t, "order", "id"), nil).Want(t, 404)
	s.nobody().Call(t, "POST", "/api/v1/webhooks/sandbox", `{"id":"evt_forged"}`).Want(t, 400)
	pass(t, s.ben, sit(t, s.ben, id))
	s.benBadge = credentialOf(t, s.ben, "engineer")
}

// follow opens a page as a browser would, over the redirects, and says in X-Address where it ended.
func (s *story) follow(t *testing.T, address string) testkit.Answer {
	t.Helper()
	for range 4 {
		path := strings.TrimPrefix(address, s.Settings.Base())
		page := s.nobody().Call(t, "GET", path, nil)
		if page.Status < 300 || page.Status >= 400 {
			page.Want(t, 200).Header.Set("X-Address", path)
			return page
		}
		address = page.Header.Get("Location")
	}
	t.Fatal("too many redirects to", address)
	return testkit.Answer{}
}

func (s *story) free(t *testing.T) {
	s.ada.Call(t, "POST", "/api/v1/exams/engineer-exam/registrations", object{"pay_with": "free"}, key()).Want(t, 409)
	registered := s.ada.Call(t, "POST", "/api/v1/exams/basics-exam/registrations", object{"pay_with": "free"}, key()).Want(t, 201)
	if registered.Text(t, "state") != "ready" || registered.Get(t, "order", "total", "amount") != 0.0 {
		t.Fatal(string(registered.Body))
	}
	pass(t, s.ada, sit(t, s.ada, registered.Text(t, "id")))
	credentialOf(t, s.ada, "basics")
	s.nobody().Call(t, "POST", "/api/v1/exams/basics-exam/registrations", object{"pay_with": "free"}, key()).Want(t, 401)
}
