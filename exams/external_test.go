package exams

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"laurel/internal/hooks"
	"laurel/internal/store"
	"laurel/internal/testkit"
)

// provider delivers results as somebody outside would.
type provider struct {
	h      *house
	key    string
	secret hooks.Secret
	n      int
}

func (h *house) source(t *testing.T, key string) *provider {
	t.Helper()
	made := h.app.As("vendor_admin:root").Call(t, "POST", "/api/v1/result-sources", map[string]any{"key": key, "title": "Test Centres Ltd"}).Want(t, 201)
	secret, ok := hooks.ReadSecret(made.Text(t, "secret"))
	if !ok {
		t.Fatalf("%s", made.Body)
	}
	return &provider{h: h, key: key, secret: secret}
}

func (p *provider) send(t *testing.T, body any) testkit.Answer {
	t.Helper()
	text, ok := body.(string)
	if !ok {
		raw, err := json.Marshal(body)
		if err != nil {
			t.Fatal(err)
		}
		text = string(raw)
	}
	p.n++
	id, at := fmt.Sprintf("msg_%d", p.n), time.Now()
	return p.h.app.As("").Call(t, "POST", "/api/v1/results/external?source="+p.key, text, "Webhook-Id: "+id, fmt.Sprintf("Webhook-Timestamp: %d", at.Unix()),
		"Webhook-Signature: "+hooks.Signature(id, at, []byte(text), p.secret))
}

type object = map[string]any

func outcome(ref string, change object) object {
	o := object{
		"source_ref": ref, "candidate": object{"email": "ada@x.example"}, "exam": "net-1", "form": "A", "score": "41.5", "max": "60", "scaled_score": 720, "decision": "pass",
		"taken_at": "2026-03-01T09:30:00Z",
	}
	for k, v := range change {
		o[k] = v
	}
	return o
}

func TestAResultFromOutsideCountsLikeOurOwn(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db)
		h.exam(t, "net-1", nil)
		p := h.source(t, "centres")
		facts := func(name string) int { return h.count(t, "select count(*) from outbox_facts where name = ?", name) }
		first := p.send(t, outcome("r-1", nil)).Want(t, http.StatusCreated)
		again := p.send(t, outcome("r-1", object{"score": "41.50"})).Want(t, http.StatusOK) // the same number
		if first.Text(t, "id") != again.Text(t, "id") || facts("exams.external_passed") != 1 {
			t.Errorf("%s %s", first.Body, again.Body)
		}
		if got := p.send(t, outcome("r-1", object{"score": "42"})); got.Status != 409 || got.Text(t, "code") != "source_ref_reuse" {
			t.Errorf("%d %s", got.Status, got.Body)
		}
		if got := h.person("ada").Call(t, "GET", "/api/v1/exams/net-1", nil).Want(t, 200); !strings.Contains(string(got.Body), `"state":"passed"`) {
			t.Errorf("the catalogue: %s", got.Body)
		}
		mine := h.person("ada").Call(t, "GET", "/api/v1/me/results/external", nil).Want(t, 200)
		if mine.Text(t, "data", 0, "source_title") != "Test Centres Ltd" || mine.Text(t, "data", 0, "decision") != "pass" {
			t.Errorf("%s", mine.Body)
		}
		if others := h.person("bob").Call(t, "GET", "/api/v1/me/results/external", nil).Want(t, 200); len(others.Get(t, "data").([]any)) != 0 {
			t.Errorf("bob sees %s", others.Body)
		}
		same := p.send(t, outcome("r-2", object{"score": "45", "supersedes": "r-1"})).Want(t, 201)
		if facts("exams.external_passed") != 1 || facts("exams.pass_withdrawn") != 0 {
			t.Error("a pass that is corrected to a pass was told again")
		}
		if got := p.send(t, outcome("r-3", object{"supersedes": "r-1"})); got.Status != 409 || got.Text(t, "code") != "already_superseded" {
			t.Errorf("%d %s", got.Status, got.Body)
		}
		failed := outcome("r-4", object{"decision": "fail", "scaled_score": 640, "supersedes": "r-2", "incident": "The candidate left the room twice."})
		p.send(t, failed).Want(t, 201)
		p.send(t, failed).Want(t, 200)
		var lost PassWithdrawn
		h.lastFact(t, "exams.pass_withdrawn", &lost)
		if lost.AttemptID != first.Text(t, "id") || lost.Reason != WithdrawnExternal || facts("exams.pass_withdrawn") != 1 || facts("exams.external_incident") != 1 {
			t.Errorf("%+v, corrected by %s", lost, same.Body)
		}
		got := h.person("ada").Call(t, "GET", "/api/v1/exams/net-1", nil).Want(t, 200)
		if strings.Contains(string(got.Body), `"state":"passed"`) {
			t.Errorf("the catalogue: %s", got.Body)
		}
	})
}

