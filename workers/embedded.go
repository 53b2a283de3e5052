package workers

import (
	"context"
	"time"

	"github.com/alicebob/miniredis/v2"

	"laurel/internal/id"
)

// Embedded is a Redis inside this process, for machines without one. It forgets everything at its end, which costs
// nothing: the database is the truth.
type Embedded struct {
	redis    *miniredis.Miniredis
	password string
}

// StartEmbedded listens on a free port of loopback, behind a random password because every local user can reach it.
func StartEmbedded() (*Embedded, error) {
	m := miniredis.NewMiniRedis()
	password := id.Token()
	m.RequireAuth(password)
	if err := m.Start(); err != nil {
		return nil, err
	}
	return &Embedded{m, password}, nil
}

// URL is where OpenQueue finds it.
func (e *Embedded) URL() string { return "redis://:" + e.password + "@" + e.redis.Addr() + "/0" }

// Run lets time pass in it, which it does not on its own, until ctx ends.
func (e *Embedded) Run(ctx context.Context) {
	const step = 250 * time.Millisecond
	tick := time.NewTicker(step)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			e.redis.Close()
			return
		case <-tick.C:
			e.redis.FastForward(step)
		}
	}
}
