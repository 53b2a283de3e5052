package exams

import (
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// The most attempts whose failing saves one process remembers.
const mostFailing = 50_000

// failing remembers which saves this process could not commit, from the first that failed until saves work again. It is all that
// can be known while the database is away; a duty brings it home.
type failing struct {
	any   atomic.Bool // spares the lock while all is well
	mu    sync.Mutex
	since map[string]time.Time
	ended []Outage
}

// failed notes a save that could not be committed and arrived at a moment.
func (f *failing) failed(attempt string, at time.Time) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.any.Store(true)
	if f.since == nil {
		f.since = map[string]time.Time{}
	}
	if _, known := f.since[attempt]; !known && len(f.since)+len(f.ended) < mostFailing {
		f.since[attempt] = at
	}
}

// works ends every span: a save was committed.
func (f *failing) works(at time.Time) {
	if !f.any.Load() {
		return
	}
	f.any.Store(false)
	f.mu.Lock()
	defer f.mu.Unlock()
	for attempt, from := range f.since {
		if at.After(from) {
			f.ended = append(f.ended, Outage{Kind: SavesFailing, Attempt: attempt, From: from, Until: at})
		}
	}
	clear(f.since)
}

// over gives the spans that have ended, of one attempt or of all.
func (f *failing) over(attempt string) []Outage {
	f.mu.Lock()
	defer f.mu.Unlock()
	var out []Outage
	for _, o := range f.ended {
		if attempt == "" || o.Attempt == attempt {
			out = append(out, o)
		}
	}
	return out
}

// forget drops spans that are at rest now, whoever else brought some of them home meanwhile.
func (f *failing) forget(kept []Outage) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.ended = slices.DeleteFunc(f.ended, func(o Outage) bool { return slices.Contains(kept, o) })
}

// pulse is the last sign of life of a process that takes answers.
type pulse struct {
	Process   string
	BeganAt   time.Time
	BeatAt    time.Time
	StoppedAt *time.Time
}

func (p pulse) last() time.Time {
	if p.StoppedAt != nil {
		return *p.StoppedAt
	}
	return p.BeatAt
}

// A process gives a sign of life this often; one that gives none for Silence has failed those who sat with it.
const (
	BeatEvery = 2 * time.Second
	Silence   = 10 * time.Second
)

// diagnose tells from the signs of life of all processes, at the moment when one of them gives another, when the service failed:
// as a whole while there was none at all, or in part while one went without a word until another took its place.
func diagnose(pulses []pulse, self string, at time.Time) (failed []Outage, stale []string) {
	var newest time.Time
	for _, p := range pulses {
		if p.last().After(newest) {
			newest = p.last()
		}
	}
	silent := !newest.IsZero() && at.Sub(newest) > Silence
	if silent {
		failed = append(failed, Outage{Kind: ServiceSilent, From: newest, Until: at})
	}
	for _, p := range pulses {
		if at.Sub(p.last()) <= Silence {
			continue
		}
		if p.Process != self {
			stale = append(stale, p.Process)
		}
		if silent || p.StoppedAt != nil {
			continue
		}
		until := p.BeatAt.Add(Silence)
		for _, other := range pulses {
			if other.Process != p.Process && other.BeganAt.After(p.BeatAt) && other.BeganAt.Before(until) {
				until = other.BeganAt
			}
		}
		failed = append(failed, Outage{ID: p.Process, Kind: ProcessLost, From: p.BeatAt, Until: until})
	}
	return failed, stale
}
