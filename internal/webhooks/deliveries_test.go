package webhooks

import (
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"laurel/internal/store"
	"laurel/internal/testkit"
)

func TestDeliver(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h, r := newHouse(t, db), newReceiver(t, nil)
		shown := h.endpoint(t, r.URL, "headcount.changed")
		h.tell(t, "standing.changed", "prt_1")
		event := h.tell(t, "headcount.changed", "prt_1")
		d, _ := h.only(t, shown.Endpoint.ID)
		if n := h.count(t, "select count(*) from outbox_facts where name = 'webhooks.delivery_due' and payload like ?", "%"+d.ID+"%"); n != 1 {
			t.Errorf("%d facts for the delivery", n)
		}
		h.deliver(t, d.ID)
		h.deliver(t, d.ID)
		h.deliver(t, "dlv_never")
		got := r.messages()
		if len(got) != 1 {
			t.Fatalf("sent %d times", len(got))
		}
		m := got[0]
		if m.id != event || m.contentType != "application/json" || !m.verifies(shown.Secret) {
			t.Errorf("message %+v does not verify", m)
		}
		if sent, err := strconv.ParseInt(m.at, 10, 64); err != nil || time.Since(time.Unix(sent, 0)).Abs() > time.Minute {
			t.Errorf("timestamp %s is not the time of the attempt", m.at)
		}
		if text := string(m.body); !strings.HasPrefix(text, `{"type":"headcount.changed","timestamp":"`) || !strings.HasSuffix(text, `"data":{"a":null,"count":3,"z":"ä"}}`) {
			t.Errorf("body %s", text)
		}
		d, log := h.only(t, shown.Endpoint.ID)
		if d.State != Delivered || d.Attempts != 1 || d.NextAt != nil || d.DeliveredAt == nil || len(log) != 1 || log[0].Status != 200 {
			t.Errorf("delivery %+v with log %+v", d, log)
		}
	})
}

func TestTwoWorkersSendOnce(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := newHouse(t, db)
		r := newReceiver(t, func(http.ResponseWriter, *http.Request) { time.Sleep(100 * time.Millisecond) })
		shown := h.endpoint(t, r.URL)
		h.tell(t, "standing.changed", "")
		d, _ := h.only(t, shown.Endpoint.ID)
		var workers sync.WaitGroup
		for range 8 {
			workers.Go(func() { h.deliver(t, d.ID) })
		}
		workers.Wait()
		if n := len(r.messages()); n != 1 {
			t.Errorf("sent %d times at once", n)
		}
	})
}

func TestLeaseOfADeadWorker(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h, r := newHouse(t, db), newReceiver(t, nil)
		shown := h.endpoint(t, r.URL)
		h.tell(t, "standing.changed", "")
		d, _ := h.only(t, shown.Endpoint.ID)
		stale, ok, err := h.claim(h.ctx, d.ID)
		if err != nil || !ok {
			t.Fatal(ok, err)
		}
		h.work(t)
		if n := len(r.messages()); n != 0 {
			t.Errorf("%d sent from under a lease", n)
		}
		h.exec(t, "update webhook_deliveries set leased_until = ? where id = ?", h.db.Now().Add(-time.Second), d.ID)
		h.work(t)
		if n := len(r.messages()); n != 1 {
			t.Errorf("%d sent after the lease", n)
		}
		// the dead worker comes back with a failure: too late
		if err := h.record(h.ctx, stale, outcome{At: h.db.Now(), Status: 500}); err != nil {
			t.Fatal(err)
		}
		if d, log := h.only(t, shown.Endpoint.ID); d.State != Delivered || len(log) != 1 {
			t.Errorf("%+v with log %+v", d, log)
		}
	})
}

func TestThreeDaysThenFailed(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h, r := newHouse(t, db), newReceiver(t, status(503))
		shown := h.endpoint(t, r.URL)
		event := h.tell(t, "standing.changed", "")
		for range 15 {
			h.due(t)
			h.work(t)
		}
		d, log := h.only(t, shown.Endpoint.ID)
		if d.State != Failed || d.Attempts != 11 || len(log) != 11 {
			t.Errorf("%+v after %d log lines", d, len(log))
		}
		for _, m := range r.messages() {
			if m.id != event || !m.verifies(shown.Secret) {
				t.Errorf("attempt with id %s", m.id)
			}
		}
		if e, _ := h.Endpoint(h.ctx, shown.Endpoint.ID); e.State != Active || e.FailingSince == nil {
			t.Errorf("endpoint %+v", e)
		}
		// replay: under the same id, from the start of the schedule, the log goes on
		r.with = nil
		for range 2 {
			if _, _, err := h.Replay(h.ctx, shown.Endpoint.ID, d.ID); err != nil {
				t.Fatal(err)
			}
		}
		h.deliver(t, d.ID)
		d, log = h.only(t, shown.Endpoint.ID)
		all := r.messages()
		if d.State != Delivered || d.Tries != 1 || d.Attempts != 12 || len(log) != 12 || all[len(all)-1].id != event {
			t.Errorf("%+v after replay", d)
		}
		if e, _ := h.Endpoint(h.ctx, shown.Endpoint.ID); e.FailingSince != nil {
			t.Errorf("a success does not clear failing_since: %+v", e)
		}
	})
}

