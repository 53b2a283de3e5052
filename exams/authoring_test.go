package exams

import (
	"testing"

	"gorm.io/gorm"

	"laurel/internal/store"
	"laurel/internal/testkit"
)

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
