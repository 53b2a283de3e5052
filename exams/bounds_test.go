package exams

import (
	"testing"
	"time"

	"gorm.io/gorm"

	"laurel/internal/store"
	"laurel/internal/testkit"
)

func (h *house) do(t testing.TB, statement string, args ...any) {
	t.Helper()
	if err := h.db.Tx(as(t, "vendor_admin:root"), func(tx *gorm.DB) error { return tx.Exec(statement, args...).Error }); err != nil {
		t.Fatal(err)
	}
}

// A log that is full takes no more answers, and closes all the same.
func TestFullLog(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db)
		h.exam(t, "net", nil)
		s, other := h.sit(t, "ada", "net"), h.sit(t, "bob", "net")
		s.answerAll(t, 10)
		h.do(t, `with recursive n (i) as (select 1 union all select i + 1 from n where i < ?)
			insert into attempt_events (id, attempt_id, kind, detail, actor, at) select 'aev_' || cast(i as text), ?, 'saved', '{}', 'ada', ? from n`,
			maxEvents, s.ID, db.Now())
		many := func(epoch, seq int) testkit.Answer {
			return s.call(t, "PUT", "/responses", map[string]any{"epoch": epoch, "responses": []any{
				map[string]any{"position": 1, "seq": seq, "response": wrong(s.items()[0])},
			}})
		}
		for range 2 {
			a := many(1, seqUncounted+1).Refused(t, 429, "too_many_saves")
			if a.Header.Get("Retry-After") != "60" {
				t.Errorf("Retry-After %q", a.Header.Get("Retry-After"))
			}
		}
		many(2, seqUncounted+1).Refused(t, 409, "superseded")
		s.call(t, "PUT", "/responses", map[string]any{"epoch": 1, "responses": []any{}}).Want(t, 200)
		other.seq[1] = seqUncounted + 1
		other.save(t, 1, right(other.items()[0])).Want(t, 200)
		if n := h.count(t, "select count(*) from responses where attempt_id = ? and seq > ?", s.ID, seqUncounted); n != 0 {
			t.Errorf("%d answers written to a full log", n)
		}
		s.submit(t).Want(t, 200)
		if raw := h.result(t, s.ID).Raw; raw != "10" {
			t.Errorf("%s points", raw)
		}
		if ok, err := h.VerifyLog(as(t, "vendor_admin:root"), s.ID); !ok || err != nil {
			t.Errorf("log and hash: %v %v", ok, err)
		}
		if n := h.count(t, "select events_count from attempts where id = ?", s.ID); n < maxEvents {
			t.Errorf("%d events sealed", n)
		}
		if a := many(1, seqUncounted+1).Refused(t, 409, "attempt_closed"); a.Text(t, "quarantine_id") == "" {
			t.Errorf("nothing kept aside: %s", a.Body)
		}
	})
}

func TestQuarantineIsBounded(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db)
		h.exam(t, "net", nil)
		s := h.sit(t, "ada", "net")
		h.age(t, s.ID, 2*time.Hour)
		late := func(from, to int) testkit.Answer {
			var all []any
			for seq := from; seq <= to; seq++ {
				it := s.items()[seq%10]
				entry := map[string]any{"position": it.Position, "seq": seq, "response": right(it)}
				all = append(all, entry, entry)
			}
			return s.call(t, "PUT", "/responses", map[string]any{"epoch": 1, "responses": all}).Refused(t, 409, "attempt_closed")
		}
		kept := func() int { return h.count(t, "select count(*) from late_responses where attempt_id = ?", s.ID) }
		first := late(1, 5).Text(t, "quarantine_id")
		if n := kept(); n != 5 || first == "" {
			t.Errorf("%d kept under %q, want 5", n, first)
		}
		for range 2 {
			if again := late(1, 200).Text(t, "quarantine_id"); again != first {
				t.Errorf("id %q, was %q", again, first)
			}
			if n := kept(); n != lateKept(10) {
				t.Errorf("%d kept, want %d", n, lateKept(10))
			}
		}
		if a := late(1001, 1200); a.Get(t, "quarantine_id") != nil || kept() != lateKept(10) {
			t.Errorf("kept beyond the bound: %s", a.Body)
		}
		if again := late(1, 5).Text(t, "quarantine_id"); again != first {
			t.Errorf("id %q, was %q", again, first)
		}
		t.Run("sent at once by two", func(t *testing.T) {
			b := h.sit(t, "bob", "net")
			h.age(t, b.ID, 2*time.Hour)
			ids := map[string]bool{}
			for _, a := range together(8, func(i int) testkit.Answer {
				var all []any
				for j := range 10 {
					it := b.items()[(i+j)%10]
					all = append(all, map[string]any{"position": it.Position, "seq": 1, "response": right(it)})
				}
				return b.call(t, "PUT", "/responses", map[string]any{"epoch": 1, "responses": all[:1+i%2]})
			}) {
				ids[a.Refused(t, 409, "attempt_closed").Text(t, "quarantine_id")] = true
			}
			if n := h.count(t, "select count(*) from late_responses where attempt_id = ?", b.ID); n < 8 || n > 10 || ids[""] {
				t.Errorf("%d kept under %v", n, ids)
			}
		})
	})
}

func TestTakeoversAreBounded(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db)
		h.exam(t, "net", nil)
		s := h.sit(t, "ada", "net")
		h.do(t, "update attempts set epoch = ? where id = ?", maxTakeovers, s.ID)
		s.call(t, "POST", "/takeover", nil).Want(t, 200)
		for range 2 {
			s.call(t, "POST", "/takeover", nil).Refused(t, 429, "too_many_saves")
		}
		s.Epoch = maxTakeovers + 1
		s.submit(t).Want(t, 200)
		s.call(t, "POST", "/takeover", nil).Refused(t, 409, "attempt_closed")
	})
}

// An attempt that ended without being scored has no receipt to give.
func TestSubmitOfAVoidedAttempt(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db)
		h.exam(t, "net", nil)
		s := h.sit(t, "ada", "net")
		h.do(t, "update attempts set state = 'voided' where id = ?", s.ID)
		for range 2 {
			s.submit(t).Refused(t, 409, "attempt_closed")
		}
	})
}

func logOf(tx *gorm.DB, attemptID string) ([]logged, error) {
	var out []logged
	err := events(tx, attemptID, func(e logged) error {
		out = append(out, e)
		return nil
	})
	return out, err
}
