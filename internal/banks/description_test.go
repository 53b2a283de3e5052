package banks

import (
	"testing"

	"gorm.io/gorm"

	"laurel/internal/store"
	"laurel/internal/testkit"
)

// TestLifeOfDescription changes points, domain and what else is around an item that is drawn: nothing of it counts before a second
// person approved it, and a declined one never does.
func TestLifeOfDescription(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db)
		bank, oz := h.secondPersonBank(t), h.app.As("author:oz")
		path := h.author().Call(t, "POST", "/api/v1/item-banks/"+bank+"/items", choice("Which?")).Want(t, 201).Header.Get("Location")
		post := func(c *testkit.Client, what string, body any) { c.Call(t, "POST", path+"/"+what, body).Want(t, 200) }
		get := func() testkit.Answer { return h.author().Call(t, "GET", path, nil).Want(t, 200) }
		rewrite := func(domain string, points int) testkit.Answer {
			body := choice("Which?")
			body["domain"], body["title"], body["difficulty"], body["cognitive_level"], body["tags"] = domain, domain, "0.2", "recall", []string{domain}
			body["content"].(object)["points"] = points
			return h.author().Call(t, "PUT", path, body, "If-Match: "+get().Header.Get("ETag")).Want(t, 200)
		}
		drawn := func() Drawable {
			var pool []Drawable
			err := h.db.Read(as(t, "system:test"), func(tx *gorm.DB) (err error) {
				pool, err = h.Pool(t.Context(), tx, bank)
				return err
			})
			if err != nil || len(pool) != 1 {
				t.Fatalf("%v %v", pool, err)
			}
			return pool[0]
		}
		if got := rewrite("Switching", 2); got.Text(t, "domain") != "Switching" || h.count(t, "select points from items") != 2 {
			t.Fatalf("a draft follows its author at once: %s", got.Body)
		}
		post(h.author(), "submit", nil)
		post(oz, "approve", nil)
		h.author().Call(t, "POST", "/api/v1/item-banks/"+bank+"/moves", object{"items": []string{get().Text(t, "id")}, "to": "operational"}).Want(t, 200)
		before := drawn()
		same := func(when string) {
			if now := drawn(); now.Points != 2 || now.Domain != "Switching" || now.Difficulty != before.Difficulty || now.CognitiveLevel != before.CognitiveLevel || now.VersionID != before.VersionID {
				t.Errorf("%s: %+v, before %+v", when, now, before)
			}
		}
		rewrite("Mistake", 50)
		same("rewritten")
		post(h.author(), "submit", nil)
		post(oz, "decline", object{"comment": "Fifty?"})
		same("declined")
		got := rewrite("Security", 50)
		if got.Text(t, "domain") != "Security" || got.Text(t, "title") != "Security" || got.Text(t, "tags", 0) != "Security" || got.Text(t, "points") != "50" {
			t.Errorf("its author does not see the version: %s", got.Body)
		}
		post(h.author(), "submit", nil)
		same("submitted")
		post(oz, "approve", nil)
		if now := drawn(); now.Points != 50 || now.Domain != "Security" || now.Difficulty != "0.2" || now.CognitiveLevel != "recall" || now.VersionID == before.VersionID {
			t.Errorf("approved: %+v", now)
		}
		if got := get(); got.Text(t, "domain") != "Security" || h.count(t, "select count(*) from items where title = 'Security' and points = 50") != 1 {
			t.Errorf("%s", got.Body)
		}
	})
}