// A fail elsewhere a moment ago makes wait as one of our own does.
func TestAFailElsewhereMakesWait(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db)
		h.exam(t, "net-1", nil)
		p := h.source(t, "centres")
		p.send(t, outcome("r-1", object{"decision": "fail", "scaled_score": nil, "taken_at": time.Now().UTC().Add(-time.Minute).Format(time.RFC3339)})).Want(t, 201)
		got := h.person("ada").Call(t, "POST", "/api/v1/exams/net-1/registrations", object{"pay_with": "free"}, "Idempotency-Key: "+newKey())
		if got.Status != 409 || got.Text(t, "code") != "cooling_down" {
			t.Errorf("%d %s", got.Status, got.Body)
		}
	})
}

func TestNothingIsToldWithoutTheSecret(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db)
		h.exam(t, "net-1", nil)
		p := h.source(t, "centres")
		wrong := *p
		wrong.secret = hooks.NewSecret()
		foreign := *p
		foreign.key = "nobody"
		nobody := outcome("r-1", object{"candidate": object{"email": "none@x.example"}})
		for name, got := range map[string]testkit.Answer{
			"wrong secret": wrong.send(t, nobody), "no such source": foreign.send(t, nobody), "nothing": h.app.As("").Call(t, "POST", "/api/v1/results/external", "{}"),
			"not JSON": wrong.send(t, "{"),
		} {
			if got.Status != 400 || got.Text(t, "code") != "bad_signature" || strings.Contains(string(got.Body), "nobody here") {
				t.Errorf("%s: %d %s", name, got.Status, got.Body)
			}
		}
		if got := p.send(t, nobody); got.Status != 422 || got.Text(t, "errors", 0, "field") != "candidate.email" || got.Text(t, "errors", 0, "code") != "unknown" {
			t.Errorf("%d %s", got.Status, got.Body)
		}
		list := h.app.As("vendor_admin:root").Call(t, "GET", "/api/v1/result-sources", nil).Want(t, 200)
		if strings.Contains(string(list.Body), "whsec_") || strings.Contains(string(list.Body), "secret") {
			t.Errorf("%s", list.Body)
		}
		h.app.As("vendor_admin:root").Call(t, "POST", "/api/v1/result-sources/"+list.Text(t, "data", 0, "id")+"/disable", nil).Want(t, 200)
		if got := p.send(t, outcome("r-1", nil)); got.Status != 400 {
			t.Errorf("a disabled source still delivers: %d", got.Status)
		}
	})
}

