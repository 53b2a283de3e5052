package app_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"laurel/internal/testkit"
	"laurel/internal/web"
)

// marker stands in every name and note of partner B and must never reach a user of partner A.
const marker = "Quokkazanzibar"

// town has two partners, somebody in each role, and something of every kind that belongs to B.
type town struct {
	*vendor
	partnerB          string
	callers           map[string]*testkit.Client // by role
	candidateA, leadA *testkit.Client
	candidateB, leadB *testkit.Client
	ids               map[string]string // B's things by the path that leads to them
	names             map[string]string // values of other path parameters
}

func openTown(t testing.TB, h *house) *town {
	t.Helper()
	v := openVendor(t, h)
	w := &town{vendor: v, callers: map[string]*testkit.Client{"vendor_admin": v.admin, "author": v.author, "program_manager": v.manager}}
	for _, role := range []string{"grader", "proctor", "finance", "support", "auditor"} {
		w.callers[role] = h.hire(t, v.admin, role+"@acme.example", role)
	}
	made := v.admin.Call(t, "POST", "/api/v1/api-keys", object{"name": "narrow", "scopes": []string{"catalog:read"}}).Want(t, 201)
	w.callers["key"] = h.caller(made.Text(t, "key"))
	w.partnerB = v.found(t, marker+" Ltd", marker+"-EXT")
	w.leadA, w.candidateA = h.invite(t, v.manager, v.partner, "lead@a.example", "Lead A", "partner_admin"), v.candidate(t, "candidate-a")
	w.leadB = h.invite(t, v.manager, w.partnerB, "lead@"+strings.ToLower(marker)+".example", marker+" Lead", "partner_admin")
	w.candidateB = h.invite(t, v.manager, w.partnerB, "candidate@"+strings.ToLower(marker)+".example", marker+" Candidate", "candidate")
	w.callers["partner_admin"], w.callers["candidate"], w.callers["partner_admin of B"] = w.leadA, w.candidateA, w.leadB
	w.furnish(t)
	return w
}

// furnish gives B one of everything.
func (w *town) furnish(t testing.TB) {
	t.Helper()
	w.teachAndRule(t)
	pack := w.manager.Call(t, "POST", "/api/v1/voucher-packs", object{"exam": "small-exam", "partner": w.partnerB, "count": 3, "expires_at": time.Now().AddDate(1, 0, 0).UTC().Format(time.RFC3339)}, key()).Want(t, 201)
	registered := w.candidateB.Call(t, "POST", "/api/v1/exams/small-exam/registrations", object{"pay_with": "voucher", "voucher_code": pack.Text(t, "vouchers", 0, "code")}, key()).Want(t, 201)
	attempt := sit(t, w.candidateB, registered.Text(t, "id"))
	pass(t, w.candidateB, attempt)
	badge := credentialOf(t, w.candidateB, "small")
	way := w.candidateB.Call(t, "POST", "/api/v1/tracks/trail/enrollments", nil).Want(t, 201).Text(t, "id")
	lesson := w.candidateB.Call(t, "GET", "/api/v1/enrollments/"+way, nil).Text(t, "courses", 0, "lessons", 0, "id")
	month := time.Now().AddDate(0, 0, -40).Format("2006-01")
	w.manager.Call(t, "PUT", "/prm/v1/partners/"+w.partnerB+"/facts/pipeline/"+month, object{"value": 100, "currency": "USD", "source": marker, "observed_at": time.Now().UTC().Format(time.RFC3339)}).Want(t, 200)
	attestation := w.leadB.Call(t, "POST", "/prm/v1/partners/"+w.partnerB+"/attestations", object{"kind": "case_study", "valid_from": time.Now().UTC().Format(time.DateOnly), "note": marker}).Want(t, 201)
	application := w.leadB.Call(t, "POST", "/prm/v1/partners/"+w.partnerB+"/applications", object{"program": "three-tier-starter", "tier": "certified", "kind": "application"}).Want(t, 201)
	invitation := w.leadB.Call(t, "POST", "/api/v1/partners/"+w.partnerB+"/invitations", object{"email": "late@" + strings.ToLower(marker) + ".example", "name": marker + " Late", "roles": []string{"candidate"}}).Want(t, 201)
	endpoint := w.admin.Call(t, "POST", "/prm/v1/webhook-endpoints", object{"url": "http://127.0.0.1:1/", "description": marker, "types": []string{"voucher.pool_low"}}).Want(t, 201)
	made := w.admin.Call(t, "POST", "/api/v1/api-keys", object{"name": marker, "scopes": []string{"catalog:read"}}).Want(t, 201)
	me := w.candidateB.Call(t, "GET", "/api/v1/me", nil).Want(t, 200)
	item := w.author.Call(t, "GET", "/api/v1/item-banks/"+w.bank+"/items?limit=1", nil).Text(t, "data", 0, "id")
	delivery := w.admin.Call(t, "POST", "/prm/v1/webhook-endpoints/"+endpoint.Text(t, "id")+"/test", nil).Want(t, 201).Text(t, "id")
	w.ids = map[string]string{
		"/api/v1/partners/": w.partnerB, "/prm/v1/partners/": w.partnerB, "/api/v1/affiliations/": me.Text(t, "affiliations", 0, "id"), "/api/v1/people/": me.Text(t, "id"),
		"/api/v1/attempts/": attempt.Text(t, "id"), "/api/v1/registrations/": registered.Text(t, "id"), "/api/v1/orders/": registered.Text(t, "order", "id"),
		"/api/v1/enrollments/": way, "/api/v1/lessons/": lesson, "/api/v1/credentials/": text(badge["id"]), "/credentials/": text(badge["id"]),
		"/api/v1/invitations/": invitation.Text(t, "id"), "/api/v1/voucher-packs/": pack.Text(t, "id"), "/api/v1/vouchers/": pack.Text(t, "vouchers", 1, "id"),
		"/api/v1/api-keys/": made.Text(t, "id"), "/prm/v1/webhook-endpoints/": endpoint.Text(t, "id"), "/api/v1/item-banks/": w.bank, "/api/v1/items/": item,
	}
	w.names = map[string]string{
		"attestation": attestation.Text(t, "id"), "application": application.Text(t, "id"), "lesson": lesson, "delivery": delivery, "metric": "pipeline", "period": month,
		"position": "1", "certification": "small", "version": "1", "provider": "sandbox", "slug": "acme", "import": "imp_none", "list": "lst_none", "order": registered.Text(t, "order", "id"),
		"session": "none", "path": "none",
	}
	w.quiet(t)
}

