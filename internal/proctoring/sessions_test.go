package proctoring

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"sync"
	"testing"
	"time"

	"laurel/internal/hooks"
	"laurel/internal/store"
	"laurel/internal/testkit"
)

type booth struct {
	*httptest.Server
	mu     sync.Mutex
	status int
	got    []hooks.Message
}

func newBooth(t *testing.T) *booth {
	b := &booth{status: 200}
	b.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		b.mu.Lock()
		defer b.mu.Unlock()
		b.got = append(b.got, hooks.Message{ID: r.Header.Get("Webhook-Id"), Timestamp: r.Header.Get("Webhook-Timestamp"), Signature: r.Header.Get("Webhook-Signature"), Body: body})
		w.WriteHeader(b.status)
		_, _ = w.Write([]byte(`{"join_url":"https://booth.example/join/7"}`))
	}))
	t.Cleanup(b.Close)
	return b
}

func TestOutsideProctor(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h, b := open(t, db), newBooth(t)
		h.terms, h.state = Conditions{"Core", "none", external}, "ready"
		ann, admin := h.app.As("candidate:ann"), h.app.As("vendor_admin:vera")
		ann.Call(t, "POST", "/api/v1/attempts/att_ann/proctoring-session", nil).Refused(t, 409, "no_outside_proctor")
		admin.Call(t, "POST", "/api/v1/exams/core/outside-proctor", object{"url": "http://10.0.0.1/"}).Refused(t, 422, "invalid_input")
		secret, _ := hooks.ReadSecret(admin.Call(t, "POST", "/api/v1/exams/core/outside-proctor", object{"url": b.URL}).Want(t, 201).Text(t, "secret"))
		session := ann.Call(t, "POST", "/api/v1/attempts/att_ann/proctoring-session", nil).Want(t, 200).Text(t, "id")
		if again := ann.Call(t, "POST", "/api/v1/attempts/att_ann/proctoring-session", nil).Want(t, 200); again.Text(t, "id") != session {
			t.Error("a second session")
		}
		h.app.As("candidate:bob").Call(t, "POST", "/api/v1/attempts/att_ann/proctoring-session", nil).Refused(t, 404, "not_found")
		if n := h.count(t, "select count(*) from outbox_facts where name = 'proctoring.session_due'"); n != 1 {
			t.Errorf("%d facts", n)
		}
		ann.Call(t, "GET", "/deliver/att_ann", nil).Want(t, 204)
		if a := ann.Call(t, "POST", "/deliver/att_ann/start", nil).Refused(t, 409, "gate_closed"); a.Text(t, "unmet", 0, "kind") != "proctor_check" {
			t.Errorf("%s", a.Body)
		}
		b.status = 503
		if err := h.Announce(t.Context(), session); err != nil {
			t.Fatal(err)
		}
		b.status = 200
		if err := h.Announce(t.Context(), session); err != nil || len(b.got) != 1 { // not due yet
			t.Fatal(err, len(b.got))
		}
		if err := h.exec(t, "update proctoring_sessions set next_at = created_at"); err != nil {
			t.Fatal(err)
		}
		for range 2 { // the deed runs twice
			if _, err := h.AnnounceDue(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		if len(b.got) != 2 || b.got[0].ID != session || b.got[1].ID != session || hooks.Verify(b.got[1], time.Now(), secret) != nil {
			t.Fatalf("%d announcements", len(b.got))
		}
		var told announcement
		if err := json.Unmarshal(b.got[1].Body, &told); err != nil || told.Data.Callback != base+"/api/v1/proctoring/"+session+"/events" {
			t.Errorf("%+v, %v", told, err)
		}
		h.hears(t, session, secret)
		ann.Call(t, "POST", "/deliver/att_ann/start", nil).Want(t, 204)
		record := h.app.As("proctor:pia").Call(t, "GET", "/api/v1/attempts/att_ann/proctoring", nil).Want(t, 200)
		if record.Text(t, "session", "state") != "ended" || len(record.Get(t, "reports").([]any)) != 3 {
			t.Errorf("%s", record.Body)
		}
	})
}