func TestResultsThatCannotBe(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db)
		h.exam(t, "net-1", nil)
		p := h.source(t, "centres")
		for field, change := range map[string]object{
			"taken_at": {"taken_at": time.Now().UTC().Add(time.Hour).Format(time.RFC3339)}, "exam": {"exam": "no-such"}, "score": {"score": "61"}, "max": {"max": "0"},
			"scaled_score": {"scaled_score": 5000}, "decision": {"decision": "fail"}, "source_ref": {"source_ref": "a b"}, "supersedes": {"supersedes": "r-none"},
			"candidate": {"candidate": object{"email": "ada@x.example", "person": "ada"}}, "body": {"passed": true},
		} {
			got := p.send(t, outcome("r-1", change))
			if got.Status != 422 || !strings.Contains(string(got.Body), `"field":"`+field+`"`) {
				t.Errorf("%s: %d %s", field, got.Status, got.Body)
			}
		}
		for _, text := range []string{`{"score": 41}`, `[]`, `{"taken_at": "soon"}`, `{"exam": "a", "exam": "b"}`, `null`, `{"score": null}`} {
			if got := p.send(t, text); got.Status != 422 && got.Status != 400 {
				t.Errorf("%s: %d %s", text, got.Status, got.Body)
			}
		}
		p.send(t, outcome("r-1", nil)).Want(t, 201)
		if got := p.send(t, outcome("r-2", object{"supersedes": "r-1", "candidate": object{"person": "bob"}})); got.Status != 422 {
			t.Errorf("a correction of somebody else's result: %d", got.Status)
		}
		if n := h.count(t, "select count(*) from external_results"); n != 1 {
			t.Errorf("%d rows", n)
		}
	})
}

func TestEachRowOfAFileHasOneOutcome(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db)
		h.exam(t, "net-1", nil)
		h.source(t, "centres")
		root := h.app.As("vendor_admin:root")
		file := "\xef\xbb\xbfSource_ref,email,exam,score,max,decision,taken_at,incident\r\n" +
			"a,ada@x.example,net-1,50,60,pass,2026-03-01T09:30:00Z,\"power, gone\r\ntwice\"\r\n" +
			"b,none@x.example,net-1,50,60,pass,2026-03-01T09:30:00Z,\r\n" +
			"c,bob@x.example,net-1,70,60,pass,2026-03-01T09:30:00Z,\r\n" +
			"d,bob@x.example,net-1,50\r\n" +
			"e,bob@x.example,net-1,20,60,fail,yesterday,\r\n" +
			"f,bob@x.example,net-1,20,60,fail,2026-03-01T09:30:00Z,\r\n"
		upload := func(who, source, body string) testkit.Answer {
			return h.app.As(who).Call(t, "POST", "/api/v1/results/external.csv?source="+source, body, "Content-Type: text/csv")
		}
		got := upload("vendor_admin:root", "centres", file).Want(t, 200)
		var v SheetView
		got.Into(t, &v)
		if v.Rows != 6 || v.Created != 2 || v.Refused != 4 || v.Created+v.Unchanged+v.Refused != v.Rows || len(v.Entries) != v.Rows {
			t.Errorf("%s", got.Body)
		}
		for i, want := range []struct {
			line    int
			outcome string
		}{{2, RowCreated}, {4, RowRefused}, {5, RowRefused}, {6, RowRefused}, {7, RowRefused}, {8, RowCreated}} {
			e := v.Entries[i]
			if e.Line != want.line || e.Outcome != want.outcome || (e.Reason == "") != (e.Outcome != RowRefused) {
				t.Errorf("row %d: %+v", i, e)
			}
		}
		upload("vendor_admin:root", "centres", file).Want(t, 200).Into(t, &v)
		if v.Created != 0 || v.Unchanged != 2 || v.Refused != 4 {
			t.Errorf("again: %+v", v)
		}
		for _, body := range []string{"", "a,b\n1,2\n", "source_ref,exam\n", "source_ref,source_ref,exam,score,decision,taken_at\n"} {
			if got := upload("vendor_admin:root", "centres", body); got.Status != 422 {
				t.Errorf("%q: %d", body, got.Status)
			}
		}
		if got := upload("finance:fay", "centres", file); got.Status != 403 {
			t.Errorf("finance: %d", got.Status)
		}
		if got := upload("vendor_admin:root", "none", file); got.Status != 422 {
			t.Errorf("no such source: %d", got.Status)
		}
		if list := root.Call(t, "GET", "/api/v1/results/external?source=centres", nil).Want(t, 200); len(list.Get(t, "data").([]any)) != 2 {
			t.Errorf("%s", list.Body)
		}
	})
}
