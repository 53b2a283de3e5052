package exams

import (
	"testing"
	"time"

	"laurel/internal/store"
	"laurel/internal/testkit"
)

// lost writes a sign of life of another process that gave its last one so long ago.
func (h *house) lost(t testing.TB, process string, ago time.Duration) {
	t.Helper()
	now := h.db.Now()
	h.do(t, "insert into service_pulses (process, began_at, beat_at) values (?, ?, ?)", process, now.Add(-24*time.Hour), now.Add(-ago))
}

func TestAKilledProcessGivesItsTimeBack(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db)
		h.exam(t, "net", parts(nil))
		s, done := h.sit(t, "ada", "net"), h.sit(t, "bob", "net")
		done.submit(t).Want(t, 200)
		h.age(t, s.ID, 5*time.Minute)
		h.lost(t, "svc_killed", 2*time.Minute) // nobody has given a sign of life since
		for range 3 {
			if err := h.Beat(as(t, "system:pulse")); err != nil {
				t.Fatal(err)
			}
			if _, err := h.CreditOutages(as(t, "system:worker")); err != nil {
				t.Fatal(err)
			}
		}
		v := s.look(t)
		if moved := v.DeadlineAt.Sub(s.DeadlineAt.Add(-5 * time.Minute)); moved < 2*time.Minute || moved > 2*time.Minute+5*time.Second {
			t.Errorf("moved by %s", moved)
		}
		if len(v.Given) != 1 || v.Given[0].Kind != ByCredit || !v.Sections[0].DeadlineAt.After(s.Sections[0].DeadlineAt.Add(-5*time.Minute)) {
			t.Errorf("%+v", v.ClockView)
		}
		h.stored(t, s.ID)
		if n := h.count(t, "select count(*) from audit_entries where action = 'attempt.clock_credited'"); n != 1 {
			t.Errorf("%d lines of audit", n)
		}
		if n := h.count(t, "select count(*) from attempt_adjustments where attempt_id = ?", done.ID); n != 0 {
			t.Error("an attempt that was handed in got time")
		}
	})
}

// The deadline falls into the failure. Neither the worker, nor a reader, nor a save closes the attempt before it has its credit.
func TestADeadlineWithinAFailureClosesNobody(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		for name, touch := range map[string]func(h *house, s *sitting){
			"a save": func(_ *house, s *sitting) { s.save(t, 1, right(s.items()[0])).Want(t, 200) },
			"a look": func(_ *house, s *sitting) { s.look(t) },
			"a move": func(_ *house, s *sitting) { s.call(t, "POST", "/takeover", nil).Want(t, 200) },
		} {
			key := "net-" + name[2:]
			h := open(t, db)
			h.do(t, "delete from service_pulses")
			h.do(t, "delete from service_outages")
			h.exam(t, key, nil)
			s := h.sit(t, "ada-"+name[2:], key)
			h.age(t, s.ID, time.Hour+2*time.Minute) // it was over two minutes ago
			h.lost(t, "svc_killed"+name, 3*time.Minute)
			if n, err := h.CloseOverdue(as(t, "system:worker")); err != nil || n != 0 {
				t.Fatalf("%s: the worker closed %d %v", name, n, err)
			}
			touch(h, s)
			v := s.look(t)
			if left := v.DeadlineAt.Sub(v.ServerNow); v.State != InProgress || left < 50*time.Second || left > 70*time.Second {
				t.Errorf("%s: %s, %s left of the minute there was when it failed", name, v.State, left)
			}
			if n, err := h.CloseOverdue(as(t, "system:worker")); err != nil || n != 0 {
				t.Errorf("%s: the worker closed %d %v", name, n, err)
			}
		}
	})
}

// A service that never comes back keeps nobody's attempt open for longer than it could give back.
func TestACloserWaitsNoLongerThanTheCap(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db)
		h.exam(t, "net", map[string]any{"clock_credit_cap_seconds": 300})
		s := h.sit(t, "ada", "net")
		h.age(t, s.ID, time.Hour+6*time.Minute)
		h.lost(t, "svc_killed", 10*time.Minute)
		if n, err := h.CloseOverdue(as(t, "system:worker")); err != nil || n != 1 {
			t.Fatal(n, err)
		}
		if v := s.look(t); v.State != Graded {
			t.Errorf("%+v", v)
		}
	})
}

func TestFailingSavesGiveTheirTimeBackToThoseWhoMetThem(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db)
		h.exam(t, "net", map[string]any{"clock_credit_cap_seconds": 60})
		s, lucky := h.sit(t, "ada", "net"), h.sit(t, "bob", "net")
		for _, one := range []*sitting{s, lucky} {
			h.age(t, one.ID, 10*time.Minute)
		}
		before := s.look(t).DeadlineAt
		// What write does when the database is away, and again and again.
		for i := range 3 {
			h.failing.failed(s.ID, db.Now().Add(-45*time.Second+time.Duration(i)*time.Second))
		}
		lucky.save(t, 1, nil).Want(t, 200) // the first that is committed ends it
		for range 2 {
			if err := h.Beat(as(t, "system:pulse")); err != nil {
				t.Fatal(err)
			}
			if _, err := h.CreditOutages(as(t, "system:worker")); err != nil {
				t.Fatal(err)
			}
		}
		moved := s.look(t).DeadlineAt.Sub(*before)
		if moved < 45*time.Second || moved > 50*time.Second {
			t.Errorf("moved by %s", moved)
		}
		if v := lucky.look(t); len(v.Given) != 0 {
			t.Errorf("somebody whose saves went through got %+v", v.Given)
		}
		// More of it is capped.
		h.failing.failed(s.ID, db.Now().Add(-40*time.Second))
		s.save(t, 1, nil).Want(t, 200)
		if err := h.Beat(as(t, "system:pulse")); err != nil {
			t.Fatal(err)
		}
		if _, err := h.CreditOutages(as(t, "system:worker")); err != nil {
			t.Fatal(err)
		}
		if all := s.look(t).DeadlineAt.Sub(*before); all > 60*time.Second || len(h.failing.over("")) != 0 {
			t.Errorf("moved by %s in all", all)
		}
		h.stored(t, s.ID)
	})
}
