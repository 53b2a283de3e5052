package hooks

import (
	"hash/fnv"
	"time"
)

// LongestWait bounds what a receiver can ask for with Retry-After.
const LongestWait = 24 * time.Hour

// Schedule is the pauses after the first, second, third … failed attempt.
type Schedule []time.Duration

// ThreeDays is quick while a restart is likely, then spread so that a receiver that is down over a long weekend still
// gets everything.
func ThreeDays() Schedule {
	return Schedule{
		5 * time.Second, time.Minute, 5 * time.Minute, 30 * time.Minute, 2 * time.Hour, 5 * time.Hour, 10 * time.Hour,
		14 * time.Hour, 18 * time.Hour, 22 * time.Hour,
	}
}

// Wait tells how long to pause after so many failed attempts; false when the last one is spent. Up to a tenth is added,
// always the same for the same name, so that a crowd that failed together does not come back together.
func (s Schedule) Wait(name string, tries int, asked time.Duration) (time.Duration, bool) {
	if tries < 1 || tries > len(s) {
		return 0, false
	}
	wait := s[tries-1]
	h := fnv.New32a()
	_, _ = h.Write([]byte(name)) // a hash never fails to write
	wait += wait / 10 * time.Duration(h.Sum32()%1000) / 1000
	return max(wait, min(asked, LongestWait)), true
}
