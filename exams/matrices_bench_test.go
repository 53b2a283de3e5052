package exams

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"gorm.io/gorm"

	"laurel/internal/store"
)

// BenchmarkMatrix measures reading what ten thousand attempts at sixty items earned and answered.
func BenchmarkMatrix(b *testing.B) {
	const attempts = 10_000
	db, err := store.Open(b.Context(), benchDatabase(b))
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = db.Close() })
	if err := db.Migrate(b.Context()); err != nil {
		b.Fatal(err)
	}
	h, key := open(b, db), "matrix-"+newKey()
	d := document(key, h.bank(b, bankFile(120, "Routing", "Security")))
	d["blueprint"].(map[string]any)["length"], d["forms"] = 60, map[string]any{"mode": "fixed", "count": 8}
	h.author().Call(b, "POST", "/api/v1/exams", d).Want(b, 201)
	h.author().Call(b, "POST", "/api/v1/exams/"+key+"/publish", nil).Want(b, 200)
	h.places(b, key, attempts)
	h.sat(b, key, attempts)
	for b.Loop() {
		m, err := h.matrix(b, key, MatrixFilter{})
		if err != nil || m.Matrix.Rows != attempts {
			b.Fatalf("%d rows: %v", m.Matrix.Rows, err)
		}
	}
	b.ReportMetric(b.Elapsed().Seconds()/float64(b.N), "s/matrix")
}

// sat writes down graded attempts of those who have a place, each answered in all positions.
func (h *house) sat(b *testing.B, key string, n int) {
	var forms []string
	papers := map[string]*Form{}
	err := h.db.Read(as(b, "vendor_admin:root"), func(tx *gorm.DB) (err error) {
		if err = tx.Raw("select id from forms where exam_key = ? order by id", key).Scan(&forms).Error; err == nil {
			papers, err = h.formsOf(tx, forms)
		}
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
	numbers := make([]int, n)
	for i := range numbers {
		numbers[i] = i
	}
	for some := range slices.Chunk(numbers, 50) {
		var rows, results, answers []string
		for _, i := range some {
			attempt, form, at := fmt.Sprintf("%s-att-%d", key, i), papers[forms[i%len(forms)]], time.Now().UTC().Format(time.RFC3339)
			sheet := Sheet{FormID: form.ID, Seed: newSeed()}
			rows = append(rows, fmt.Sprintf("('%s', '%s-%d', '%s', '%s-person-%d', 'graded', '{}', '{}', '%s', '%s', '', 1, '%s', '%s', '2099-01-01T00:00:00Z', '2099-01-01T00:00:00Z', '%s', 'candidate')",
				attempt, key, i, key, key, i, form.ID, sheet.Seed, at, at, at))
			paper, err := form.paper(sheet)
			if err != nil {
				b.Fatal(err)
			}
			var scores []string
			for _, slot := range paper.Slots() {
				response := `{"number":"5"}`
				if o := slot.Arrangement.Options; len(o) > 0 {
					response = `{"choice":"` + o[i%len(o)].ID + `"}`
				}
				answers = append(answers, fmt.Sprintf("('%s', %d, 1, 1, '%s', '%s')", attempt, slot.Position, response, at))
				scores = append(scores, fmt.Sprintf(`{"position":%d,"item_version_id":"%s","key_number":1,"points":"%d"}`, slot.Position, slot.ItemVersionID, i%2))
			}
			results = append(results, fmt.Sprintf("('%s', 1, 'released', 'pass', '30', 60, '36', 700, 700, '[]', '[%s]', '%s')", attempt, strings.Join(scores, ","), at))
		}
		h.exec(b, `insert into attempts (id, registration_id, exam_key, person_id, state, policy, limits, form_id, seed, language, epoch, created_at, started_at, deadline_at, refuse_after,
			closed_at, close_reason) values `+strings.Join(rows, ", "))
		h.exec(b, "insert into attempt_results (attempt_id, number, state, decision, raw, max, cut, scaled_score, cut_score, domains, items, created_at) values "+strings.Join(results, ", "))
		h.exec(b, "insert into responses (attempt_id, position, epoch, seq, response, saved_at) values "+strings.Join(answers, ", "))
	}
}