func (w *town) teachAndRule(t testing.TB) {
	t.Helper()
	w.author.Call(t, "PUT", "/api/v1/courses/woods", object{"title": "Woods", "lessons": []object{{"key": "oak", "title": "Oak", "markdown": "# Oak"}}}).Want(t, 201)
	w.author.Call(t, "PUT", "/api/v1/tracks/trail", object{"title": "Trail", "job_role": "engineer", "courses": []string{"woods"}}).Want(t, 201)
	version := w.manager.Call(t, "POST", "/api/v1/programs", object{"preset": "three-tier-starter"}).Want(t, 201).Text(t, "version")
	w.manager.Call(t, "POST", "/api/v1/programs/three-tier-starter/versions/"+version+"/publish", object{}).Want(t, 200)
	for _, partner := range []string{w.partner, w.partnerB} {
		w.manager.Call(t, "PATCH", "/api/v1/partners/"+partner, object{"programs": []string{"three-tier-starter"}}).Want(t, 200)
	}
}

var parameter = regexp.MustCompile(`\{([a-z]+)(\.\.\.)?\}`)

// address puts B's ids, or those of nothing, into the path of a route.
func (w *town) address(path string, real bool) string {
	if n := strings.Index(path, "{"); n >= 0 {
		if own, ok := w.ids[path[:n]]; ok {
			prefix, _, _ := strings.Cut(own, "_")
			if !real {
				own = prefix + "_" + strings.Repeat("z", 26)
			}
			path = path[:n] + own + path[strings.Index(path, "}")+1:]
		}
	}
	return parameter.ReplaceAllStringFunc(path, func(p string) string {
		name := strings.Trim(p, "{}.")
		if value, ok := w.names[name]; ok {
			if prefix, _, cut := strings.Cut(value, "_"); !real && cut {
				return prefix + "_" + strings.Repeat("z", 26)
			}
			return value
		}
		for part, key := range map[string]string{"exams": "small-exam", "certifications": "small", "tracks": "trail", "courses": "woods", "programs": "three-tier-starter"} {
			if strings.Contains(path, "/"+part+"/") {
				return key
			}
		}
		return "none"
	})
}

