package workers

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"laurel/internal/outbox"
	"laurel/internal/testkit"
)

func TestEachFactLeadsToEachDeedOnce(t *testing.T) {
	t.Parallel()
	eachQueue(t, func(t *testing.T, b *bench) {
		b.do["other"] = func(int) error { return nil }
		b.run(t, b.workers(), b.workers())
		const facts = 200
		b.happen(t, 0, facts, true)
		took := eventually(t, "all done", 30*time.Second, func() bool { return b.waiting(t) == 0 })
		for i := range facts {
			want := 1
			if i%10 == 9 {
				want = 0
			}
			if good, other := b.ran("good", i), b.ran("other", i); good != want || other != want {
				t.Errorf("fact %d: ran %d and %d times, want %d", i, good, other, want)
			}
		}
		t.Logf("the last of %d deeds was done %s after the last fact", 2*facts*9/10, took.Round(time.Millisecond))
	})
}

func TestLostRingsAreRungAgain(t *testing.T) {
	t.Parallel()
	eachPair(t, func(t *testing.T, b *bench) {
		b.happen(t, 0, 10, false)
		w := b.workers()
		jobs, _, err := w.jobs.Relay(b.ctx, 100, w.deedsOf)
		if err != nil || len(jobs) != 10 {
			t.Fatal(len(jobs), err)
		}
		w.ring(b.ctx, jobs) // and nobody listens yet
		b.flush()
		b.run(t, w)
		took := eventually(t, "done by the sweep", 15*time.Second, func() bool { return b.waiting(t) == 0 })
		for i := range 10 {
			if n := b.ran("good", i); n != 1 {
				t.Errorf("fact %d: ran %d times", i, n)
			}
		}
		t.Logf("after %s", took.Round(time.Millisecond))
	})
}

func TestWithoutRedisWorkIsDoneFromTheTable(t *testing.T) {
	t.Parallel()
	eachPair(t, func(t *testing.T, b *bench) {
		b.run(t, b.workers(), b.workers())
		b.happen(t, 0, 5, false)
		eventually(t, "done by the bell", 10*time.Second, func() bool { return b.waiting(t) == 0 })
		b.stop()
		b.happen(t, 5, 20, false)
		took := eventually(t, "done without it", 20*time.Second, func() bool { return b.waiting(t) == 0 })
		t.Logf("20 facts without Redis after %s", took.Round(time.Millisecond))
		if b.start != nil {
			b.start()
			b.happen(t, 25, 20, false)
			took = eventually(t, "done when it is back", 20*time.Second, func() bool { return b.waiting(t) == 0 })
			t.Logf("20 facts with Redis back after %s", took.Round(time.Millisecond))
		}
		for i := range 25 {
			if n := b.ran("good", i); n != 1 {
				t.Errorf("fact %d: ran %d times", i, n)
			}
		}
	})
}

func TestAFailingDeedIsTriedAgainAndBlocksNobody(t *testing.T) {
	t.Parallel()
	eachPair(t, func(t *testing.T, b *bench) {
		var once atomic.Bool
		b.do["sulks"] = func(n int) error {
			if n == 0 && once.CompareAndSwap(false, true) {
				return errors.New("not today")
			}
			return nil
		}
		b.do["poison"] = func(n int) error {
			if n == 1 {
				return errors.New("the cup is full of poison")
			}
			if n == 2 {
				panic("a broken cup")
			}
			return nil
		}
		b.run(t, b.workers())
		b.happen(t, 0, 30, false)
		const unwell = "select count(*) from outbox_jobs where done_at is null"
		eventually(t, "the neighbours", 15*time.Second, func() bool { return b.count(t, unwell+" and deed = 'good'") == 0 && b.waiting(t) <= 3 })
		eventually(t, "the second try", 15*time.Second, func() bool { return b.ran("sulks", 0) == 2 && b.waiting(t) == 2 })
		b.exec(t, "update outbox_jobs set attempts = ?, due_at = ? where done_at is null", outbox.MostRetries-1, b.db.Now().Add(-10*time.Second))
		eventually(t, "quarantine", 15*time.Second, func() bool {
			return b.count(t, "select count(*) from outbox_jobs where quarantined_at is not null and done_at is null and attempts = ?", outbox.MostRetries) == 2
		})
		for _, reason := range []string{"the cup is full of poison", "a broken cup"} {
			if n := b.count(t, "select count(*) from outbox_jobs where last_error like ?", "%"+reason+"%"); n != 1 {
				t.Errorf("%d jobs say why: %q", n, reason)
			}
		}
		before := b.ran("poison", 1)
		b.exec(t, "update outbox_jobs set due_at = ? where quarantined_at is not null", b.db.Now().Add(-time.Hour))
		b.happen(t, 30, 5, false)
		eventually(t, "life goes on", 15*time.Second, func() bool { return b.waiting(t) == 0 })
		time.Sleep(2500 * time.Millisecond) // a sweep passes by
		if n := b.ran("poison", 1); n != before {
			t.Errorf("a quarantined job ran %d more times", n-before)
		}
	})
}