func TestFailingEndpointIsSwitchedOff(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h, r := newHouse(t, db), newReceiver(t, status(500))
		shown := h.endpoint(t, r.URL)
		h.tell(t, "standing.changed", "")
		h.tell(t, "standing.changed", "")
		h.work(t)
		h.exec(t, "update webhook_endpoints set failing_since = ?", h.db.Now().Add(-failsFor-time.Hour))
		h.due(t)
		h.work(t)
		e, _ := h.Endpoint(h.ctx, shown.Endpoint.ID)
		if e.State != Disabled || e.DisabledReason != failing {
			t.Errorf("endpoint %+v", e)
		}
		if n := h.count(t, "select count(*) from webhook_deliveries where state = 'failed' and last_error = 'endpoint_disabled'"); n != 2 {
			t.Errorf("%d given up", n)
		}
		if n := h.count(t, "select count(*) from audit_entries where action = 'webhook_endpoint.disabled' and subject = ? and reason = ?", e.ID, failing); n != 1 {
			t.Errorf("%d audit entries", n)
		}
		sent := len(r.messages())
		h.tell(t, "standing.changed", "") // none for an endpoint that is off
		h.work(t)
		if n := len(r.messages()); n != sent {
			t.Errorf("%d sent to an endpoint that is off", n-sent)
		}
		if e, err := h.Change(h.ctx, e.ID, on()); err != nil || e.State != Active || e.FailingSince != nil || e.DisabledReason != "" {
			t.Errorf("%+v, %v", e, err)
		}
	})
}

func TestOneHangingReceiverDoesNotStarveOthers(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := newHouse(t, db)
		slow := newReceiver(t, func(_ http.ResponseWriter, q *http.Request) { <-q.Context().Done() })
		good := newReceiver(t, nil)
		h.endpoint(t, slow.URL)
		h.endpoint(t, good.URL)
		for range 12 {
			h.tell(t, "standing.changed", "")
		}
		began := time.Now()
		h.work(t)
		if len(good.messages()) != 12 || len(slow.messages()) != 1 {
			t.Errorf("%d sent to the good one, the slow one was asked %d times", len(good.messages()), len(slow.messages()))
		}
		if took := time.Since(began); took > 3*time.Second {
			t.Errorf("it took %s", took)
		}
	})
}

func TestTestMessage(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h, r := newHouse(t, db), newReceiver(t, nil)
		shown := h.endpoint(t, r.URL, "headcount.changed")
		d, err := h.Test(h.ctx, shown.Endpoint.ID)
		if err != nil || d.EventType != testType || d.State != Pending {
			t.Fatalf("%+v, %v", d, err)
		}
		h.deliver(t, d.ID)
		got := r.messages()
		if len(got) != 1 || got[0].id != d.EventID || !got[0].verifies(shown.Secret) {
			t.Errorf("%+v", got)
		}
		if n := h.count(t, "select count(*) from webhook_events where sequence is not null"); n != 0 {
			t.Error("the test message stands in the feed")
		}
	})
}

func TestFewAtOnceToOneEndpoint(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := newHouse(t, db)
		var mu sync.Mutex
		under, most := 0, 0
		r := newReceiver(t, func(http.ResponseWriter, *http.Request) {
			mu.Lock()
			under++
			most = max(most, under)
			mu.Unlock()
			time.Sleep(20 * time.Millisecond)
			mu.Lock()
			under--
			mu.Unlock()
		})
		shown := h.endpoint(t, r.URL)
		for range 24 {
			h.tell(t, "standing.changed", "")
		}
		list, _, err := h.Deliveries(h.ctx, shown.Endpoint.ID, "", 50)
		if err != nil {
			t.Fatal(err)
		}
		var workers sync.WaitGroup
		for _, d := range list { // a bell for each; whoever is turned away is served by those who got in
			workers.Go(func() { h.deliver(t, d.ID) })
		}
		workers.Wait()
		ids := map[string]bool{}
		for _, m := range r.messages() {
			ids[m.id] = true
		}
		if len(ids) != 24 || len(r.messages()) != 24 || most > abreast {
			t.Errorf("%d of 24 in %d messages, %d at once", len(ids), len(r.messages()), most)
		}
	})
}

func TestRingingIsNotRepeatedAtOnce(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := newHouse(t, db)
		h.endpoint(t, "http://127.0.0.1:9/")
		h.tell(t, "standing.changed", "")
		h.tell(t, "standing.changed", "")
		for i, want := range []int{1, 0} {
			if n, err := h.DeliverDue(h.ctx); n != want || err != nil {
				t.Errorf("call %d rang for %d, %v", i, n, err)
			}
		}
		h.exec(t, "update webhook_endpoints set rung_at = ?", h.db.Now().Add(-again))
		if n, err := h.DeliverDue(h.ctx); n != 1 || err != nil {
			t.Errorf("later it rang for %d, %v", n, err)
		}
		if n := h.count(t, "select count(*) from outbox_facts"); n != 4 { // two for the events, two for the rings
			t.Errorf("%d facts", n)
		}
	})
}
