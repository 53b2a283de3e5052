package app_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"

	"laurel/internal/testkit"
	"laurel/internal/web"
)

// garbage is what must be refused by every address that reads JSON. What is sent after the name is the body.
func garbage() map[string]string {
	return map[string]string{
		"an array": `[]`, "null": `null`, "a text": `"text"`, "a number": `1e999`, "an unknown member": `{"x_unknown":1}`, "a duplicate key": `{"a":1,"a":2}`,
		"a nested duplicate": `{"a":{"b":1,"b":2}}`, "NUL": `{"name":"a\u0000b"}`, "NUL in a key": `{"a\u0000":1}`, "half a surrogate": `{"name":"\ud800"}`, "bad UTF-8": "{\"name\":\"\xff\"}",
		"cut off": `{"name":`, "text behind": `{} {}`, "deep": strings.Repeat(`{"a":`, 5000) + "1" + strings.Repeat("}", 5000), "deep arrays": strings.Repeat("[", 100000),
		"not JSON": `<xml/>`, "empty": ` `, "a bomb of numbers": `{"a":1` + strings.Repeat("0", 4000) + `}`,
		"too large": `{"a":"` + strings.Repeat("x", 17<<20) + `"}`, "a little too large": `{"a":"` + strings.Repeat("x", 9<<20) + `"}`,
	}
}

// strange are path parameters of people who try things.
func strange() []string {
	return []string{"-", "%00", "..%2f..%2fetc", "%2e%2e", "a%20b", "%ff%fe", "'%3Bdrop%20table%20people--", "%E2%80%AE", strings.Repeat("z", 4000), "ext:", "ext:%00", "att_" + strings.Repeat("%F0%9F%8C%B3", 20), "%252e", "null", "0", "-1", "99999999999999999999"}
}

func TestBadInput(t *testing.T) {
	t.Parallel()
	eachHouse(t, func(t *testing.T, h *house) {
		w := openTown(t, h)
		crowd := w.crowd(t, 40)
		before := w.belongings(t)
		sent := 0
		for _, e := range w.entries(t) {
			if e.Method == "GET" || e.Method == "DELETE" {
				continue
			}
			for name, body := range garbage() {
				sent++
				w.refuses(t, e, name, body, crowd(e))
			}
		}
		for _, e := range w.entries(t) {
			for _, value := range strange() {
				if !strings.Contains(e.Path, "{") {
					break
				}
				sent++
				w.survives(t, e, value, crowd(e))
			}
			if e.Method == "GET" {
				for _, query := range []string{"limit=0", "limit=x", "limit=201", "limit=1&limit=2", "cursor=nonsense", "cursor=%00", "unknown=1", "as_of=yesterday", "as_of=9999999-01-01", "%zz", "a=%ff", "code=%00", "job_role=%ff", "state=%00", "query=%00", "order_key=%00"} {
					sent++
					w.survivesQuery(t, e, query, crowd(e))
				}
			}
		}
		if after := w.belongings(t); after != before {
			t.Errorf("bad input changed something: %s before, %s after", before, after)
		}
		t.Logf("%d requests", sent)
	})
}

// crowd spreads calls over many people and addresses, so that the rate limit does not answer for the decoder.
func (w *town) crowd(t testing.TB, n int) func(e web.Entry) *testkit.Client {
	t.Helper()
	people := []*testkit.Client{}
	for i := range n {
		people = append(people, w.hire(t, w.admin, fmt.Sprintf("crowd%d@acme.example", i), "vendor_admin", "author", "grader", "program_manager", "finance"))
	}
	i := 0
	return func(e web.Entry) *testkit.Client {
		i++
		if e.Rights == "everybody" {
			return w.nobody()
		}
		if e.Rights == "partner_admin" {
			return []*testkit.Client{w.leadA, w.leadB}[i%2]
		}
		return people[i%n]
	}
}

// belongings is what bad input must leave alone.
func (w *town) belongings(t testing.TB) string {
	t.Helper()
	out := []string{}
	for _, table := range []string{"people", "partners", "affiliations", "exams", "certifications", "tracks", "courses", "registrations", "orders", "vouchers", "items", "item_versions", "item_keys", "item_stimuli", "exam_regrades", "attempts", "credentials", "tier_programs", "tier_facts", "tier_applications", "webhook_endpoints"} {
		out = append(out, fmt.Sprintf("%s %d", table, w.count(t, "select count(*) from "+table)))
	}
	return strings.Join(out, ", ")
}

