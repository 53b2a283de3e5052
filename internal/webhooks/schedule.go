package webhooks

import (
	"hash/fnv"
	"time"
)

const (
	// failsFor is how long an endpoint may fail without one success before it is switched off.
	failsFor = 5 * 24 * time.Hour
	// longestWait bounds what a receiver can ask for with Retry-After.
	longestWait = 24 * time.Hour
)

// waits are the pauses after the first, second, third … failed attempt: quick while a restart is likely, then spread
// so that a receiver that is down over a long weekend still gets everything. Together they last three days.
var waits = []time.Duration{
	5 * time.Second, time.Minute, 5 * time.Minute, 30 * time.Minute, 2 * time.Hour, 5 * time.Hour, 10 * time.Hour,
	14 * time.Hour, 18 * time.Hour, 22 * time.Hour,
}

// Wait tells how long to pause after so many failed attempts; false when the last one is spent. Up to a tenth is added,
// always the same for the same delivery, so that a crowd that failed together does not come back together.
func Wait(deliveryID string, tries int, asked time.Duration) (time.Duration, bool) {
	if tries < 1 || tries > len(waits) {
		return 0, false
	}
	wait := waits[tries-1]
	h := fnv.New32a()
	_, _ = h.Write([]byte(deliveryID)) // a hash never fails to write
	wait += wait / 10 * time.Duration(h.Sum32()%1000) / 1000
	return max(wait, min(asked, longestWait)), true
}
