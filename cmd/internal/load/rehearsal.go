package load

import (
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"sync"
	"time"
)

// Rehearsal is the exam day before the exam day: people who guess sit the real exam over HTTP while processes are killed and
// servers vanish, and every promise is checked.
type Rehearsal struct {
	Ground  *Ground
	Scene   *Scene
	Program string // the binary; this one when empty
	APIs    []*Process
	Redis   *Proxy // nil where there is none that can be taken away
	Within  time.Duration
	Sit     time.Duration // how long each sits
	Out     io.Writer

	began  time.Time
	mu     sync.Mutex
	saves  []saved
	faults []span
	lost   []error // confirmed answers that are not there
	failed []error // what a candidate could not do at all
}

type saved struct {
	at           time.Time
	call, waited time.Duration
}

type span struct{ from, to time.Time }

// Longest that a candidate may wait for an answer to be confirmed, and the bound of a save outside the faults.
const (
	longestStall = 30 * time.Second
	saveBound    = 250 * time.Millisecond
	startBound   = 60 * time.Second
	patience     = 2 * time.Minute
	outage       = 12 * time.Second // longer than what counts as silence
)

func (r *Rehearsal) say(format string, args ...any) { _, _ = fmt.Fprintf(r.Out, format+"\n", args...) }

// Run plays it and gives the promises that did not hold.
func (r *Rehearsal) Run() error {
	n := len(r.Scene.Candidates)
	r.say("%d candidates begin within %s and sit for %s each.", n, r.Within, r.Sit)
	starts := &Times{}
	r.began = time.Now()
	var wait sync.WaitGroup
	for i := range n {
		wait.Go(func() { r.sit(i, starts) })
	}
	faulted := make(chan error, 1)
	go func() { faulted <- r.breakThings() }()
	wait.Wait()
	return errors.Join(<-faulted, r.verdict(starts))
}

// sit is one candidate: begins in their turn, answers at a human pace, looks whether all is there, hands in.
func (r *Rehearsal) sit(i int, starts *Times) {
	c := r.Scene.Candidates[i]
	time.Sleep(time.Duration(i) * r.Within / time.Duration(len(r.Scene.Candidates)))
	began := time.Now()
	if err := c.Start(r.Scene.registrations[i], patience); err != nil {
		r.fail(err)
		return
	}
	starts.Add(time.Since(began))
	for len(c.items) > 0 && time.Since(began) < r.Sit {
		pace := r.Sit / time.Duration(min(len(c.items), 40))
		for _, it := range c.items {
			time.Sleep(pace/2 + rand.N(pace)) //nolint:gosec // spreads candidates, guards nothing
			if time.Since(began) > r.Sit {
				break
			}
			call, waited, err := c.SaveSurely(it, patience)
			if err != nil {
				r.fail(err)
				return
			}
			r.mu.Lock()
			r.saves = append(r.saves, saved{time.Now(), call, waited})
			r.mu.Unlock()
		}
	}
	if err := c.Check(patience); err != nil {
		r.mu.Lock()
		r.lost = append(r.lost, err)
		r.mu.Unlock()
		return
	}
	if _, err := c.Submit(patience); err != nil {
		r.fail(err)
	}
}

func (r *Rehearsal) fail(err error) {
	r.mu.Lock()
	r.failed = append(r.failed, err)
	r.mu.Unlock()
}

// during runs a fault and remembers when it was.
func (r *Rehearsal) during(what string, do func() error) error {
	from := time.Now()
	err := do()
	r.mu.Lock()
	r.faults = append(r.faults, span{from, time.Now()})
	r.mu.Unlock()
	r.say("%6.1f s  %s, for %.1f s", from.Sub(r.began).Seconds(), what, time.Since(from).Seconds())
	return err
}

// breakThings takes one API process and Redis away while people begin, and later every API process at once.
func (r *Rehearsal) breakThings() error {
	time.Sleep(r.Within / 2)
	one := r.during("an API process is killed and Redis is gone", func() error {
		if r.Redis != nil {
			r.Redis.Cut()
		}
		r.APIs[0].Kill()
		time.Sleep(5 * time.Second)
		err := r.APIs[0].Again()
		if r.Redis != nil {
			err = errors.Join(err, r.Redis.Restore())
		}
		return err
	})
	time.Sleep(max(r.Within/2+r.Sit/3-5*time.Second, time.Second))
	all := r.during("all API processes are killed", func() error {
		for _, p := range r.APIs {
			p.Kill()
		}
		time.Sleep(outage)
		var failed []error
		for _, p := range r.APIs {
			failed = append(failed, p.Again())
		}
		return errors.Join(failed...)
	})
	return errors.Join(one, all)
}