// may is what the line in the matrix says of a role.
func may(e web.Entry, role string) bool {
	role = strings.TrimSuffix(role, " of B")
	switch e.Rights {
	case "everybody":
		return true
	case "any person":
		return role != "key"
	}
	if rest, scoped := strings.CutPrefix(e.Rights, "key "); scoped && role == "key" {
		scopes, _, _ := strings.Cut(rest, ",")
		return slices.Contains(strings.Split(scopes, " or "), "catalog:read")
	}
	return slices.Contains(strings.Split(e.Rights, ", "), role)
}

// What is public, or ends what the test still needs.
func (w *town) entries(t testing.TB) []web.Entry {
	t.Helper()
	entries := slices.Clone(w.Router.Matrix())
	slices.SortStableFunc(entries, func(a, b web.Entry) int { // reads first: writes change what they would see
		return rank(a) - rank(b)
	})
	return slices.DeleteFunc(entries, func(e web.Entry) bool { return e.ID == "sign-out" })
}

func rank(e web.Entry) int {
	return map[string]int{"GET": 0, "PUT": 1, "PATCH": 1, "POST": 1, "DELETE": 2}[e.Method]
}

func TestRouterDocumentAndMatrixAreOne(t *testing.T) {
	t.Parallel()
	h := openHouse(t, settingsOfNothing(), apiOnly)
	inMatrix, inRouter, inDocument := []string{}, []string{}, []string{}
	for _, e := range h.Router.Matrix() {
		inMatrix = append(inMatrix, e.Method+" "+strings.ReplaceAll(e.Path, "...}", "}"))
		if e.Rights == "" || e.ID == "" {
			t.Errorf("an entry without rights or id: %v", e)
		}
	}
	colon := regexp.MustCompile(`:([a-z]+)`)
	for _, r := range h.Router.Fiber().GetRoutes(true) {
		if r.Method != http.MethodHead {
			inRouter = append(inRouter, r.Method+" "+strings.Replace(colon.ReplaceAllString(r.Path, "{$1}"), "*", "{path}", 1))
		}
	}
	var document struct {
		Paths map[string]map[string]json.RawMessage
	}
	h.nobody().Call(t, "GET", "/openapi.json", nil).Want(t, 200).Into(t, &document)
	for path, methods := range document.Paths {
		for method := range methods {
			inDocument = append(inDocument, strings.ToUpper(method)+" "+path)
		}
	}
	for _, of := range [][]string{inMatrix, inRouter, inDocument} {
		slices.Sort(of)
	}
	if diff := cmp.Diff(inMatrix, slices.Compact(inRouter)); diff != "" {
		t.Errorf("matrix and router:\n%s", diff)
	}
	if diff := cmp.Diff(inMatrix, inDocument); diff != "" {
		t.Errorf("matrix and document:\n%s", diff)
	}
	t.Logf("%d routes", len(inMatrix))
}

// TestRightsMatrix calls every route as everybody: what the matrix denies is denied, nothing breaks, and what belongs to
// partner B does not exist for users of partner A.
func TestRightsMatrix(t *testing.T) {
	t.Parallel()
	eachHouse(t, func(t *testing.T, h *house) {
		w := openTown(t, h)
		calls, walls := 0, 0
		for _, e := range w.entries(t) {
			if e.Rights != "everybody" {
				w.nobody().Call(t, e.Method, w.address(e.Path, true), nil).Refused(t, 401, "not_signed_in")
				w.caller("lk_"+strings.Repeat("a", 43)).Call(t, e.Method, w.address(e.Path, true), nil).Want(t, 401)
			}
			for role, who := range w.callers {
				calls++
				walls += w.try(t, e, role, who)
			}
		}
		t.Logf("%d calls, of which %d ran into the wall between partners", calls, walls)
		if walls < 50 {
			t.Error("hardly any call ran into the wall: the test lost its teeth")
		}
	})
}

