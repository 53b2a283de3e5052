package banks

import (
	"strings"
	"testing"

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
		if v.State != ImportDone || v.SourceItems != 6 || v.ImportedWithLosses != 1 || v.Imported+v.Rejected != 5 || len(v.Entries) != 6 {
			t.Fatalf("%s", a.Body)
		}
		for i, line := range []int{2, 4, 6, 8, 10, 12} {
			if v.Entries[i].Line != line {
				t.Errorf("entry %d is at line %d, want %d", i, v.Entries[i].Line, line)
			}
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
		if got := items.Text(t, "data", 4, "stem_html"); got != "Types: List&lt;String&gt;" && got != "Types: List&lt;String>" {
			t.Errorf("stem %q", got)
		}
		if items.Text(t, "data", 0, "external_id") != "q1" || items.Text(t, "data", 0, "key", "accepted", 0) != "true" {
			t.Errorf("%s", items.Body)
		}
		t.Run("refusals", func(t *testing.T) {
			h.author().Call(t, "POST", path+"?format=word", file).Refused(t, 422, "format_not_supported")
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
			const file = "Only once? {T}\n\nAnd this? {F}\n"
			before := h.count(t, "select count(*) from items")
			one := h.author().Call(t, "POST", path+"?format=gift", file, "Idempotency-Key: once").Want(t, 201)
			two := h.author().Call(t, "POST", path+"?format=gift", file, "Idempotency-Key: once").Want(t, 201)
			if one.Text(t, "id") != two.Text(t, "id") || h.count(t, "select count(*) from items") != before+2 {
				t.Errorf("imported twice: %s\n%s", one.Body, two.Body)
			}
		})
	})
}

func TestLargeImportIsFinishedLater(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db)
		bank := h.author().Call(t, "POST", "/api/v1/item-banks", map[string]any{"name": "Large"}).Text(t, "id")
		file := bankFile(20) + "\n// " + strings.Repeat("x", ImportNow) + "\n"
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
		if n := h.count(t, "select count(*) from item_imports where file <> ''"); n != 0 {
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
		if n := h.count(t, "select count(*) from items where state = 'in_review'"); n != 1 {
			t.Fatalf("%d in review", n)
		}
		approve := func(c *testkit.Client) testkit.Answer {
			return c.Call(t, "POST", "/api/v1/items/"+item+"/approve", nil)
		}
		approve(h.author()).Refused(t, 409, "second_person_required")
		approve(h.app.As("auditor:al")).Refused(t, 403, "role_missing")
		if got := approve(h.app.As("author:oz")).Want(t, 200).Text(t, "state"); got != "approved" {
			t.Errorf("approved and %s", got)
		}
		if got := approve(h.app.As("author:oz")); got.Status != 409 || got.Text(t, "state") != "approved" {
			t.Errorf("%s", got.Body)
		}
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
