package exams

import (
	"strings"
	"testing"

	"gorm.io/gorm"

	"laurel/internal/store"
	"laurel/internal/testkit"
)

func TestImportAccounts(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db)
		bank := h.author().Call(t, "POST", "/api/v1/item-banks", map[string]any{"name": "Mixed"}).Want(t, 201).Text(t, "id")
		const file = "// [id:q1] [tag:easy]\n::One:: A &lt; B? {T}\n\nWrite. {}\n\nMatch. {=a -> b =c -> d}\n\n" +
			"[html]<p onclick=\"x()\">Look <img src=\"@@PLUGINFILE@@/1.png\"></p><script>alert(1)</script> {=yes ~no}\n\nBroken {=a\n\nTypes: List<String> {=kept ~lost}\n"
		path := "/api/v1/item-banks/" + bank + "/imports"
		a := h.author().Call(t, "POST", path+"?format=gift", file).Want(t, 201)
		var v ImportView
		a.Into(t, &v)
		if v.State != ImportDone || v.SourceItems != 6 || v.Imported != 2 || v.ImportedWithLosses != 1 || v.Rejected != 3 || len(v.Entries) != 6 {
			t.Fatalf("%s", a.Body)
		}
		for i, line := range []int{2, 4, 6, 8, 10, 12} {
			if v.Entries[i].Line != line {
				t.Errorf("entry %d is at line %d, want %d", i, v.Entries[i].Line, line)
			}
		}
		if e := v.Entries[2]; e.Reason != "type matching is not supported" || e.ItemID != "" {
			t.Errorf("%+v", e)
		}
		if e := v.Entries[3]; len(e.Losses) != 3 {
			t.Errorf("losses %q", e.Losses)
		}
		if again := h.author().Call(t, "GET", path+"/"+v.ID, nil).Want(t, 200); string(again.Body) == "" || again.Text(t, "entries", 5, "outcome") != "imported" {
			t.Errorf("%s", again.Body)
		}
		items := h.author().Call(t, "GET", "/api/v1/item-banks/"+bank+"/items", nil).Want(t, 200)
		for _, forbidden := range []string{"<script", "onclick", "<img", "alert(1)"} {
			if strings.Contains(strings.ReplaceAll(string(items.Body), `\u003c`, "<"), forbidden) {
				t.Errorf("%s was kept", forbidden)
			}
		}
		if got := items.Text(t, "data", 2, "stem_html"); got != "Types: List&lt;String&gt;" && got != "Types: List&lt;String>" {
			t.Errorf("stem %q", got)
		}
		if items.Text(t, "data", 0, "external_id") != "q1" || items.Text(t, "data", 0, "key", "accepted", 0) != "true" {
			t.Errorf("%s", items.Body)
		}
		t.Run("refusals", func(t *testing.T) {
			h.author().Call(t, "POST", path+"?format=qti", file).Refused(t, 422, "format_not_supported")
			h.author().Call(t, "POST", path, file).Refused(t, 422, "format_not_supported")
			h.author().Call(t, "POST", "/api/v1/item-banks/none/imports?format=gift", file).Refused(t, 404, "not_found")
			h.author().Call(t, "GET", path+"/none", nil).Refused(t, 404, "not_found")
			h.person("ada").Call(t, "POST", path+"?format=gift", file).Refused(t, 403, "role_missing")
			h.app.As("auditor:al").Call(t, "POST", path+"?format=gift", file).Refused(t, 403, "role_missing")
		})
		t.Run("not text", func(t *testing.T) {
			a := h.author().Call(t, "POST", path+"?format=gift", "a \xff {T}").Want(t, 201)
			if a.Text(t, "state") != "refused" || a.Text(t, "reason") == "" {
				t.Errorf("%s", a.Body)
			}
		})
		t.Run("an empty file", func(t *testing.T) {
			if a := h.author().Call(t, "POST", path+"?format=gift", "").Want(t, 201); a.Text(t, "source_items") != "0" {
				t.Errorf("%s", a.Body)
			}
		})
		t.Run("an id that is there already", func(t *testing.T) {
			a := h.author().Call(t, "POST", path+"?format=gift", "// [id:q1]\nAgain? {T}\n\n// [id:q2]\nNew? {T}\n\n// [id:q2]\nNew again? {T}").Want(t, 201)
			for i, want := range []string{"rejected", "imported", "rejected"} {
				if got := a.Text(t, "entries", i, "outcome"); got != want {
					t.Errorf("entry %d is %s, want %s: %s", i, got, want, a.Body)
				}
			}
		})
		t.Run("twice with one key", func(t *testing.T) {
			file := strings.Replace(file, "[id:q1]", "", 1)
			before := h.count(t, "select count(*) from items")
			one := h.author().Call(t, "POST", path+"?format=gift", file, "Idempotency-Key: once").Want(t, 201)
			two := h.author().Call(t, "POST", path+"?format=gift", file, "Idempotency-Key: once").Want(t, 201)
			if one.Text(t, "id") != two.Text(t, "id") || h.count(t, "select count(*) from items") != before+3 {
				t.Error("imported twice")
			}
		})
	})
}

