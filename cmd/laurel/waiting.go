package main

import (
	"context"
	"fmt"
	"net/http"
	"sync/atomic"
	"time"

	"laurel/cmd/internal/app"
)

// waitingRoom answers while the demonstration's history is played, so that whoever is early sees how far it is.
type waitingRoom struct {
	server      *http.Server
	done, total atomic.Int64
}

const waitingPage = `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="refresh" content="1"><title>Laurel is getting ready</title><link rel="icon" href="data:,"></head><body><main><h1>Laurel is getting ready</h1>
<p>The demonstration plays three years of a vendor's history through the product: %d of %d steps. This page comes back by itself.</p></main></body></html>`

// openWaitingRoom listens at once; it refuses an address that is taken.
func openWaitingRoom(ctx context.Context, address string) (*waitingRoom, error) {
	listener, err := app.Listen(ctx, "LAUREL_LISTEN", address)
	if err != nil {
		return nil, err
	}
	w := &waitingRoom{}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(out http.ResponseWriter, _ *http.Request) {
		out.Header().Set("Content-Type", "application/json")
		_, _ = out.Write([]byte(`{"status":"alive"}`))
	})
	mux.HandleFunc("/", func(out http.ResponseWriter, _ *http.Request) {
		out.Header().Set("Retry-After", "1")
		out.Header().Set("Content-Type", "text/html; charset=utf-8")
		out.WriteHeader(http.StatusServiceUnavailable)
		_, _ = fmt.Fprintf(out, waitingPage, w.done.Load(), w.total.Load())
	})
	w.server = &http.Server{Handler: mux, ReadHeaderTimeout: 5 * time.Second, IdleTimeout: time.Second}
	go func() { _ = w.server.Serve(listener) }()
	return w, nil
}

func (w *waitingRoom) progress(done, total int) {
	w.done.Store(int64(done))
	w.total.Store(int64(total))
}

func (w *waitingRoom) close() { _ = w.server.Close() }
