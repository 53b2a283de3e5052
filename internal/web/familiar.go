package web

import (
	"crypto/sha256"
	"sync"
	"time"

	"laurel/internal/actor"
)

// familiarFor is how long a route that asks for it believes what was found out about a token. A right that is withdrawn is gone
// within a minute everywhere; here it is five seconds.
const familiarFor = 5 * time.Second

// familiarMost bounds the memory: when it is full, it begins anew.
const familiarMost = 20_000

// familiars remembers who held a token a moment ago, by the hash of the token.
type familiars struct {
	mu    sync.Mutex
	known map[[sha256.Size]byte]familiar
}

type familiar struct {
	who   actor.Actor
	until time.Time
}

func (f *familiars) find(token string, now time.Time) (actor.Actor, bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	k, ok := f.known[sha256.Sum256([]byte(token))]
	return k.who, ok && now.Before(k.until)
}

func (f *familiars) keep(token string, who actor.Actor, now time.Time) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.known == nil || len(f.known) >= familiarMost {
		f.known = map[[sha256.Size]byte]familiar{}
	}
	f.known[sha256.Sum256([]byte(token))] = familiar{who, now.Add(familiarFor)}
}
