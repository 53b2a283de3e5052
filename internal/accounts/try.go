package accounts

import (
	"sync"
	"time"
)

// pace is how patient we are with wrong guesses under one name: so many free ones, then a pause that doubles.
type pace struct {
	free  int
	first time.Duration
	most  time.Duration
}

// The names that a guess counts under. The pair of account and network stops a guesser without shutting
// the owner out; the account alone slows guessers that come from everywhere; the network alone slows one that goes through all accounts.
var (
	paceOfPair    = pace{free: 5, first: time.Second, most: 15 * time.Minute}
	paceOfAccount = pace{free: 20, first: time.Second, most: time.Minute}
	paceOfNetwork = pace{free: 60, first: time.Second, most: time.Minute}
)

// triesForgotten is how long after the last guess a name starts anew.
const triesForgotten = time.Hour

// delay is the pause after the n-th wrong guess.
func (p pace) delay(n int) time.Duration {
	if n < p.free {
		return 0
	}
	doublings := n - p.free
	if doublings > 20 {
		return p.most
	}
	return min(p.first<<doublings, p.most)
}

type tried struct {
	count int
	until time.Time
	last  time.Time
}

// tries counts guesses of passwords in this process; several processes together allow as many times more.
type tries struct {
	mu    sync.Mutex
	names map[string]tried
	swept time.Time
}

func newTries() *tries { return &tries{names: map[string]tried{}} }

func paces(account, network string) map[string]pace {
	return map[string]pace{"pair " + account + " " + network: paceOfPair, "account " + account: paceOfAccount, "network " + network: paceOfNetwork}
}

// take counts a guess before it is checked, so that many at once do not slip through, or says how long to wait.
func (t *tries) take(now time.Time, account, network string) time.Duration {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.sweep(now)
	var wait time.Duration
	for name := range paces(account, network) {
		if left := t.names[name].until.Sub(now); left > wait {
			wait = left
		}
	}
	if wait > 0 {
		return wait
	}
	for name, p := range paces(account, network) {
		n := t.names[name]
		if now.Sub(n.last) > triesForgotten {
			n = tried{}
		}
		n.count++
		n.last, n.until = now, now.Add(p.delay(n.count))
		t.names[name] = n
	}
	return 0
}

// forgive takes the guess back that turned out right. The pair starts anew: whoever has the password is its owner.
func (t *tries) forgive(account, network string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.names, "pair "+account+" "+network)
	for name, p := range paces(account, network) {
		n, ok := t.names[name]
		if !ok {
			continue
		}
		if n.count = max(n.count-1, 0); n.count < p.free {
			n.until = time.Time{}
		}
		t.names[name] = n
	}
}

// sweep forgets names that are long quiet, so that strangers cannot fill the memory.
func (t *tries) sweep(now time.Time) {
	if now.Sub(t.swept) < time.Minute && len(t.names) < 200_000 {
		return
	}
	t.swept = now
	for name, n := range t.names {
		if now.Sub(n.last) > triesForgotten {
			delete(t.names, name)
		}
	}
}
