package exams

import (
	"strings"
	"testing"
	"time"

	"gorm.io/gorm"

	"laurel/exams/items"
	"laurel/internal/store"
	"laurel/internal/testkit"
)

// versionAt is the item version at a position of an attempt.
func (h *house) versionAt(t testing.TB, attemptID string, position int) string {
	t.Helper()
	version := ""
	err := h.db.Read(as(t, "vendor_admin:root"), func(tx *gorm.DB) error {
		var a Attempt
		if err := tx.Raw("select "+attemptColumns+" from attempts where id = ?", attemptID).Take(&a).Error; err != nil {
			return err
		}
		p, err := h.paper(tx, a.Sheet)
		if err == nil {
			version = p.Slot(position).ItemVersionID
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return version
}

// TestRegrade drops an item that one candidate missed by one point, and looks before and after: nobody's old result is lost, and
// who carries it through twice changes nothing.
func TestRegrade(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db)
		h.exam(t, "net", map[string]any{"blueprint": map[string]any{"length": 20}}) // all of the bank; the cut is 12
		oz := h.app.As("author:oz")
		ada, ben := h.sit(t, "ada", "net"), h.sit(t, "ben", "net")
		ada.answerAll(t, 11)
		ben.answerAll(t, 20)
		ada.submit(t).Want(t, 200)
		ben.submit(t).Want(t, 200)
		missed := ada.items()[19].Position
		version := h.versionAt(t, ada.ID, missed)
		propose := "/api/v1/item-versions/" + version + "/keys"
		h.author().Call(t, "POST", "/api/v1/regrades", map[string]any{"item_version": version, "key": 2}).Refused(t, 404, "not_found")
		h.author().Call(t, "POST", propose, map[string]any{"effect": "credit_all", "reason": "Two options are right."}).Want(t, 201)
		asked := h.author().Call(t, "POST", "/api/v1/regrades", map[string]any{"item_version": version, "key": 2}).Want(t, 201)
		path := asked.Header.Get("Location")
		oz.Call(t, "POST", path+"/apply", nil).Refused(t, 409, "regrade_not_ready")
		for range 2 {
			if _, err := h.FinishRegrades(as(t, "system:worker")); err != nil {
				t.Fatal(err)
			}
		}
		seen := h.author().Call(t, "GET", path, nil).Want(t, 200)
		if seen.Text(t, "state") != "ready" || seen.Get(t, "outlook", "attempts") != 2.0 || seen.Get(t, "outlook", "scores") != 1.0 ||
			seen.Text(t, "outlook", "flips", 0, "person") != "ada" || seen.Text(t, "outlook", "flips", 0, "to") != "pass" {
			t.Fatalf("%s", seen.Body)
		}
		if ada.call(t, "GET", "/result", nil).Text(t, "decision") != "fail" {
			t.Error("looking changed something")
		}
		h.author().Call(t, "POST", "/api/v1/regrades", map[string]any{"item_version": version, "key": 1}).Refused(t, 409, "key_not_proposed")
		eve := h.sit(t, "eve", "net")
		eve.submit(t).Want(t, 200)
		oz.Call(t, "POST", path+"/apply", nil).Refused(t, 409, "outlook_old")
		if _, err := h.FinishRegrades(as(t, "system:worker")); err != nil {
			t.Fatal(err)
		}
		if again := oz.Call(t, "GET", path, nil); again.Get(t, "outlook", "attempts") != 3.0 {
			t.Errorf("%s", again.Body)
		}
		h.author().Call(t, "POST", path+"/apply", nil).Refused(t, 409, "second_person_required")
		passed := h.count(t, factsNamed, "exams.attempt_passed")
		for range 2 {
			oz.Call(t, "POST", path+"/apply", nil).Want(t, 200)
			if _, err := h.FinishRegrades(as(t, "system:worker")); err != nil {
				t.Fatal(err)
			}
			h.do(t, "update exam_regrades set decided_at = ?", h.db.Now().Add(-time.Minute))
		}
		if got := oz.Call(t, "GET", path, nil); got.Text(t, "state") != "applied" || got.Get(t, "changed") != 2.0 {
			t.Errorf("%s", got.Body)
		}
		if ada.call(t, "GET", "/result", nil).Text(t, "decision") != "pass" || h.count(t, factsNamed, "exams.attempt_passed") != passed+1 {
			t.Error("the pass is not told once")
		}
		if n := h.count(t, "select count(*) from attempt_results where attempt_id = ?", ada.ID); n != 2 {
			t.Errorf("%d results of who turned, want both", n)
		}
		if n := h.count(t, "select count(*) from attempt_results where attempt_id = ?", ben.ID); n != 1 {
			t.Errorf("%d results of who did not", n)
		}
	})
}

