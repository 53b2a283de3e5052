package load

import (
	"sync"
	"sync/atomic"
	"time"
)

// Starts lets candidates from..to begin, so many at a time, and tells how long each waited and all together.
func (s *Scene) Starts(from, to, width int) (*Times, time.Duration, error) {
	times, failed, began := &Times{}, make([]error, to-from), time.Now()
	together(to-from, width, func(i int) {
		start := time.Now()
		if failed[i] = s.Candidates[from+i].Start(s.registrations[from+i], 30*time.Second); failed[i] != nil {
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

// Saves keeps so many candidates saving at once, each with the next answer as soon as the last is confirmed, or at most so many
// a second in all when a pace is given. Each of the width takes turns among candidates of its own, so that the limit per person
// stays on. It gives the times and the saves a second.
func (s *Scene) Saves(width int, over time.Duration, pace int) (*Times, float64) {
	times := &Times{}
	var wait sync.WaitGroup
	var tickets chan time.Time
	stop := make(chan struct{})
	if pace > 0 {
		tickets = make(chan time.Time)
		go issue(tickets, stop, pace)
	}
	began := time.Now()
	var done atomic.Int64
	for w := range width {
		wait.Go(func() {
			for n := w; time.Since(began) < over; n += width {
				due := time.Time{}
				if tickets != nil {
					due = <-tickets
				}
				c := s.Candidates[n%len(s.Candidates)]
				if len(s.Candidates)%width != 0 { // else two would speak for one candidate
					c = s.Candidates[w]
				}
				took, err := c.Save(c.items[n/width%len(c.items)])
				if err != nil {
					times.Fail()
					continue
				}
				if tickets != nil { // who is kept waiting by those before waits too
					took = time.Since(due)
				}
				times.Add(took)
				done.Add(1)
			}
		})
	}
	wait.Wait()
	close(stop)
	return times, float64(done.Load()) / time.Since(began).Seconds()
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

// issue gives tickets at a pace a second, each with the moment it was due, a few at once where the clock is coarse.
func issue(tickets chan<- time.Time, stop <-chan struct{}, pace int) {
	began := time.Now()
	for n := 0; ; n++ {
		due := began.Add(time.Duration(n) * time.Second / time.Duration(pace))
		if ahead := time.Until(due); ahead > 0 {
			time.Sleep(ahead)
		}
		select {
		case tickets <- due:
		case <-stop:
			return
		}
	}
}
