// Package webhooks tells the outside, at least once and in a form it can verify, what changed: each event stands once
// in an ordered feed and is sent, signed by Standard Webhooks 1.0.0, to every endpoint that asked for its type.
//
// A message keeps its webhook-id over all attempts and replays, so a receiver that remembers ids sees it once. Attempts
// go on over three days; an endpoint that fails for five days without one success, or answers 410, is switched off.
// What was missed stands in the feed.
package webhooks

import (
	"log/slog"
	"net/http"
	"time"

	"laurel/internal/hooks"
	"laurel/internal/store"
)

// Deps of New.
type Deps struct {
	DB     *store.DB
	Log    *slog.Logger
	Secret []byte // the installation's secret, at least 32 bytes; endpoint secrets are sealed under a key derived from it
	// AllowLoopback lets endpoints lie on this machine, over plain HTTP too: for demonstrations and tests.
	AllowLoopback bool
	// Timeout of one attempt from dialling to the last byte; ten seconds when zero. It must stay well below the lease.
	Timeout time.Duration
}

// Service keeps the feed, the endpoints and the deliveries.
type Service struct {
	db      *store.DB
	log     *slog.Logger
	sealer  hooks.Sealer
	guard   hooks.Guard
	client  *http.Client
	timeout time.Duration
}

// New makes the service.
func New(d Deps) *Service {
	timeout := d.Timeout
	if timeout == 0 {
		timeout = 10 * time.Second
	}
	g := hooks.Guard{Loopback: d.AllowLoopback}
	sealer := hooks.Sealer{Secret: d.Secret, Purpose: "laurel/webhooks/endpoint-secrets/1"}
	return &Service{db: d.DB, log: d.Log, sealer: sealer, guard: g, client: hooks.NewClient(g), timeout: timeout}
}
