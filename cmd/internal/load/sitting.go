package load

import (
	"sync"
	"sync/atomic"
	"time"
)

// Starts lets candidates from..to begin, so many at a time, and tells how long each waited and all together. Each asks once: a
// refusal is not hidden by a second try.
func (s *Scene) Starts(from, to, width int) (*Times, time.Duration, error) {
	times, failed, began := &Times{}, make([]error, to-from), time.Now()
	together(to-from, width, func(i int) {
		start := time.Now()
		if failed[i] = s.Candidates[from+i].Start(s.registrations[from+i], 0); failed[i] != nil {
			times.Fail()
			return
		}
		times.Add(time.Since(start))
	})
	return times, time.Since(began), firstOf(failed)
}

// Submits lets candidates from..to hand in, so many at a time.
func (s *Scene) Submits(from, to, width int) (*Times, error) {
	times, failed := &Times{}, make([]error, to-from)
	together(to-from, width, func(i int) {
		took, err := s.Candidates[from+i].Submit(30 * time.Second)
		if failed[i] = err; err != nil {
			times.Fail()
			return
		}
		times.Add(took)
	})
	return times, firstOf(failed)
}

// Saves keeps so many candidates saving at once, each with the next answer as soon as the last is confirmed, and gives the times and
// the saves a second.
func (s *Scene) Saves(width int, over time.Duration) (*Times, float64) {
	times := &Times{}
	return times, s.keep(width, over, times, func(_, _ int) time.Time { return time.Now() })
}

// Paced lets candidates save so often a second in all, spread evenly: each of the width has moments of its own at which its next save
// is due. Times count from there, so that who is kept waiting by the call before, or sent late by a busy machine, has waited too. Late
// is how long after that moment the saves were sent.
func (s *Scene) Paced(width int, over time.Duration, pace int) (times, late *Times, rate float64) {
	times, late = &Times{}, &Times{}
	began := time.Now()
	rate = s.keep(width, over, times, func(w, turn int) time.Time {
		due := began.Add(time.Duration(w+turn*width) * time.Second / time.Duration(pace))
		time.Sleep(time.Until(due))
		late.Add(time.Since(due))
		return due
	})
	return times, late, rate
}

// keep has each of the width save again and again; times count from the moment that due gives, right before it sends. Each takes turns
// among candidates of its own, so that the limit per person stays on.
func (s *Scene) keep(width int, over time.Duration, times *Times, due func(w, turn int) time.Time) float64 {
	var wait sync.WaitGroup
	var done atomic.Int64
	began := time.Now()
	for w := range width {
		wait.Go(func() {
			for turn := 0; time.Since(began) < over; turn++ {
				c := s.Candidates[(w+turn*width)%len(s.Candidates)]
				if len(s.Candidates)%width != 0 { // else two would speak for one candidate
					c = s.Candidates[w]
				}
				from := due(w, turn)
				if _, err := c.Save(c.items[turn%len(c.items)]); err != nil {
					times.Fail()
					continue
				}
				times.Add(time.Since(from))
				done.Add(1)
			}
		})
	}
	wait.Wait()
	return float64(done.Load()) / time.Since(began).Seconds()
}

// Check reads back what the attempts of all candidates hold, so many at a time, and gives how many answers were confirmed. The error names one that is
// missing.
func (s *Scene) Check(width int) (answers int, err error) {
	failed := make([]error, len(s.Candidates))
	together(len(s.Candidates), width, func(i int) { failed[i] = s.Candidates[i].Check(30 * time.Second) })
	for _, c := range s.Candidates {
		answers += len(c.held)
	}
	return answers, firstOf(failed)
}
