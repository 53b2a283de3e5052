// Package workers does later what facts call for: it relays them, rings for their deeds, and keeps the calendar. All of
// it may die at any line and be started again.
package workers

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"laurel/internal/actor"
	"laurel/internal/outbox"
	"laurel/internal/store"
)

// Bell rings for a job; Queue is the one that does it over Redis.
type Bell interface {
	Ring(ctx context.Context, jobID string, generation int) error
	Serve(ctx context.Context, concurrency int, run func(ctx context.Context, jobID string))
}

// Workers of one process.
type Workers struct {
	db        *store.DB
	jobs      *outbox.Jobs
	duties    *outbox.Duties
	bell      Bell
	reactions map[string][]reaction // by fact
	deeds     map[string]reaction   // by deed
	calendar  []duty
	log       *slog.Logger
	wake      chan struct{}
	direct    chan struct{} // bounds what is run without the bell
	running   sync.WaitGroup
	mute      atomic.Int64 // until when the bell is left alone, in Unix nanoseconds
	done      *prometheus.CounterVec
}

// How many deeds run at once in a process, by the bell and without it.
const (
	concurrency = 8
	withoutBell = 4
	relayed     = 100 // facts a round
)

// Statements of the workers' own end by this, also when the database's host is gone; a bell that failed is left alone for so long.
const (
	statementTime = 20 * time.Second
	muteTime      = 5 * time.Second
)

// New makes workers for the slices.
func New(db *store.DB, bell Bell, s Slices, log *slog.Logger, metrics prometheus.Registerer) *Workers {
	w := &Workers{
		db: db, jobs: outbox.NewJobs(db), duties: outbox.NewDuties(db), bell: bell, reactions: map[string][]reaction{}, deeds: map[string]reaction{},
		calendar: calendar(db, s), log: log, wake: make(chan struct{}, 1), direct: make(chan struct{}, withoutBell),
		done: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "laurel_deeds_total", Help: "Deeds by outcome."}, []string{"deed", "outcome"}),
	}
	for _, r := range reactions(s) {
		w.reactions[r.fact] = append(w.reactions[r.fact], r)
		w.deeds[r.deed] = r
	}
	if metrics != nil {
		metrics.MustRegister(w.done)
	}
	return w
}

// Run works until ctx ends and returns when nothing is in hand any more.
func (w *Workers) Run(ctx context.Context) {
	ctx = actor.With(ctx, actor.SystemOf("worker"))
	for _, part := range []func(context.Context){
		func(ctx context.Context) { w.db.Follow(ctx, outbox.Channel, w.Wake) },
		func(ctx context.Context) { w.bell.Serve(ctx, concurrency, w.perform) },
		w.relay, w.sweep, w.keepCalendar,
	} {
		w.running.Go(func() { part(ctx) })
	}
	w.running.Wait()
}

// Wake has the relay look now.
func (w *Workers) Wake() {
	select {
	case w.wake <- struct{}{}:
	default:
	}
}

// relay turns facts into jobs as they come.
func (w *Workers) relay(ctx context.Context) {
	tick := time.NewTicker(500 * time.Millisecond)
	defer tick.Stop()
	for {
		for more := true; more && ctx.Err() == nil; {
			var jobs []outbox.Job
			var err error
			asking, cancel := context.WithTimeout(ctx, statementTime)
			jobs, more, err = w.jobs.Relay(asking, relayed, w.deedsOf)
			cancel()
			if err != nil {
				w.trouble(ctx, "relay", err)
				break
			}
			w.ring(ctx, jobs)
		}
		select {
		case <-ctx.Done():
			return
		case <-w.wake:
		case <-tick.C:
		}
	}
}

func (w *Workers) deedsOf(fact string) []string {
	var names []string
	for _, r := range w.reactions[fact] {
		names = append(names, r.deed)
	}
	return names
}

// ring asks for jobs; where the bell is broken they are run here, straight from the table.
func (w *Workers) ring(ctx context.Context, jobs []outbox.Job) {
	for _, job := range jobs {
		if w.rings(ctx, job) {
			continue
		}
		select {
		case w.direct <- struct{}{}:
		case <-ctx.Done():
			return
		}
		w.running.Go(func() {
			defer func() { <-w.direct }()
			bounded, cancel := context.WithTimeout(context.WithoutCancel(ctx), deedTimeout)
			defer cancel()
			w.perform(bounded, job.ID)
		})
	}
}

// rings tells whether the bell did. One that swallows instead of refusing costs its whole time-out, so after a failure it
// is left alone for a while.
func (w *Workers) rings(ctx context.Context, job outbox.Job) bool {
	if now := w.db.Now(); now.UnixNano() < w.mute.Load() {
		return false
	}
	if w.bell.Ring(ctx, job.ID, job.Generation) == nil {
		return true
	}
	w.mute.Store(w.db.Now().Add(muteTime).UnixNano())
	return false
}

