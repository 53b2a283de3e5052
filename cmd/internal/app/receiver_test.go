package app_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// receiver is an endpoint of the PRM. It checks Standard Webhooks signatures by the words of the standard, and keeps
// every message by its id.
type receiver struct {
	*httptest.Server
	secret atomic.Value // text, as it was shown once

	mu   sync.Mutex
	got  map[string]object // by webhook-id
	hits map[string]int
	bad  []string
	ids  []string
	down atomic.Bool
}

func listen(t *testing.T) *receiver {
	t.Helper()
	r := &receiver{got: map[string]object{}, hits: map[string]int{}}
	r.secret.Store("")
	r.Server = httptest.NewServer(http.HandlerFunc(r.hear))
	t.Cleanup(r.Close)
	return r
}

func (r *receiver) hear(w http.ResponseWriter, q *http.Request) {
	body, err := io.ReadAll(io.LimitReader(q.Body, 1<<20))
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.down.Load() {
		w.WriteHeader(http.StatusServiceUnavailable)
		return
	}
	id := q.Header.Get("Webhook-Id")
	var message object
	if why := r.wrong(q.Header, body); why != "" || err != nil || json.Unmarshal(body, &message) != nil {
		r.bad = append(r.bad, id+" "+why)
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	if r.hits[id]++; r.hits[id] == 1 {
		r.ids = append(r.ids, id)
	}
	r.got[id] = message
	w.WriteHeader(http.StatusNoContent)
}

// wrong is what is wrong with a message, or nothing.
func (r *receiver) wrong(h http.Header, body []byte) string {
	secret, _ := r.secret.Load().(string)
	key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(secret, "whsec_"))
	if err != nil || len(key) < 24 {
		return "no secret"
	}
	at, err := strconv.ParseInt(h.Get("Webhook-Timestamp"), 10, 64)
	if err != nil || time.Since(time.Unix(at, 0)).Abs() > 5*time.Minute {
		return "stale timestamp"
	}
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(h.Get("Webhook-Id") + "." + h.Get("Webhook-Timestamp") + "." + string(body)))
	want := "v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil))
	for _, given := range strings.Fields(h.Get("Webhook-Signature")) {
		if hmac.Equal([]byte(given), []byte(want)) {
			return ""
		}
	}
	return "bad signature"
}

// of lists messages of a type in the order in which they first came.
func (r *receiver) of(kind string) []object {
	r.mu.Lock()
	defer r.mu.Unlock()
	out := []object{}
	for _, id := range r.ids {
		if r.got[id]["type"] == kind {
			out = append(out, r.got[id])
		}
	}
	return out
}

// heard is how many distinct messages came, and how often any came more than once.
func (r *receiver) heard() (distinct, repeated int, bad []string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, n := range r.hits {
		repeated += n - 1
	}
	return len(r.hits), repeated, append([]string{}, r.bad...)
}

func (r *receiver) all() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]string{}, r.ids...)
}
