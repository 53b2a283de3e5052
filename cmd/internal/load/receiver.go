package load

import (
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"sync"
	"time"
)

// Receiver is an endpoint that notes when it first heard of what.
type Receiver struct {
	URL    string
	server *http.Server

	mu    sync.Mutex
	heard map[string]time.Time // "type partner"
}

// Receive listens on a free port of this machine.
func Receive() (*Receiver, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0") //nolint:noctx // closed with the server
	if err != nil {
		return nil, err
	}
	r := &Receiver{URL: "http://" + l.Addr().String() + "/", heard: map[string]time.Time{}}
	r.server = &http.Server{Handler: http.HandlerFunc(r.hear), ReadHeaderTimeout: 5 * time.Second}
	go func() { _ = r.server.Serve(l) }()
	return r, nil
}

// Close stops listening.
func (r *Receiver) Close() { _ = r.server.Close() }

func (r *Receiver) hear(w http.ResponseWriter, q *http.Request) {
	var message struct {
		Type string
		Data struct {
			Partner struct{ ID string }
		}
	}
	at := time.Now()
	body, err := io.ReadAll(io.LimitReader(q.Body, 1<<20))
	if err != nil || json.Unmarshal(body, &message) != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	what := message.Type + " " + message.Data.Partner.ID
	r.mu.Lock()
	if _, before := r.heard[what]; !before {
		r.heard[what] = at
	}
	r.mu.Unlock()
	w.WriteHeader(http.StatusNoContent)
}

// Await waits until all was heard and gives how long after a moment the last came.
func (r *Receiver) Await(since time.Time, patience time.Duration, all ...string) (time.Duration, error) {
	for until := time.Now().Add(patience); time.Now().Before(until); time.Sleep(2 * time.Millisecond) {
		last, missing := since, 0
		r.mu.Lock()
		for _, what := range all {
			at, heard := r.heard[what]
			if !heard {
				missing++
			} else if at.After(last) {
				last = at
			}
		}
		r.mu.Unlock()
		if missing == 0 {
			return last.Sub(since), nil
		}
	}
	return 0, fmt.Errorf("not heard within %s: %v", patience, all)
}
