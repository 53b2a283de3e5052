package web

import (
	"sync"
	"time"
)

// Limiter bounds how often a name may do something, by the generic cell rate algorithm: so many per period, evenly,
// with a burst on top. It lives in this process; several processes allow as many times more.
type Limiter struct {
	now   func() time.Time
	every time.Duration // between two calls at the steady rate
	burst int

	mu    sync.Mutex
	next  map[string]time.Time // when the bucket of the name is empty again
	swept time.Time
}

// Verdict on one call.
type Verdict struct {
	OK               bool
	Limit, Remaining int
	Reset, Retry     time.Duration
}

// NewLimiter allows n calls per period, and burst at once. Zero n means no bound.
func NewLimiter(now func() time.Time, n int, period time.Duration, burst int) *Limiter {
	l := &Limiter{now: now, burst: max(burst, 1), next: map[string]time.Time{}}
	if n > 0 {
		l.every = period / time.Duration(n)
	}
	return l
}

// Take counts a call of the name.
func (l *Limiter) Take(name string) Verdict {
	if l.every == 0 {
		return Verdict{OK: true, Limit: l.burst, Remaining: l.burst}
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.now()
	l.sweep(now)
	verdict, next := take(now, l.next[name], l.every, l.burst)
	if verdict.OK {
		l.next[name] = next
	}
	return verdict
}

// take is the rule alone: (moment, when the bucket is empty) → (verdict, when the bucket is empty then).
func take(now, empty time.Time, every time.Duration, burst int) (Verdict, time.Time) {
	if empty.Before(now) {
		empty = now
	}
	room := time.Duration(burst) * every
	next := empty.Add(every)
	if over := next.Sub(now) - room; over > 0 {
		return Verdict{Limit: burst, Reset: empty.Sub(now), Retry: over}, empty
	}
	return Verdict{OK: true, Limit: burst, Remaining: int((room - next.Sub(now)) / every), Reset: next.Sub(now)}, next
}

// sweep forgets names whose buckets are empty, so that strangers cannot fill the memory.
func (l *Limiter) sweep(now time.Time) {
	if since := now.Sub(l.swept); since < time.Second || since < time.Minute && len(l.next) < 100_000 {
		return
	}
	l.swept = now
	for name, empty := range l.next {
		if empty.Before(now) {
			delete(l.next, name)
		}
	}
}