// A proctor who cannot be told, or who was never appointed, does not keep a candidate out for ever.
func TestNoProctorLeavesNobodyStuck(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h, b := open(t, db), newBooth(t)
		h.terms, h.state = Conditions{"Core", "none", external}, "ready"
		ann, pia := h.app.As("candidate:ann"), h.app.As("proctor:pia")
		const asked, overrides = "/api/v1/attempts/att_ann/proctoring-session", "/api/v1/registrations/reg_ann/lockdown-overrides"
		none := ann.Call(t, "POST", "/deliver/att_ann/start", nil).Refused(t, 409, "gate_closed")
		if none.Text(t, "unmet", 0, "id") != "att_ann" || none.Text(t, "unmet", 0, "title") == "" {
			t.Errorf("nobody appointed: %s", none.Body)
		}
		h.app.As("vendor_admin:vera").Call(t, "POST", "/api/v1/exams/core/outside-proctor", object{"url": b.URL}).Want(t, 201)
		ann.Call(t, "GET", asked, nil).Refused(t, 404, "not_found") // a look asks for nothing
		session := ann.Call(t, "POST", asked, nil).Want(t, 200).Text(t, "id")
		pia.Call(t, "GET", asked, nil).Refused(t, 404, "not_found")
		b.status = 503
		if err := h.exec(t, "update proctoring_sessions set tries = ?", len(schedule())); err != nil {
			t.Fatal(err)
		}
		if err := h.Announce(t.Context(), session); err != nil {
			t.Fatal(err)
		}
		if n := h.count(t, "select count(*) from proctoring_sessions where state = 'failed'"); n != 1 {
			t.Fatal("the announcement is not given up")
		}
		if seen := ann.Call(t, "GET", asked, nil).Want(t, 200); seen.Text(t, "state") != "failed" { // a look begins no new round
			t.Errorf("%s", seen.Body)
		}
		b.status = 200
		for range 2 { // the second finds the round that the first began
			again := ann.Call(t, "POST", asked, nil).Want(t, 200)
			if again.Text(t, "id") != session || again.Text(t, "state") != "requested" {
				t.Errorf("%s", again.Body)
			}
		}
		if n := h.count(t, "select count(*) from outbox_facts where name = 'proctoring.session_due'"); n != 2 {
			t.Errorf("%d facts", n)
		}
		if n := h.count(t, "select count(*) from proctoring_sessions where tries = 0 and last_error = '' and lease_token = ''"); n != 1 {
			t.Error("the new round begins with what the old one left")
		}
		if err := h.Announce(t.Context(), session); err != nil {
			t.Fatal(err)
		}
		if told := ann.Call(t, "POST", asked, nil).Want(t, 200); told.Text(t, "state") != "announced" {
			t.Errorf("%s", told.Body)
		}
		ann.Call(t, "POST", "/deliver/att_ann/start", nil).Refused(t, 409, "gate_closed")
		pia.Call(t, "POST", overrides, object{"reason": "The proctor is ill", "minutes": 30}).Want(t, 201)
		if free := ann.Call(t, "GET", asked, nil).Want(t, 200); free.Get(t, "released") != true {
			t.Errorf("%s", free.Body)
		}
		if free := ann.Call(t, "POST", asked, nil).Want(t, 200); free.Get(t, "released") != true {
			t.Errorf("%s", free.Body)
		}
		ann.Call(t, "POST", "/deliver/att_ann/start", nil).Want(t, 204)
		if err := h.exec(t, "update proctoring_overrides set expires_at = given_at"); err != nil {
			t.Fatal(err)
		}
		ann.Call(t, "POST", "/deliver/att_ann/start", nil).Refused(t, 409, "gate_closed")
		h.terms.Proctoring = live
		pia.Call(t, "POST", overrides, object{"reason": "Nothing to lift", "minutes": 30}).Refused(t, 409, "no_lockdown")
	})
}

// hears sends what an outside proctor may send, and what nobody may.
func (h *house) hears(t *testing.T, session string, secret hooks.Secret) {
	t.Helper()
	send := func(session, id, body string, at time.Time, key hooks.Secret) testkit.Answer {
		return h.app.Call(t, "POST", "/api/v1/proctoring/"+session+"/events", body, "Webhook-Id: "+id, "Webhook-Timestamp: "+strconv.FormatInt(at.Unix(), 10),
			"Webhook-Signature: "+hooks.Signature(id, at, []byte(body), key))
	}
	now := time.Now()
	send(session, "e0", `{"type":"ready"}`, now, hooks.NewSecret()).Refused(t, 400, "bad_signature")
	send("pse_none", "e0", `{"type":"ready"}`, now, secret).Refused(t, 400, "bad_signature")
	send(session, "e0", `{"type":"ready"}`, now.Add(-10*time.Minute), secret).Refused(t, 400, "bad_signature")
	send(session, "e0", `{"type":"void"}`, now, secret).Refused(t, 422, "invalid_input")
	send(session, "e0", `{"type":"incident","severity":"deadly","note":"x"}`, now, secret).Refused(t, 422, "invalid_input")
	send(session, "e0", `[]`, now, secret).Refused(t, 422, "invalid_input")
	for range 2 {
		send(session, "e1", `{"type":"ready"}`, now, secret).Want(t, 204)
		send(session, "e2", `{"type":"incident","severity":"high","note":"Somebody came into the room"}`, now, secret).Want(t, 204)
		send(session, "e3", `{"type":"ended"}`, now, secret).Want(t, 204)
	}
	send(session, "e2", `{"type":"incident","severity":"low","note":"Another story"}`, now, secret).Refused(t, 409, "event_reuse")
	send(session, "e4", `{"type":"ready"}`, now, secret).Refused(t, 409, "session_ended")
	if n := h.count(t, "select count(*) from outbox_facts where name = 'proctoring.incident_reported'"); n != 1 {
		t.Errorf("%d incidents", n)
	}
}
