package exams

import (
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"laurel/internal/store"
)

// BenchmarkStarts measures a storm: LAUREL_BENCH_STARTS candidates, 5,000 when it says nothing, who start at once on forms that lie
// ready. Every start is a whole transaction with its log, its audit entry and its durable commit; one that fails fails the benchmark.
func BenchmarkStarts(b *testing.B) {
	candidates := 5000
	if n, err := strconv.Atoi(os.Getenv("LAUREL_BENCH_STARTS")); err == nil {
		candidates = n
	}
	db, err := store.Open(b.Context(), benchDatabase(b))
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = db.Close() })
	if err := db.Migrate(b.Context()); err != nil {
		b.Fatal(err)
	}
	h := open(b, db)
	for name, plan := range map[string]map[string]any{"per candidate": {}, "fixed": {"mode": "fixed", "count": 8}} {
		b.Run(name, func(b *testing.B) {
			key := "starts-" + newKey()
			bank := h.bank(b, bankFile(120, "Routing", "Security"))
			d := document(key, bank)
			d["blueprint"].(map[string]any)["length"], d["forms"] = 60, plan
			h.author().Call(b, "POST", "/api/v1/exams", d).Want(b, 201)
			h.author().Call(b, "POST", "/api/v1/exams/"+key+"/publish", nil).Want(b, 200)
			h.places(b, key, candidates)
			began := time.Now()
			made, err := h.StockForms(worker(b))
			if err != nil {
				b.Fatal(err)
			}
			b.Logf("%d forms of 60 items made in %v", made, time.Since(began).Round(time.Millisecond))
			b.ResetTimer()
			h.storm(b, key, candidates)
		})
	}
}

// places gives so many people a paid place in an exam.
func (h *house) places(b *testing.B, key string, n int) {
	var rows []string
	for i := range n {
		rows = append(rows, fmt.Sprintf("('%s-%d', '%s', '%s-person-%d', 'free', 'ready', '2026-01-01T00:00:00Z', '2026-01-01T00:00:00Z')", key, i, key, key, i))
	}
	for some := range slices.Chunk(rows, rowsTogether) {
		h.exec(b, "insert into registrations (id, exam_key, person_id, pay_with, state, created_at, ready_at) values "+strings.Join(some, ", "))
	}
}

func (h *house) storm(b *testing.B, key string, n int) {
	took := make([]time.Duration, n)
	queue := make(chan int, n)
	for i := range n {
		queue <- i
	}
	close(queue)
	began := time.Now()
	var all sync.WaitGroup
	for range 64 {
		all.Go(func() {
			for i := range queue {
				at := time.Now()
				ctx := as(b, fmt.Sprintf("person:%s-person-%d", key, i))
				sight, fresh, err := h.Attempt(ctx, fmt.Sprintf("%s-%d", key, i))
				if took[i] = time.Since(at); err != nil || !fresh || len(sight.Slots) != 60 {
					b.Errorf("start %d: %v", i, err)
				}
			}
		})
	}
	all.Wait()
	whole := time.Since(began)
	slices.Sort(took)
	b.ReportMetric(float64(n)/whole.Seconds(), "starts/s")
	b.ReportMetric(whole.Seconds(), "s/all")
	b.ReportMetric(float64(took[n/2].Microseconds())/1000, "p50-ms")
	b.ReportMetric(float64(took[n*99/100].Microseconds())/1000, "p99-ms")
	met := h.count(b, "select count(distinct form_id) from attempts where exam_key = ?", key)
	b.ReportMetric(float64(met), "forms")
}
