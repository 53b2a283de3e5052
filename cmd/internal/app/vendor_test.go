package app_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"laurel/internal/testkit"
)

// goodItems are ten items of the five types in two domains. A right option says so; the number is 42, the word laurel.
const goodItems = `$CATEGORY: Acme/Alpha

// [id:a1]
::a1::Pick the right one of a1. {=right a1 ~wrong a1 ~also wrong a1}

// [id:a2]
::a2::Pick the right one of a2. {=right a2 ~wrong a2 ~also wrong a2}

// [id:a3]
::a3::Pick the right one of a3. {=right a3 ~wrong a3 ~also wrong a3}

// [id:a4]
::a4::Pick all that are right of a4. {~%50%right a4 one ~%50%right a4 two ~%-100%wrong a4}

// [id:a5]
::a5::Water is wet. {T}

$CATEGORY: Acme/Beta

// [id:b1]
::b1::Pick the right one of b1. {=right b1 ~wrong b1 ~also wrong b1}

// [id:b2]
::b2::Pick the right one of b2. {=right b2 ~wrong b2 ~also wrong b2}

// [id:b3]
::b3::What is six times seven? {#42}

// [id:b4]
::b4::Which plant crowns a winner? {=laurel}

// [id:b5]
::b5::Fire is hot. {T}
`

// answer is right, for an item as a candidate sees it.
func answer(t testing.TB, item object) object {
	t.Helper()
	right := []string{}
	for _, o := range list(item["options"]) {
		if html := text(o["html"]); strings.Contains(html, "right") || strings.Contains(html, "True") {
			right = append(right, text(o["id"]))
		}
	}
	switch item["type"] {
	case "numeric":
		return object{"number": "42"}
	case "short_text":
		return object{"text": "Laurel"}
	case "multiple_response":
		return object{"choices": right}
	}
	if len(right) != 1 {
		t.Fatalf("no single right option in %v", item)
	}
	return object{"choice": right[0]}
}

func list(v any) []object {
	items, _ := v.([]any)
	out := make([]object, 0, len(items))
	for _, item := range items {
		out = append(out, item.(object))
	}
	return out
}

// items of an attempt, over all sections.
func items(t testing.TB, attempt testkit.Answer) []object {
	t.Helper()
	out := []object{}
	for _, section := range rows(t, attempt, "sections") {
		out = append(out, list(section["items"])...)
	}
	return out
}

func examDocument(name, bank, certification string, price int) object {
	return object{
		"key": name, "title": "Exam " + name, "certification": certification, "item_bank": bank, "time_limit_seconds": 600,
		"blueprint": object{"length": 6, "domains": []object{{"name": "Alpha", "weight": 50}, {"name": "Beta", "weight": 50}}},
		"scoring":   object{"cut_percent": "60", "scale": object{"min": 100, "pass": 700, "max": 1000}},
		"retake":    object{"wait_seconds": []int{0}, "max_attempts": 20, "per_seconds": 86400},
		"price":     object{"amount": price, "currency": "USD"},
	}
}

// vendor is a small vendor with an open exam, for tests that begin where the setting-up ends.
type vendor struct {
	*house
	admin, author, manager *testkit.Client
	bank, partner          string
}

// openVendor makes the people, the bank, a certification with an exam of 150 dollars, and one partner.
func openVendor(t testing.TB, h *house) *vendor {
	t.Helper()
	v := &vendor{house: h, admin: h.signIn(t, adminEmail)}
	v.author, v.manager = h.hire(t, v.admin, "author@acme.example", "author"), h.hire(t, v.admin, "manager@acme.example", "program_manager")
	v.bank = v.author.Call(t, "POST", "/api/v1/item-banks", object{"name": "Small bank"}).Want(t, 201).Text(t, "id")
	v.author.Call(t, "POST", "/api/v1/item-banks/"+v.bank+"/imports?format=gift", goodItems, "Content-Type: text/plain").Want(t, 201)
	v.certify(t, "small", 15000)
	v.partner = v.found(t, "Small Partner", "SF-1")
	return v
}