func TestLargeImportIsFinishedLater(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db)
		bank := h.author().Call(t, "POST", "/api/v1/item-banks", map[string]any{"name": "Large"}).Text(t, "id")
		file := bankFile(20, "Big") + "\n// " + strings.Repeat("x", ImportNow) + "\n"
		a := h.author().Call(t, "POST", "/api/v1/item-banks/"+bank+"/imports?format=gift", file).Want(t, 202)
		if a.Text(t, "state") != "running" {
			t.Fatalf("%s", a.Body)
		}
		ctx := as(t, "system:worker")
		if n, err := h.FinishImports(ctx); err != nil || n != 1 {
			t.Fatalf("finished %d: %v", n, err)
		}
		if n, err := h.FinishImports(ctx); err != nil || n != 0 {
			t.Errorf("finished %d again: %v", n, err)
		}
		done := h.author().Call(t, "GET", a.Header.Get("Location"), nil).Want(t, 200)
		if done.Text(t, "state") != "done" || done.Text(t, "imported") != "20" {
			t.Errorf("%s", done.Text(t, "state"))
		}
		if n := h.count(t, "select count(*) from item_imports where body is not null"); n != 0 {
			t.Error("the file is kept after it was read")
		}
	})
}

func TestSecondPerson(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db)
		bank := h.author().Call(t, "POST", "/api/v1/item-banks", map[string]any{"name": "Careful", "review": "second_person"}).Want(t, 201).Text(t, "id")
		item := h.author().Call(t, "POST", "/api/v1/item-banks/"+bank+"/imports?format=gift", "True? {T}").Want(t, 201).Text(t, "entries", 0, "item_id")
		if n := h.count(t, "select count(*) from items where state = 'draft'"); n != 1 {
			t.Fatalf("%d drafts", n)
		}
		approve := func(c *testkit.Client) testkit.Answer {
			return c.Call(t, "POST", "/api/v1/items/"+item+"/approve", nil)
		}
		approve(h.author()).Refused(t, 409, "second_person_required")
		approve(h.app.As("auditor:al")).Refused(t, 403, "role_missing")
		if got := approve(h.app.As("author:oz")).Want(t, 200).Text(t, "state"); got != "operational" {
			t.Errorf("approved and %s", got)
		}
		approve(h.app.As("author:oz")).Refused(t, 409, "already_operational")
		h.author().Call(t, "POST", "/api/v1/items/none/approve", nil).Refused(t, 404, "not_found")
	})
}

func TestBankRefusals(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db)
		for name, body := range map[string]string{
			"no name": `{}`, "blank name": `{"name":" "}`, "unknown review": `{"name":"x","review":"three"}`, "unknown field": `{"name":"x","owner":"y"}`,
		} {
			t.Run(name, func(t *testing.T) {
				h.author().Call(t, "POST", "/api/v1/item-banks", body).Refused(t, 422, "invalid_input")
			})
		}
		h.person("ada").Call(t, "POST", "/api/v1/item-banks", `{"name":"x"}`).Refused(t, 403, "role_missing")
		one := h.author().Call(t, "POST", "/api/v1/item-banks", `{"name":"one"}`).Want(t, 201)
		if got := h.author().Call(t, "GET", one.Header.Get("Location"), nil).Want(t, 200).Text(t, "name"); got != "one" {
			t.Errorf("name %s", got)
		}
		h.author().Call(t, "POST", "/api/v1/item-banks", `{"name":"two"}`).Want(t, 201)
		page := h.author().Call(t, "GET", "/api/v1/item-banks?limit=1", nil).Want(t, 200)
		rest := h.author().Call(t, "GET", "/api/v1/item-banks?limit=1&cursor="+page.Text(t, "next_cursor"), nil).Want(t, 200)
		if page.Text(t, "data", 0, "name") != "one" || rest.Text(t, "data", 0, "name") != "two" || rest.Get(t, "next_cursor") != nil {
			t.Errorf("%s\n%s", page.Body, rest.Body)
		}
	})
}