// A lower score is kept away where the exam takes nothing away, and turns the decision where it does.
func TestRegradeDownwards(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		never          bool
		decision, flip string
		kept, flips    float64
	}{
		"never lower": {true, "pass", "", 1, 0}, "lower": {false, "fail", "fail", 0, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			testkit.Each(t, func(t *testing.T, db *store.DB) {
				h := open(t, db)
				h.exam(t, "net", map[string]any{"blueprint": map[string]any{"length": 20}, "never_lower": c.never})
				oz, ada := h.app.As("author:oz"), h.sit(t, "ada", "net")
				ada.answerAll(t, 12)
				ada.submit(t).Want(t, 200)
				right := 0
				for _, it := range ada.items()[:12] {
					if it.Type == items.TrueFalse {
						right = it.Position
					}
				}
				if right == 0 {
					right = ada.items()[0].Position
				}
				version := h.versionAt(t, ada.ID, right)
				key := h.otherKey(t, version)
				h.author().Call(t, "POST", "/api/v1/item-versions/"+version+"/keys", map[string]any{"key": key, "reason": "It is the other way round."}).Want(t, 201)
				path := h.author().Call(t, "POST", "/api/v1/regrades", map[string]any{"item_version": version, "key": 2}).Want(t, 201).Header.Get("Location")
				if _, err := h.FinishRegrades(as(t, "system:worker")); err != nil {
					t.Fatal(err)
				}
				seen := oz.Call(t, "GET", path, nil)
				flips, _ := seen.Get(t, "outlook", "flips").([]any)
				if seen.Get(t, "outlook", "kept") != c.kept || float64(len(flips)) != c.flips {
					t.Errorf("%s", seen.Body)
				}
				oz.Call(t, "POST", path+"/apply", nil).Want(t, 200)
				if _, err := h.FinishRegrades(as(t, "system:worker")); err != nil {
					t.Fatal(err)
				}
				if got := ada.call(t, "GET", "/result", nil).Text(t, "decision"); got != c.decision {
					t.Errorf("it is a %s, want %s", got, c.decision)
				}
				if n := h.count(t, factsNamed, "exams.pass_withdrawn"); float64(n) != c.flips {
					t.Errorf("%d passes are withdrawn, want %v", n, c.flips)
				}
			})
		})
	}
}

