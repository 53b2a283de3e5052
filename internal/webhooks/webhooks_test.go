package webhooks

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"gorm.io/gorm"

	"laurel/internal/actor"
	"laurel/internal/id"
	"laurel/internal/store"
	"laurel/internal/testkit"
)

// house is a service on one database with a vendor administrator as the caller.
type house struct {
	*Service
	db  *store.DB
	ctx context.Context
}

func newHouse(t *testing.T, db *store.DB) house {
	t.Helper()
	s := New(Deps{DB: db, Log: testkit.Log(t), Secret: []byte(strings.Repeat("k", 32)), AllowLoopback: true, Timeout: 400 * time.Millisecond})
	return house{s, db, actor.With(t.Context(), actor.SystemOf("test"))}
}

func (h house) endpoint(t *testing.T, url string, types ...string) Shown {
	t.Helper()
	shown, err := h.Create(h.ctx, EndpointInput{URL: url, Types: types})
	if err != nil {
		t.Fatal(err)
	}
	return shown
}

// tell notifies of a new event and gives its id.
func (h house) tell(t *testing.T, eventType, partner string) string {
	t.Helper()
	e := Event{ID: id.New("fct"), Type: eventType, PartnerID: partner, At: h.db.Now(), Data: map[string]any{"count": 3, "z": "ä", "a": nil}}
	if err := h.Notify(h.ctx, e); err != nil {
		t.Fatal(err)
	}
	return e.ID
}

func (h house) exec(t *testing.T, sql string, args ...any) {
	t.Helper()
	if err := h.db.Tx(h.ctx, func(tx *gorm.DB) error { return tx.Exec(sql, args...).Error }); err != nil {
		t.Fatal(err)
	}
}

func (h house) count(t *testing.T, sql string, args ...any) (n int) {
	t.Helper()
	if err := h.db.Read(h.ctx, func(tx *gorm.DB) error { return tx.Raw(sql, args...).Scan(&n).Error }); err != nil {
		t.Fatal(err)
	}
	return n
}

// only gives the single delivery of an endpoint with its log.
func (h house) only(t *testing.T, endpointID string) (Delivery, []Attempt) {
	t.Helper()
	list, log, err := h.Deliveries(h.ctx, endpointID, "", 10)
	if err != nil || len(list) != 1 {
		t.Fatalf("%d deliveries, %v", len(list), err)
	}
	return list[0], log[list[0].ID]
}

func (h house) deliver(t *testing.T, deliveryID string) {
	t.Helper()
	if err := h.Deliver(h.ctx, deliveryID); err != nil {
		t.Fatal(err)
	}
}

// due makes everything that waits due now.
func (h house) due(t *testing.T) {
	t.Helper()
	h.exec(t, "update webhook_deliveries set next_at = ?, leased_until = null where state = 'pending'", h.db.Now().Add(-time.Second))
}

// work does what the workers do: rings for what is due, then delivers what the facts since the last call ask for.
func (h house) work(t *testing.T) {
	t.Helper()
	h.exec(t, "update webhook_endpoints set rung_at = null")
	h.exec(t, "update outbox_facts set relayed_at = ?", h.db.Now())
	if _, err := h.DeliverDue(h.ctx); err != nil {
		t.Fatal(err)
	}
	var payloads []string
	if err := h.db.Read(h.ctx, func(tx *gorm.DB) error {
		return tx.Raw("select payload from outbox_facts where relayed_at is null order by id").Scan(&payloads).Error
	}); err != nil {
		t.Fatal(err)
	}
	for _, p := range payloads {
		var fact DeliveryDue
		if err := json.Unmarshal([]byte(p), &fact); err != nil {
			t.Fatal(err)
		}
		h.deliver(t, fact.DeliveryID)
	}
}

// receiver keeps what it gets and answers as told.
type receiver struct {
	*httptest.Server
	mu   sync.Mutex
	got  []message
	with http.HandlerFunc
}

type message struct {
	id, at, signature, contentType string
	body                           []byte
}

func newReceiver(t *testing.T, with http.HandlerFunc) *receiver {
	t.Helper()
	r := &receiver{with: with}
	r.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		body, _ := io.ReadAll(q.Body)
		r.mu.Lock()
		r.got = append(r.got, message{q.Header.Get("webhook-id"), q.Header.Get("webhook-timestamp"), q.Header.Get("webhook-signature"), q.Header.Get("Content-Type"), body})
		r.mu.Unlock()
		if r.with != nil {
			r.with(w, q)
		}
	}))
	t.Cleanup(r.Close)
	return r
}

func (r *receiver) messages() []message {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]message{}, r.got...)
}

// verifies is a receiver's check, written after the specification and sharing nothing with the signer.
func (m message) verifies(secret string) bool {
	key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(secret, "whsec_"))
	if err != nil || !strings.HasPrefix(secret, "whsec_") {
		return false
	}
	h := hmac.New(sha256.New, key)
	_, _ = io.WriteString(h, m.id+"."+m.at+"."+string(m.body))
	want := base64.StdEncoding.EncodeToString(h.Sum(nil))
	for entry := range strings.SplitSeq(m.signature, " ") {
		version, signature, _ := strings.Cut(entry, ",")
		if version == "v1" && hmac.Equal([]byte(signature), []byte(want)) {
			return true
		}
	}
	return false
}

func status(code int) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(code) }
}