// certify makes a certification and the published exam NAME-exam that leads to it.
func (v *vendor) certify(t testing.TB, name string, price int) {
	t.Helper()
	v.author.Call(t, "PUT", "/api/v1/certifications/"+name, object{"title": "Certified " + name, "level": "associate", "validity_months": 24, "criteria": "Passes the exam.", "roles": []string{"engineer"}}).Want(t, 201)
	v.author.Call(t, "POST", "/api/v1/exams", examDocument(name+"-exam", v.bank, name, price)).Want(t, 201)
	v.author.Call(t, "POST", "/api/v1/exams/"+name+"-exam/publish", nil).Want(t, 200)
}

func (v *vendor) found(t testing.TB, name, external string) string {
	t.Helper()
	return v.manager.Call(t, "POST", "/api/v1/partners", object{"name": name, "country": "SE", "external_id": external}).Want(t, 201).Text(t, "id")
}

// vouchers are granted by the vendor.
func (v *vendor) vouchers(t testing.TB, partner, exam string, n int) []object {
	t.Helper()
	a := v.manager.Call(t, "POST", "/api/v1/voucher-packs", object{"exam": exam, "partner": partner, "count": n, "expires_at": time.Now().AddDate(1, 0, 0).UTC().Format(time.RFC3339)}, key()).Want(t, 201)
	return rows(t, a, "vouchers")
}

// ready registers somebody by a voucher of their own and returns the registration.
func (v *vendor) ready(t testing.TB, who *testkit.Client, exam string) string {
	t.Helper()
	code := text(v.vouchers(t, v.partner, exam, 1)[0]["code"])
	a := who.Call(t, "POST", "/api/v1/exams/"+exam+"/registrations", object{"pay_with": "voucher", "voucher_code": code}, key()).Want(t, 201)
	if a.Text(t, "state") != "ready" {
		t.Fatalf("a voucher pays at once: %s", a.Body)
	}
	return a.Text(t, "id")
}

// candidate joins the small partner.
func (v *vendor) candidate(t testing.TB, name string) *testkit.Client {
	t.Helper()
	return v.invite(t, v.manager, v.partner, name+"@partner.example", "Person "+name, "candidate")
}

// sit starts the attempt of a registration.
func sit(t testing.TB, who *testkit.Client, registration string) testkit.Answer {
	t.Helper()
	return who.Call(t, "POST", "/api/v1/registrations/"+registration+"/attempts", nil).Want(t, 201)
}

// pass answers everything right in one save and submits.
func pass(t testing.TB, who *testkit.Client, attempt testkit.Answer) testkit.Answer {
	t.Helper()
	responses := []object{}
	for _, item := range items(t, attempt) {
		responses = append(responses, object{"position": item["position"], "seq": 1, "response": answer(t, item)})
	}
	path, epoch := "/api/v1/attempts/"+attempt.Text(t, "id"), attempt.Get(t, "epoch")
	saved := who.Call(t, "PUT", path+"/responses", object{"epoch": epoch, "responses": responses}).Want(t, 200)
	for _, r := range rows(t, saved, "results") {
		if r["applied"] != true {
			t.Fatalf("not applied: %v", r)
		}
	}
	return who.Call(t, "POST", path+"/submit", object{"epoch": epoch}).Want(t, 200)
}

// credentialOf waits for the newest credential of somebody, with its certificate.
func credentialOf(t testing.TB, who *testkit.Client, certification string) object {
	t.Helper()
	var found object
	eventually(t, "the credential "+certification, 20*time.Second, func() bool {
		for _, c := range rows(t, who.Call(t, "GET", "/api/v1/me/credentials", nil).Want(t, 200), "data") {
			if c["certification"] == certification && c["rendered"] == true {
				found = c
			}
		}
		return found != nil
	})
	return found
}

func number(v any) int {
	f, _ := v.(float64)
	return int(f)
}

func describe(a testkit.Answer) string { return fmt.Sprintf("%d %.400s", a.Status, a.Body) }
