package exams

import (
	"fmt"
	"os"
	"testing"

	"laurel/internal/store"
)

// BenchmarkSubmit measures one shared commit that ends 128 attempts, each of ten answers and a log of a few hundred saves, as a crowd
// leaves it that has changed its answers over and over.
func BenchmarkSubmit(b *testing.B) {
	db, err := store.Open(b.Context(), benchDatabase(b))
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = db.Close() })
	if err := db.Migrate(b.Context()); err != nil {
		b.Fatal(err)
	}
	h := open(b, db)
	key := "submit-" + newKey() + fmt.Sprint(os.Getpid())
	h.exam(b, key, nil)
	const attempts, saves = 128, 240
	for b.Loop() {
		b.StopTimer()
		calls := make([]submission, attempts)
		for i := range calls {
			s := h.sit(b, key+newKey(), key)
			s.answerAll(b, 5)
			calls[i] = submission{s.ID, s.person, s.Epoch}
			h.exec(b, `with recursive n (i) as (select 1 union all select i + 1 from n where i < ?)
				insert into attempt_events (id, attempt_id, kind, detail, actor, at) select id || '-' || cast(i as text), attempt_id, kind, detail, actor, at
				from n, (select * from attempt_events where attempt_id = ? and kind = 'saved' order by id limit 1) as one`, saves, s.ID)
		}
		b.StartTimer()
		out, err := h.submitTogether(b.Context(), calls)
		if err != nil {
			b.Fatal(err)
		}
		for _, one := range out {
			if !one.plain {
				b.Fatal("not closed")
			}
		}
	}
	b.ReportMetric(float64(b.Elapsed().Milliseconds())/float64(b.N), "ms/crowd")
}
