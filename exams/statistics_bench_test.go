package exams

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"gorm.io/gorm"

	"laurel/internal/statistics"
	"laurel/internal/store"
	"laurel/internal/testkit"
)

// measured answers the ports of statistics out of the real attempts, as the assembled program does.
type measured struct{ *house }

func (m measured) Matrix(ctx context.Context, tx *gorm.DB, examKey string, f statistics.Filter) (statistics.Data, error) {
	read, err := m.Service.Matrix(ctx, tx, examKey, MatrixFilter{From: f.From, To: f.To, FirstOnly: f.FirstOnly})
	if err != nil {
		return statistics.Data{}, err
	}
	d := statistics.Data{Matrix: read.Matrix, Cut: read.Cut}
	for _, a := range read.Attempts {
		d.Attempts = append(d.Attempts, statistics.Attempt{ID: a.ID, PartnerID: a.PartnerID, FormID: a.FormID, FormNumber: a.FormNumber, Language: a.Language, ClosedAt: a.ClosedAt})
	}
	for _, it := range read.Items {
		d.Items = append(d.Items, statistics.Item{ItemID: it.ItemID, Type: string(it.Type), Domain: it.Domain})
	}
	return d, nil
}

func (measured) Exam(context.Context, *gorm.DB, string) (bool, error) { return true, nil }

func (measured) PartnerNames(context.Context, *gorm.DB, []string) (map[string]string, error) {
	return nil, nil
}

// BenchmarkStatistics measures the figures of ten thousand attempts at sixty items, from asking to the stored report. The parts are
// reported apart: reading alone is timed as well.
func BenchmarkStatistics(b *testing.B) {
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
	m := measured{h}
	figures := statistics.New(statistics.Deps{DB: db, Log: testkit.Log(b), Source: m, Subjects: m, Partners: m})
	ctx, reading := as(b, "vendor_admin:root"), time.Duration(0)
	for b.Loop() {
		begun := time.Now()
		if read, err := h.matrix(b, key, MatrixFilter{}); err != nil || read.Matrix.Rows != attempts {
			b.Fatalf("%d rows: %v", read.Matrix.Rows, err)
		}
		reading += time.Since(begun)
		run, err := figures.Request(ctx, key, statistics.Filter{})
		if err != nil {
			b.Fatal(err)
		}
		if _, err := figures.ComputeWaiting(ctx); err != nil {
			b.Fatal(err)
		}
		if _, kept, err := figures.Found(ctx, key, run.ID); err != nil || kept == nil || kept.Attempts != attempts {
			b.Fatalf("no report of all attempts: %v", err)
		}
	}
	b.ReportMetric(reading.Seconds()/float64(b.N), "s/reading")
	b.ReportMetric((b.Elapsed()-reading).Seconds()/float64(b.N), "s/whole")
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