func TestExamDocuments(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db)
		bank := h.bank(t, bankFile(5, "Routing", "Security"))
		post := func(changes map[string]any) testkit.Answer {
			d := document("net", bank)
			for k, v := range changes {
				d[k] = v
			}
			return h.author().Call(t, "POST", "/api/v1/exams", d)
		}
		scale := map[string]any{"min": 100, "pass": 700, "max": 1000}
		for name, changes := range map[string]map[string]any{
			"bad key":           {"key": "a b"},
			"no title":          {"title": ""},
			"no time":           {"time_limit_seconds": 0},
			"too much time":     {"time_limit_seconds": 90000},
			"no length":         {"blueprint": map[string]any{"length": 0}},
			"domain twice":      {"blueprint": map[string]any{"length": 4, "domains": []any{map[string]any{"name": "A", "weight": 1}, map[string]any{"name": "A", "weight": 1}}}},
			"weight of nothing": {"blueprint": map[string]any{"length": 4, "domains": []any{map[string]any{"name": "A", "weight": 0}}}},
			"float weight":      {"blueprint": map[string]any{"length": 4, "domains": []any{map[string]any{"name": "A", "weight": 1.5}}}},
			"no cut":            {"scoring": map[string]any{"scale": scale}},
			"two cuts":          {"scoring": map[string]any{"cut_raw": 6, "cut_percent": "60", "scale": scale}},
			"cut over all":      {"scoring": map[string]any{"cut_raw": 11, "scale": scale}},
			"cut no number":     {"scoring": map[string]any{"cut_percent": "sixty", "scale": scale}},
			"scale upside down": {"scoring": map[string]any{"cut_raw": 6, "scale": map[string]any{"min": 1000, "pass": 700, "max": 100}}},
			"negative wait":     {"retake": map[string]any{"wait_seconds": []int{-1}}},
			"half a limit":      {"retake": map[string]any{"max_attempts": 3}},
			"null list":         {"retake": map[string]any{"wait_seconds": nil}},
			"other navigation":  {"navigation": "sequential"},
			"negative price":    {"price": map[string]any{"amount": -1, "currency": "USD"}},
			"no currency":       {"price": map[string]any{"amount": 1, "currency": "dollars"}},
			"unknown field":     {"passed": true},
		} {
			t.Run(name, func(t *testing.T) { post(changes).Refused(t, 422, "invalid_input") })
		}
		if n := h.count(t, "select count(*) from exams"); n != 0 {
			t.Fatalf("%d exams after refusals only", n)
		}
		for field, price := range map[string]map[string]any{
			"price.currency": {"amount": 100, "currency": "ZZZ"},
			"price.amount":   {"amount": dearest + 1, "currency": "USD"},
		} {
			t.Run("price without sense: "+field, func(t *testing.T) {
				a := post(map[string]any{"price": price}).Refused(t, 422, "invalid_input")
				if got := a.Text(t, "errors", 0, "field"); got != field {
					t.Errorf("field %q in %s", got, a.Body)
				}
			})
		}
		made := post(map[string]any{"scoring": map[string]any{"cut_percent": 60, "scale": scale}, "price": map[string]any{"amount": dearest, "currency": "JPY"}}).Want(t, 201)
		post(nil).Refused(t, 409, "exam_exists")
		tag := made.Header.Get("ETag")
		put := func(body map[string]any, headers ...string) testkit.Answer {
			return h.author().Call(t, "PUT", "/api/v1/exams/net", body, headers...)
		}
		d := document("net", bank)
		put(d).Refused(t, 428, "version_missing")
		put(d, "If-Match: \"99\"").Refused(t, 412, "version_stale")
		d["price"] = map[string]any{"amount": 1, "currency": "XXX"}
		put(d, "If-Match: "+tag).Refused(t, 422, "invalid_input")
		d["price"] = map[string]any{"amount": 0, "currency": "USD"}
		other := document("other", bank)
		put(other, "If-Match: "+tag).Refused(t, 422, "key_fixed")
		d["title"] = "Networks II"
		if got := put(d, "If-Match: "+tag).Want(t, 200); got.Header.Get("ETag") == tag || got.Text(t, "title") != "Networks II" {
			t.Errorf("%s", got.Body)
		}
		put(d, "If-Match: "+tag).Refused(t, 412, "version_stale")
		h.person("ada").Call(t, "GET", "/api/v1/exams/net", nil).Refused(t, 404, "not_found")
		if got := h.author().Call(t, "GET", "/api/v1/exams/net", nil).Want(t, 200).Text(t, "item_bank"); got != bank {
			t.Errorf("bank %s", got)
		}
	})
}

