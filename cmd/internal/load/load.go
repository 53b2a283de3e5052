// Package load plays candidates against a running Laurel over HTTP and tells what they met: how long each call took, whether
// every confirmed answer is still there, and how long anybody had to wait.
package load

import (
	"slices"
	"sync"
	"time"
)

// Times are durations of one kind of call, counted together.
type Times struct {
	mu     sync.Mutex
	all    []time.Duration
	failed int
	sorted bool
}

// Add counts a call.
func (t *Times) Add(d time.Duration) {
	t.mu.Lock()
	t.all, t.sorted = append(t.all, d), false
	t.mu.Unlock()
}

// Fail counts a call that got no answer, or a refusal.
func (t *Times) Fail() {
	t.mu.Lock()
	t.failed++
	t.mu.Unlock()
}

// N is how many succeeded, Failed how many did not.
func (t *Times) N() int { t.mu.Lock(); defer t.mu.Unlock(); return len(t.all) }

// Failed is how many did not succeed.
func (t *Times) Failed() int { t.mu.Lock(); defer t.mu.Unlock(); return t.failed }

// Quantile gives the duration below which the share q of the calls stayed, by the nearest rank; zero without calls.
func (t *Times) Quantile(q float64) time.Duration {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.all) == 0 {
		return 0
	}
	if !t.sorted {
		slices.Sort(t.all)
		t.sorted = true
	}
	rank := int(q*float64(len(t.all))+0.9999999) - 1
	return t.all[min(max(rank, 0), len(t.all)-1)]
}

// together runs do once for each of n, at most width at a time, and waits.
func together(n, width int, do func(i int)) {
	var wait sync.WaitGroup
	next := make(chan int)
	for range min(n, width) {
		wait.Go(func() {
			for i := range next {
				do(i)
			}
		})
	}
	for i := range n {
		next <- i
	}
	close(next)
	wait.Wait()
}
