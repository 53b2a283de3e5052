package exams

import (
	"strings"
	"testing"

	"gorm.io/gorm"

	"laurel/internal/store"
	"laurel/internal/testkit"
)

// An exam is published only when somebody can mark what only people and labs mark.
func TestAnExamThatNobodyCanMarkIsNotPublished(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db)
		bank, all := h.collect(t)
		d := document("all", bank)
		d["blueprint"] = map[string]any{"length": len(all)}
		h.author().Call(t, "POST", "/api/v1/exams", d).Want(t, 201)
		h.bench.missing = map[string]string{"essay": "no_rubric", "lab": "no_lab", "single_choice": "no_rubric"}
		got := h.author().Call(t, "POST", "/api/v1/exams/all/publish", nil).Want(t, 422)
		for kind, word := range map[string]string{"essay": "no_rubric", "lab": "no_lab"} {
			var item string
			if err := db.Read(t.Context(), func(tx *gorm.DB) error { return tx.Raw("select id from items where type = ?", kind).Scan(&item).Error }); err != nil {
				t.Fatal(err)
			}
			if !strings.Contains(string(got.Body), item) || !strings.Contains(string(got.Body), word) {
				t.Errorf("%s is not named: %s", item, got.Body)
			}
		}
		if n := strings.Count(string(got.Body), "cannot be marked"); n != 2 {
			t.Errorf("%d items are named", n)
		}
		if state := h.author().Call(t, "GET", "/api/v1/exams/all", nil).Want(t, 200).Text(t, "state"); state != "draft" {
			t.Errorf("refused and %s", state)
		}
		h.bench.missing = nil
		h.author().Call(t, "POST", "/api/v1/exams/all/publish", nil).Want(t, 200)
	})
}

// An answer names the lab that was opened at its own place, and another one no more than one that there is not.
func TestALabAnswerNamesItsOwnSession(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db)
		h.exam(t, "net", nil)
		ada, bob := h.sit(t, "ada", "net"), h.sit(t, "bob", "net")
		ada.becomes(t, "lab", "null", 1)
		h.bench.labs[ada.ID], h.bench.labs[bob.ID] = "", "lab_bob"
		ada.seq[1] = 100
		ada.save(t, 1, map[string]any{"lab": "lab_ada"}).Refused(t, 422, "invalid_response") // not opened yet
		h.bench.labs[ada.ID] = "lab_ada"
		foreign := ada.save(t, 1, map[string]any{"lab": "lab_bob"}).Refused(t, 422, "invalid_response")
		nothing := ada.save(t, 1, map[string]any{"lab": "lab_none"}).Refused(t, 422, "invalid_response")
		if a, b := foreign.Text(t, "detail"), nothing.Text(t, "detail"); a != b || foreign.Text(t, "errors", 0, "detail") != nothing.Text(t, "errors", 0, "detail") {
			t.Errorf("%s tells a foreign session from none, %s", a, b)
		}
		ada.save(t, 1, map[string]any{"lab": "lab_ada"}).Want(t, 200)
		ada.save(t, 1, nil).Want(t, 200)
	})
}
