package exams

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"laurel/internal/store"
	"laurel/internal/testkit"
)

// BenchmarkSave measures an acknowledged, durable answer, alone and with many candidates at once.
func BenchmarkSave(b *testing.B) {
	databases := map[string]store.Options{"embedded": {Path: filepath.Join(b.TempDir(), "laurel.db")}}
	if address := os.Getenv("LAUREL_BENCH_DATABASE_URL"); address != "" {
		databases["postgres"] = store.Options{URL: address}
	}
	for name, o := range databases {
		o.Now, o.Log = time.Now, testkit.Log(b)
		db, err := store.Open(b.Context(), o)
		if err != nil {
			b.Fatal(err)
		}
		if err := db.Migrate(b.Context()); err != nil {
			b.Fatal(err)
		}
		h := open(b, db)
		h.exam(b, "net", nil)
		for _, candidates := range []int{1, 64} {
			b.Run(fmt.Sprintf("%s/%d", name, candidates), func(b *testing.B) { h.benchSave(b, candidates) })
		}
		_ = db.Close()
	}
}

func (h *house) benchSave(b *testing.B, candidates int) {
	type tab struct {
		ctx context.Context
		s   *sitting
		seq atomic.Int64
	}
	tabs := make([]*tab, candidates)
	for i := range tabs {
		person := "p" + newKey()
		tabs[i] = &tab{ctx: as(b, "person:"+person), s: h.sit(b, person, "net")}
	}
	var next atomic.Int64
	b.SetParallelism(max(candidates/2, 1))
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		t := tabs[int(next.Add(1))%candidates]
		for pb.Next() {
			seq := t.seq.Add(1)
			it := t.s.items()[int(seq)%10]
			response, _ := json.Marshal(right(it))
			results, _, err := h.Save(t.ctx, t.s.ID, 1, []Answer{{Position: it.Position, Seq: seq, Response: response}})
			if err != nil || len(results) != 1 {
				b.Errorf("%v", err)
				return
			}
		}
	})
}

// BenchmarkCloseOverdue measures closing, scoring and sealing one lapsed attempt of ten answers.
func BenchmarkCloseOverdue(b *testing.B) {
	db, err := store.Open(b.Context(), benchDatabase(b))
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = db.Close() })
	if err := db.Migrate(b.Context()); err != nil {
		b.Fatal(err)
	}
	h := open(b, db)
	h.exam(b, "close", nil)
	const attempts = 100
	for b.Loop() {
		b.StopTimer()
		for range attempts {
			s := h.sit(b, "p"+newKey(), "close")
			s.answerAll(b, 5)
			h.age(b, s.ID, 2*time.Hour)
		}
		b.StartTimer()
		if n, err := h.CloseOverdue(as(b, "system:worker")); err != nil || n != attempts {
			b.Fatalf("closed %d: %v", n, err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*attempts), "µs/attempt")
}

func benchDatabase(b *testing.B) store.Options {
	o := store.Options{Path: filepath.Join(b.TempDir(), "laurel.db"), Now: time.Now, Log: testkit.Log(b)}
	if address := os.Getenv("LAUREL_BENCH_DATABASE_URL"); address != "" {
		o.Path, o.URL = "", address
	}
	return o
}