// bodies that would be accepted from somebody who may.
func (w *town) body(e web.Entry) any {
	now := time.Now().UTC()
	switch e.ID {
	case "create-statement":
		return object{"partner": w.partnerB, "certification": "small"}
	case "confirm-affiliation", "end-affiliation", "revoke-credential", "refund-order":
		return object{"reason": "because"}
	case "record-payment":
		return object{"reference": "bank 1"}
	case "assign-voucher", "propose-affiliation":
		return object{"person": "per_" + strings.Repeat("z", 26)}
	case "invite":
		return object{"email": "nobody@a.example", "name": "Nobody", "roles": []string{"candidate"}}
	case "enroll-staff":
		return object{"people": []string{"per_x"}, "track": "trail"}
	case "create-application":
		return object{"program": "three-tier-starter", "tier": "certified", "kind": "application"}
	case "create-attestation":
		return object{"kind": "case_study", "valid_from": now.Format(time.DateOnly)}
	case "create-voucher-pack":
		return object{"exam": "small-exam", "partner": w.partnerB, "count": 1, "expires_at": now.AddDate(1, 0, 0).Format(time.RFC3339), "pay_with": "card"}
	case "save-responses":
		return object{"epoch": 1, "responses": []object{{"position": 1, "seq": 9, "response": nil}}}
	case "save-response":
		return object{"epoch": 1, "seq": 9, "response": nil}
	case "start-attempt":
		return object{"agreement_accepted": true}
	case "submit-attempt":
		return object{"epoch": 1}
	case "put-progress":
		return object{"completed": true}
	case "accept-application", "decline-application":
		return object{"reason": "because"}
	}
	if e.Method == "GET" || e.Method == "DELETE" {
		return nil
	}
	return object{}
}

func (w *town) try(t *testing.T, e web.Entry, role string, who *testkit.Client) (walls int) {
	t.Helper()
	send := func(real bool) testkit.Answer {
		headers := []string{}
		if e.Method == "POST" {
			headers = append(headers, key())
		}
		address := w.address(e.Path, real)
		if e.ID == "list-qualifications" || e.ID == "list-standings" {
			address += "?program=three-tier-starter"
		}
		return who.Call(t, e.Method, address, w.body(e), headers...)
	}
	a := send(true)
	what := fmt.Sprintf("%s %s as %s", e.Method, e.Path, role)
	if a.Status >= 500 || a.Status == 429 {
		t.Errorf("%s: %s", what, describe(a))
	}
	if !problem(t, e.Path, a) {
		t.Errorf("%s: no problem document: %s", what, describe(a))
	}
	if !may(e, role) && a.Status != 403 {
		t.Errorf("%s: %d, and the matrix says %q", what, a.Status, e.Rights)
	}
	if may(e, role) && e.Rights != "everybody" && a.Status == 401 {
		t.Errorf("%s: signed out in the middle", what)
	}
	if e.Rights == "everybody" || (role != "partner_admin" && role != "candidate") {
		return 0
	}
	if bytes.Contains(bytes.ToLower(a.Body), []byte(strings.ToLower(marker))) || bytes.Contains(a.Body, []byte(w.partnerB)) {
		t.Errorf("%s tells of partner B: %s", what, describe(a))
	}
	if !may(e, role) || !w.owned(e.Path) {
		return 0
	}
	nothing := send(false)
	if a.Status < 400 {
		t.Errorf("%s: reaches what is partner B's: %s", what, describe(a))
	}
	if a.Status != nothing.Status || masked(a) != masked(nothing) {
		t.Errorf("%s: B's %s, and of nothing %s", what, describe(a), describe(nothing))
	}
	return 1
}

// owned paths lead to something that belongs to B or its people.
func (w *town) owned(path string) bool {
	for _, free := range []string{"/api/v1/lessons/", "/api/v1/item-banks/", "/api/v1/items/"} {
		if strings.HasPrefix(path, free) {
			return false
		}
	}
	n := strings.Index(path, "{")
	if n < 0 {
		return false
	}
	_, own := w.ids[path[:n]]
	return own || strings.Contains(path, "{attestation}") || strings.Contains(path, "{application}")
}

// problem tells whether a refusal is told as the contract says; pages for people may say it in their own words.
func problem(t testing.TB, path string, a testkit.Answer) bool {
	t.Helper()
	kind := a.Header.Get("Content-Type")
	if path == "/oauth/token" && strings.HasPrefix(kind, "application/json") { // RFC 6749 words refusals itself
		return a.Text(t, "error") != ""
	}
	if a.Status < 400 || strings.HasPrefix(kind, "text/html") && !strings.HasPrefix(path, "/api/") && !strings.HasPrefix(path, "/prm/") {
		return true
	}
	return strings.HasPrefix(kind, "application/problem+json") && a.Text(t, "code") != "" && strings.HasPrefix(a.Text(t, "request_id"), "req_") && a.Get(t, "status") == float64(a.Status)
}

func masked(a testkit.Answer) string {
	return regexp.MustCompile(`req_[0-9a-z]+`).ReplaceAllString(string(a.Body), "req")
}