func TestAKilledWorkersJobIsTakenOver(t *testing.T) {
	t.Parallel()
	eachPair(t, func(t *testing.T, b *bench) {
		b.happen(t, 0, 1, false)
		dead := b.workers()
		jobs, _, err := dead.jobs.Relay(b.ctx, 100, dead.deedsOf)
		if err != nil || len(jobs) != 1 {
			t.Fatal(len(jobs), err)
		}
		job, _, ok, err := dead.jobs.Claim(b.ctx, jobs[0].ID)
		if !ok || err != nil {
			t.Fatal(ok, err)
		}
		b.run(t, b.workers()) // the lease still holds
		b.exec(t, "update outbox_jobs set due_at = ?", b.db.Now().Add(-time.Minute))
		time.Sleep(2500 * time.Millisecond)
		if n := b.ran("good", 0); n != 0 {
			t.Fatal("done under a lease that somebody else holds")
		}
		b.exec(t, "update outbox_jobs set leased_until = ?", b.db.Now().Add(-time.Second))
		eventually(t, "taken over", 15*time.Second, func() bool { return b.waiting(t) == 0 })
		if n := b.ran("good", 0); n != 1 {
			t.Fatal("ran", n)
		}
		if err := dead.jobs.Done(b.ctx, job); err != nil {
			t.Fatal(err)
		}
		if quarantined, err := dead.jobs.Failed(b.ctx, job, "I am back from the dead"); err != nil || quarantined {
			t.Fatal(quarantined, err)
		}
		if n := b.count(t, "select count(*) from outbox_jobs where done_at is not null and last_error = ''"); n != 1 {
			t.Error("the dead one changed the row")
		}
	})
}

func TestADutyIsDoneByOneOfMany(t *testing.T) {
	t.Parallel()
	eachPair(t, func(t *testing.T, b *bench) {
		var done, failing, panicking atomic.Int64
		many := []*Workers{b.workers(), b.workers(), b.workers()}
		for _, w := range many {
			w.calendar = []duty{
				{"panics", time.Second, func(context.Context) error { panicking.Add(1); panic("a duty falls over") }},
				{"fails", time.Second, func(context.Context) error { failing.Add(1); return errors.New("a duty fails") }},
				{"counts", time.Second, func(context.Context) error { done.Add(1); return nil }},
				{"rests", time.Hour, func(context.Context) error { t.Error("done under a lease that somebody holds"); return nil }},
			}
		}
		if _, ok, err := b.workers().duties.Claim(b.ctx, "rests", time.Minute, time.Minute); !ok || err != nil {
			t.Fatal(ok, err)
		}
		end := b.run(t, many...)
		time.Sleep(4500 * time.Millisecond)
		end()
		for name, n := range map[string]int64{"counts": done.Load(), "fails": failing.Load(), "panics": panicking.Load()} {
			if n < 2 || n > 5 {
				t.Errorf("%s: %d times in four and a half seconds", name, n)
			}
		}
		if n := b.count(t, "select count(*) from outbox_duties where last_error like '%a duty f%'"); n != 2 {
			t.Errorf("%d duties say what went wrong", n)
		}
	})
}

func TestThePageOfReactions(t *testing.T) {
	t.Parallel()
	deeds := map[string]bool{}
	for _, r := range reactions(Slices{}) {
		if deeds[r.deed] || r.deed == "" || !strings.Contains(r.fact, ".") {
			t.Errorf("%q stands twice, or without a name: %s", r.deed, r.fact)
		}
		deeds[r.deed] = true
	}
	names := map[string]bool{}
	for _, d := range calendar(nil, Slices{}) {
		if names[d.name] || d.every < time.Second || d.do == nil {
			t.Errorf("duty %q", d.name)
		}
		names[d.name] = true
	}
}

func TestARedisThatDropsEntriesIsRefused(t *testing.T) {
	t.Parallel()
	server, ok := testkit.OwnRedis(t)
	if !ok {
		return
	}
	o, err := redis.ParseURL(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	c := redis.NewClient(o)
	defer func() { _ = c.Close() }()
	if err := c.ConfigSet(t.Context(), "maxmemory-policy", "allkeys-lru").Err(); err != nil {
		t.Fatal(err)
	}
	queue, err := OpenQueue(t.Context(), server.URL, slog.New(slog.DiscardHandler))
	if err == nil {
		_ = queue.Close()
		t.Fatal("taken")
	}
	if !strings.Contains(err.Error(), "LAUREL_REDIS_URL") || !strings.Contains(err.Error(), "noeviction") || strings.Contains(err.Error(), server.URL) {
		t.Error(err)
	}
}

func TestUnreadableAddresses(t *testing.T) {
	t.Parallel()
	for _, address := range []string{"redis://:secret@host:1/x", "redis://%zz:secret@h", "://secret"} {
		if _, err := OpenQueue(t.Context(), address, slog.New(slog.DiscardHandler)); err == nil || strings.Contains(err.Error(), "secret") {
			t.Errorf("%v", err)
		}
	}
}