// otherKey is a key by which what bankFile calls right is wrong.
func (h *house) otherKey(t testing.TB, version string) map[string]any {
	t.Helper()
	kind := ""
	err := h.db.Read(as(t, "vendor_admin:root"), func(tx *gorm.DB) error {
		pool, err := h.Service.bank.Pool(t.Context(), tx, h.bankOf(tx))
		for _, d := range pool {
			if d.VersionID == version {
				kind = string(d.Type)
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	switch items.Type(kind) {
	case items.TrueFalse:
		return map[string]any{"accepted": []string{"false"}}
	case items.SingleChoice:
		return map[string]any{"accepted": []string{"a"}}
	case items.MultipleResponse:
		return map[string]any{"correct": []string{"b"}}
	case items.Numeric:
		return map[string]any{"intervals": []map[string]any{{"from": "-9", "to": "-9", "fraction": "1"}}}
	}
	return map[string]any{"texts": []map[string]any{{"text": "another word", "fraction": "1"}}}
}

func (h *house) bankOf(tx *gorm.DB) string {
	var e Exam
	_ = tx.Raw("select published from exams limit 1").Take(&e).Error
	if e.Published == nil {
		return ""
	}
	return e.Published.ItemBank
}

// An attempt at a form that was equated is passed where that form's own line is, and stays so whatever is adopted later.
func TestAnEquatedFormHasItsOwnLine(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db)
		h.exam(t, "net", nil) // 60 % of ten
		h.lines["any form"] = "4.50"
		ada, ben := h.sit(t, "ada", "net"), h.sit(t, "ben", "net")
		delete(h.lines, "any form")
		ada.answerAll(t, 5)
		ben.answerAll(t, 4)
		ada.submit(t).Want(t, 200)
		ben.submit(t).Want(t, 200)
		if got := ada.call(t, "GET", "/result", nil); got.Text(t, "decision") != "pass" || got.Get(t, "cut_score") != 700.0 {
			t.Errorf("five of ten, the line at 4.5: %s", got.Body)
		}
		if got := ben.call(t, "GET", "/result", nil); got.Text(t, "decision") != "fail" {
			t.Errorf("four of ten: %s", got.Body)
		}
		eve := h.sit(t, "eve", "net")
		eve.answerAll(t, 5)
		eve.submit(t).Want(t, 200)
		if got := eve.call(t, "GET", "/result", nil); got.Text(t, "decision") != "fail" {
			t.Errorf("five of ten without a conversion: %s", got.Body)
		}
	})
}

// A conversion that was adopted later is carried to released results by two people, with its outlook; until then they stay as they were.
func TestALineIsCarriedToReleasedResults(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db)
		h.exam(t, "net", nil) // 60 % of ten
		ada := h.sit(t, "ada", "net")
		ada.answerAll(t, 5)
		ada.submit(t).Want(t, 200)
		var form string
		if err := db.Read(as(t, "system:test"), func(tx *gorm.DB) error {
			return tx.Raw("select form_id from attempts where id = ?", ada.ID).Scan(&form).Error
		}); err != nil {
			t.Fatal(err)
		}
		eve, oz := h.app.As("author:eve"), h.app.As("author:oz")
		ask := map[string]any{"equating": "eqt_1"}
		eve.Call(t, "POST", "/api/v1/regrades", ask).Refused(t, 404, "not_found")
		h.lines["eqt_1"] = form
		eve.Call(t, "POST", "/api/v1/regrades", ask).Refused(t, 409, "not_adopted")
		h.lines["line of eqt_1"] = "4.50"
		for _, bad := range []map[string]any{{}, {"equating": "eqt_1", "key": 2}, {"item_version": "ver_1"}, {"item_version": "ver_1", "key": 1, "equating": "eqt_1"}} {
			eve.Call(t, "POST", "/api/v1/regrades", bad).Refused(t, 422, "invalid_input")
		}
		path := eve.Call(t, "POST", "/api/v1/regrades", ask).Want(t, 201).Header.Get("Location")
		if again := eve.Call(t, "POST", "/api/v1/regrades", ask).Want(t, 201).Header.Get("Location"); again != path {
			t.Errorf("another regrade of the same conversion: %s", again)
		}
		h.finishRegrades(t)
		ready := eve.Call(t, "GET", path, nil).Want(t, 200)
		if ready.Text(t, "kind") != "line" || ready.Text(t, "form_cut") != "4.50" || ready.Get(t, "outlook", "attempts") != 1.0 || ready.Text(t, "outlook", "flips", 0, "to") != "pass" {
			t.Errorf("%s", ready.Body)
		}
		if got := ada.call(t, "GET", "/result", nil); got.Text(t, "decision") != "fail" {
			t.Errorf("an outlook changed a result: %s", got.Body)
		}
		eve.Call(t, "POST", path+"/apply", nil).Refused(t, 409, "second_person_required")
		oz.Call(t, "POST", path+"/apply", nil).Want(t, 200)
		for range 2 { // the deed runs twice
			h.finishRegrades(t)
		}
		if got := ada.call(t, "GET", "/result", nil); got.Text(t, "decision") != "pass" {
			t.Errorf("%s", got.Body)
		}
		if n := h.count(t, "select count(*) from attempt_results where attempt_id = ?", ada.ID); n != 2 {
			t.Errorf("%d results, want both to stay", n)
		}
		h.equal(t, ada.ID, "by another line")
	})
}

func TestExcerpt(t *testing.T) {
	t.Parallel()
	for html, want := range map[string]string{"": "", "<p>Which <b>two</b> are &lt; 3?</p>": "Which two are < 3?", "<p>" + strings.Repeat("word ", 40) + "</p>": strings.TrimSpace(strings.Repeat("word ", 24)) + "…"} {
		if got := excerpt(html); got != want {
			t.Errorf("%q: %q", html, got)
		}
	}
}