func TestPublishing(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db)
		bank := h.bank(t, bankFile(5, "Routing", "Security"))
		d := document("net", bank)
		d["certification"] = "nobody-knows"
		etag := h.author().Call(t, "POST", "/api/v1/exams", d).Want(t, 201).Header.Get("ETag")
		publish := func() testkit.Answer { return h.author().Call(t, "POST", "/api/v1/exams/net/publish", nil) }
		refused := publish().Refused(t, 422, "not_publishable")
		// ten items at 60 to 40 are six and four; the bank has five and five.
		if refused.Text(t, "errors", 0, "field") != "certification" || refused.Text(t, "errors", 1, "field") != "blueprint.domains[0]" ||
			refused.Text(t, "errors", 1, "detail") != "The domain Routing needs 6 operational items and has 5." || refused.Get(t, "errors", 2) != nil {
			t.Errorf("%s", refused.Body)
		}
		h.author().Call(t, "POST", "/api/v1/exams/none/publish", nil).Refused(t, 404, "not_found")
		h.person("ada").Call(t, "POST", "/api/v1/exams/net/publish", nil).Refused(t, 403, "role_missing")
		d["certification"] = "net-associate"
		d["blueprint"] = map[string]any{"length": 10}
		etag = h.author().Call(t, "PUT", "/api/v1/exams/net", d, "If-Match: "+etag).Want(t, 200).Header.Get("ETag")
		for range 2 {
			publish().Want(t, 200)
		}
		if n := h.count(t, "select count(*) from outbox_facts where name = 'exams.exam_published'"); n != 1 {
			t.Errorf("%d facts of one publishing", n)
		}
		d["title"] = "Draft only"
		h.author().Call(t, "PUT", "/api/v1/exams/net", d, "If-Match: "+etag).Want(t, 200)
		if got := h.person("ada").Call(t, "GET", "/api/v1/exams/net", nil).Text(t, "title"); got != "Networks" {
			t.Errorf("candidates meet the draft: %s", got)
		}
		keys := []string{}
		err := h.db.Read(as(t, "vendor_admin:root"), func(tx *gorm.DB) error {
			var err error
			keys, err = h.ExamsOf(t.Context(), tx, "net-associate")
			return err
		})
		if err != nil || len(keys) != 1 || keys[0] != "net" {
			t.Errorf("exams of the certification: %v %v", keys, err)
		}
	})
}

// An attempt keeps the exam and the items it was made with.
func TestChangesDoNotReachOpenAttempts(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db)
		h.exam(t, "net", nil)
		s := h.sit(t, "ada", "net")
		e := h.author().Call(t, "GET", "/api/v1/exams/net", nil)
		var d map[string]any
		e.Into(t, &d)
		for _, name := range []string{"state", "version", "published_version", "published_at", "mine", "$schema"} {
			delete(d, name)
		}
		d["scoring"] = map[string]any{"cut_raw": 10, "scale": map[string]any{"min": 1, "pass": 2, "max": 3}}
		h.author().Call(t, "PUT", "/api/v1/exams/net", d, "If-Match: "+e.Header.Get("ETag")).Want(t, 200)
		h.author().Call(t, "POST", "/api/v1/exams/net/publish", nil).Want(t, 200)
		s.answerAll(t, 6)
		s.submit(t).Want(t, 200)
		if got := s.call(t, "GET", "/result", nil); got.Text(t, "decision") != Pass || got.Text(t, "scaled_score") != "700" {
			t.Errorf("%s", got.Body)
		}
	})
}