// Addresses whose body is no JSON of ours, or which need none, judge it their own way but may not fall over.
func (w *town) refuses(t *testing.T, e web.Entry, name, body string, who *testkit.Client) {
	t.Helper()
	a, err := who.Try(e.Method, w.address(e.Path, true), body, key())
	what := fmt.Sprintf("%s %s, %s", e.Method, e.Path, name)
	if err != nil {
		if strings.HasSuffix(name, "too large") { // the server may hang up on who keeps sending
			return
		}
		t.Errorf("%s: %v", what, err)
		return
	}
	if a.Status >= 500 || a.Status == 429 || !problem(t, e.Path, a) {
		t.Errorf("%s: %s", what, describe(a))
	}
	if w.readsJSON(e) {
		if a.Status < 400 {
			t.Errorf("%s: accepted: %s", what, describe(a))
		}
		wrong := who.Call(t, e.Method, w.address(e.Path, true), `{}`, key(), "Content-Type: text/plain")
		if name == "null" && wrong.Status != 415 {
			t.Errorf("%s with another content type: %s", what, describe(wrong))
		}
	}
	if a.Status >= 400 && len(body) < 100 && strings.Contains(string(a.Body), "x_unknown\":1") {
		t.Errorf("%s: the value is sent back: %s", what, describe(a))
	}
}

func (w *town) readsJSON(e web.Entry) bool {
	item := w.Router.OpenAPI().Paths[e.Path]
	if item == nil {
		return false
	}
	operation := map[string]any{"POST": item.Post, "PUT": item.Put, "PATCH": item.Patch}[e.Method]
	text, _ := json.Marshal(operation)
	return strings.Contains(string(text), `"requestBody"`) && strings.Contains(string(text), `"application/json"`)
}

func (w *town) survives(t *testing.T, e web.Entry, value string, who *testkit.Client) {
	t.Helper()
	path := parameter.ReplaceAllString(e.Path, value)
	headers := []string{}
	if e.Method == "POST" {
		headers = append(headers, key())
	}
	a, err := who.Try(e.Method, path, w.body(e), headers...)
	if err != nil {
		t.Errorf("%s %s with %.60q: %v", e.Method, e.Path, value, err)
		return
	}
	if a.Status >= 500 || a.Status == 429 || !problem(t, e.Path, a) {
		t.Errorf("%s %s with %.60q: %s", e.Method, e.Path, value, describe(a))
	}
}

func (w *town) survivesQuery(t *testing.T, e web.Entry, query string, who *testkit.Client) {
	t.Helper()
	a := who.Call(t, "GET", w.address(e.Path, true)+"?"+query, nil)
	if a.Status >= 500 || a.Status == 429 || !problem(t, e.Path, a) {
		t.Errorf("GET %s?%s: %s", e.Path, query, describe(a))
	}
	if a.Status < 400 && strings.HasPrefix(e.Path, "/prm/") && strings.HasPrefix(query, "unknown") {
		t.Errorf("GET %s?%s: an unknown parameter is taken: %s", e.Path, query, describe(a))
	}
}

// TestTheDescriptionHolds validates the OpenAPI document, and real answers against it, with a library that did not write it.
func TestTheDescriptionHolds(t *testing.T) {
	t.Parallel()
	eachHouse(t, func(t *testing.T, h *house) {
		w := openTown(t, h)
		loader := openapi3.NewLoader()
		document, err := loader.LoadFromData(h.nobody().Call(t, "GET", "/openapi.json", nil).Want(t, 200).Body)
		if err != nil {
			t.Fatal(err)
		}
		if err := document.Validate(context.Background()); err != nil {
			t.Fatal(err)
		}
		validated := 0
		for _, e := range w.entries(t) {
			item := document.Paths.Find(e.Path)
			if item == nil || e.Method != "GET" {
				continue
			}
			for _, who := range []*testkit.Client{w.admin, w.candidateB, w.leadB} {
				validated += w.matches(t, document, e, who)
			}
		}
		if validated < 60 {
			t.Errorf("only %d answers were validated", validated)
		}
		t.Logf("%d answers validated", validated)
	})
}

func (w *town) matches(t *testing.T, document *openapi3.T, e web.Entry, who *testkit.Client) int {
	t.Helper()
	address := w.address(e.Path, true)
	if e.ID == "list-qualifications" || e.ID == "list-standings" {
		address += "?program=three-tier-starter"
	}
	a := who.Call(t, e.Method, address, nil)
	operation := document.Paths.Find(e.Path).GetOperation(e.Method)
	if a.Status != http.StatusOK || operation.Responses.Status(200) == nil || operation.Responses.Status(200).Value.Content.Get("application/json") == nil {
		return 0
	}
	u, _ := url.Parse(w.Settings.Base() + address)
	request := &http.Request{Method: e.Method, URL: u, Header: http.Header{}}
	err := openapi3filter.ValidateResponse(context.Background(), &openapi3filter.ResponseValidationInput{
		RequestValidationInput: &openapi3filter.RequestValidationInput{Request: request, Route: &routers.Route{Spec: document, Path: e.Path, PathItem: document.Paths.Find(e.Path), Method: e.Method, Operation: operation}},
		Status:                 a.Status, Header: a.Header, Body: io.NopCloser(bytes.NewReader(a.Body)), Options: &openapi3filter.Options{IncludeResponseStatus: true, MultiError: true},
	})
	if err != nil {
		t.Errorf("GET %s: %v\n%.600s", e.Path, err, a.Body)
	}
	return 1
}