// sweep rings again for what is due and in nobody's hands: lost rings, failed deeds, killed workers.
func (w *Workers) sweep(ctx context.Context) {
	tick := time.NewTicker(2 * time.Second)
	defer tick.Stop()
	for {
		asking, cancel := context.WithTimeout(ctx, statementTime)
		jobs, err := w.jobs.Overdue(asking, w.db.Now().Add(-3*time.Second), relayed)
		cancel()
		if err != nil {
			w.trouble(ctx, "sweep", err)
		}
		w.ring(ctx, jobs)
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// perform claims the job and does its deed. What goes wrong is kept in the row.
func (w *Workers) perform(ctx context.Context, jobID string) {
	ctx = actor.With(ctx, actor.SystemOf("worker"))
	job, fact, ok, err := w.jobs.Claim(ctx, jobID)
	if err != nil {
		w.trouble(ctx, "claim", err)
		return
	}
	if !ok {
		return
	}
	start := w.db.Now()
	outcome := "done"
	if err := w.deed(ctx, job, fact); err != nil {
		outcome = "failed"
		w.failed(ctx, job, err)
	} else if err := w.jobs.Done(ctx, job); err != nil {
		w.trouble(ctx, "mark done", err) // the deed will run again, which is allowed
	}
	w.done.WithLabelValues(job.Deed, outcome).Inc()
	w.log.LogAttrs(ctx, slog.LevelInfo, "deed", slog.String("deed", job.Deed), slog.String("fact", fact.ID), slog.String("outcome", outcome),
		slog.Int("attempt", job.Attempts), slog.Int64("micros", w.db.Now().Sub(start).Microseconds()))
}

func (w *Workers) failed(ctx context.Context, job outbox.Job, cause error) {
	quarantined, err := w.jobs.Failed(context.WithoutCancel(ctx), job, cause.Error())
	if err != nil {
		w.trouble(ctx, "mark failed", err)
	}
	level := slog.LevelWarn
	if quarantined {
		level = slog.LevelError
	}
	w.log.LogAttrs(ctx, level, "deed failed", slog.String("deed", job.Deed), slog.String("job", job.ID), slog.Bool("quarantined", quarantined), slog.String("cause", cause.Error()))
}

// deed does it, turning a panic into an error so that one bad job cannot take the process down.
func (w *Workers) deed(ctx context.Context, job outbox.Job, fact outbox.Record) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v: %s", p, debug.Stack())
		}
	}()
	r, ok := w.deeds[job.Deed]
	if !ok {
		return fmt.Errorf("no deed is called %q here; an older process met a newer one", job.Deed)
	}
	return r.do(ctx, fact)
}

func (w *Workers) trouble(ctx context.Context, doing string, err error) {
	if ctx.Err() == nil || !errors.Is(err, context.Canceled) {
		w.log.LogAttrs(ctx, slog.LevelWarn, "workers are held up", slog.String("doing", doing), slog.String("cause", err.Error()))
	}
}

// Drain does everything that is waiting, here and now, until nothing is: for commands and tests. A deed that fails is
// set down for its next try, as always, and is no error of Drain's.
func (w *Workers) Drain(ctx context.Context) error {
	ctx = actor.With(ctx, actor.SystemOf("worker"))
	for {
		jobs, more, err := w.jobs.Relay(ctx, relayed, w.deedsOf)
		if err != nil {
			return err
		}
		for _, job := range jobs {
			w.perform(ctx, job.ID)
		}
		if len(jobs) == 0 && !more {
			return nil
		}
	}
}

// Rebuild tells every fact again to those who keep copies, and returns how many it told. Keepers only move forward, so
// this mends what is missing and changes nothing that is right.
func (w *Workers) Rebuild(ctx context.Context) (told int, err error) {
	ctx = actor.With(ctx, actor.SystemOf("rebuild"))
	for _, of := range w.reactions {
		for _, r := range of {
			if !strings.HasPrefix(r.deed, "note ") {
				continue
			}
			n, err := w.retell(ctx, r)
			if told += n; err != nil {
				return told, fmt.Errorf("%s: %w", r.deed, err)
			}
		}
	}
	return told, nil
}

func (w *Workers) retell(ctx context.Context, r reaction) (told int, err error) {
	after := ""
	for {
		var facts []outbox.Record
		err := w.db.Read(ctx, func(tx *store.Handle) (err error) {
			facts, err = outbox.Facts(tx, r.fact, after, 500)
			return err
		})
		if err != nil || len(facts) == 0 {
			return told, err
		}
		for _, f := range facts {
			if err := r.do(ctx, f); err != nil {
				return told, err
			}
			told, after = told+1, f.ID
		}
	}
}
