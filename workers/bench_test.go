package workers

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"laurel/internal/actor"
	"laurel/internal/outbox"
	"laurel/internal/store"
	"laurel/internal/testkit"
)

// happened is a fact of these tests.
type happened struct{ N int }

func (happened) FactName() string { return "tests.happened" }

// bench is a database, a queue, and deeds that remember how often they ran.
type bench struct {
	db    *store.DB
	queue *Queue
	flush func()
	stop  func() // takes Redis away
	start func() // brings it back; nil where it cannot come back
	ctx   context.Context

	mu   sync.Mutex
	runs map[string]int // by deed and number of the fact
	do   map[string]func(n int) error
}

// eachQueue runs the test on both databases, and on each with the embedded queue and with a real Redis.
func eachQueue(t *testing.T, do func(t *testing.T, b *bench)) {
	t.Helper()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		t.Run("embedded queue", func(t *testing.T) { do(t, withEmbeddedQueue(t, db)) })
		t.Run("redis", func(t *testing.T) {
			if b := withRedis(t, freshLike(t, db)); b != nil {
				do(t, b)
			}
		})
	})
}

// eachPair runs a slow test on what belongs together: everything embedded, and both servers.
func eachPair(t *testing.T, do func(t *testing.T, b *bench)) {
	t.Helper()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		b := (*bench)(nil)
		if db.Postgres() {
			b = withRedis(t, db)
		}
		if b == nil {
			b = withEmbeddedQueue(t, db)
		}
		do(t, b)
	})
}

func withEmbeddedQueue(t *testing.T, db *store.DB) *bench {
	t.Helper()
	e, err := StartEmbedded()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(e.redis.Close)
	b := newBench(t, db, e.URL())
	b.flush, b.stop = e.redis.FlushAll, e.redis.Close
	ctx, cancel := context.WithCancel(b.ctx)
	passing := make(chan struct{})
	go func() { defer close(passing); e.Run(ctx) }()
	t.Cleanup(func() { cancel(); <-passing })
	return b
}

// withRedis gives a bench on a Redis of its own, or nil where there is none.
func withRedis(t *testing.T, db *store.DB) *bench {
	t.Helper()
	server, ok := testkit.OwnRedis(t)
	if !ok {
		return nil
	}
	b := newBench(t, db, server.URL)
	b.flush = func() { flushAll(t, server.URL) }
	b.stop, b.start = func() { server.Stop(t) }, func() { server.Start(t) }
	return b
}

// freshLike is another database of the same kind, because two tests at once may not share one.
func freshLike(t *testing.T, db *store.DB) *store.DB {
	t.Helper()
	if !db.Postgres() {
		return testkit.Embedded(t)
	}
	address, _ := testkit.PostgresURL(t)
	fresh, err := store.Open(t.Context(), store.Options{URL: address, Now: time.Now, Log: testkit.Log(t), MaxOpen: 8})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = fresh.Close() })
	if err := fresh.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	return fresh
}

func flushAll(t *testing.T, address string) {
	t.Helper()
	o, err := redis.ParseURL(address)
	if err != nil {
		t.Fatal(err)
	}
	c := redis.NewClient(o)
	defer func() { _ = c.Close() }()
	if err := c.FlushAll(context.Background()).Err(); err != nil {
		t.Fatal(err)
	}
}

func newBench(t *testing.T, db *store.DB, address string) *bench {
	t.Helper()
	ctx := actor.With(context.Background(), actor.SystemOf("test"))
	queue, err := OpenQueue(ctx, address, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = queue.Close() })
	return &bench{db: db, queue: queue, ctx: ctx, runs: map[string]int{}, do: map[string]func(n int) error{"good": func(int) error { return nil }}}
}

// workers of one process, with the deeds of the bench instead of the product's, and no calendar.
func (b *bench) workers() *Workers {
	w := New(b.db, b.queue, Slices{}, slog.New(slog.DiscardHandler), nil)
	w.reactions, w.deeds, w.calendar = map[string][]reaction{}, map[string]reaction{}, nil
	for name, do := range b.do {
		r := on(name, func(_ context.Context, f happened, _ outbox.Record) error {
			b.mu.Lock()
			b.runs[fmt.Sprint(name, " ", f.N)]++
			b.mu.Unlock()
			return do(f.N)
		})
		w.reactions[r.fact] = append(w.reactions[r.fact], r)
		w.deeds[r.deed] = r
	}
	return w
}

// run starts processes and ends them with the test, or when the returned function is called.
func (b *bench) run(t *testing.T, many ...*Workers) (end func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(b.ctx)
	var running sync.WaitGroup
	for _, w := range many {
		running.Go(func() { w.Run(ctx) })
	}
	var once atomic.Bool
	end = func() {
		if once.CompareAndSwap(false, true) {
			cancel()
			running.Wait()
		}
	}
	t.Cleanup(end)
	return end
}

var errUndone = errors.New("the transaction is undone")

// happen appends facts first … first+n-1, each in a transaction of its own; every tenth transaction is undone.
func (b *bench) happen(t *testing.T, first, n int, undo bool) {
	t.Helper()
	for i := first; i < first+n; i++ {
		err := b.db.Tx(b.ctx, func(tx *store.Handle) error {
			if err := outbox.Append(b.ctx, tx, b.db.Now(), happened{i}); err != nil {
				return err
			}
			if undo && i%10 == 9 {
				return errUndone
			}
			return nil
		})
		if err != nil && !errors.Is(err, errUndone) {
			t.Fatal(err)
		}
	}
}

func (b *bench) ran(name string, n int) int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.runs[fmt.Sprint(name, " ", n)]
}

func (b *bench) exec(t *testing.T, statement string, args ...any) {
	t.Helper()
	if err := b.db.Tx(b.ctx, func(tx *store.Handle) error { return tx.Exec(statement, args...).Error }); err != nil {
		t.Fatal(err)
	}
}

func (b *bench) count(t *testing.T, query string, args ...any) (n int) {
	t.Helper()
	if err := b.db.Read(b.ctx, func(tx *store.Handle) error { return tx.Raw(query, args...).Scan(&n).Error }); err != nil {
		t.Fatal(err)
	}
	return n
}

func (b *bench) waiting(t *testing.T) int {
	t.Helper()
	waiting, _, err := outbox.NewJobs(b.db).Pending(b.ctx)
	if err != nil {
		t.Fatal(err)
	}
	return int(waiting)
}

func eventually(t *testing.T, what string, within time.Duration, holds func() bool) time.Duration {
	t.Helper()
	began := time.Now()
	for !holds() {
		if time.Since(began) > within {
			t.Fatalf("%s: not within %s", what, within)
		}
		time.Sleep(25 * time.Millisecond)
	}
	return time.Since(began)
}
