package webhooks

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"laurel/internal/store"
	"laurel/internal/testkit"
)

func TestReceiversThatMisbehave(t *testing.T) {
	t.Parallel()
	inside := newReceiver(t, nil) // nobody may be led here
	cases := map[string]struct {
		answer http.HandlerFunc
		state  DeliveryState
		status int
		code   string
	}{
		"500":             {status(500), Pending, 500, "status"},
		"404":             {status(404), Pending, 404, "status"},
		"204":             {status(204), Delivered, 204, ""},
		"redirects":       {func(w http.ResponseWriter, q *http.Request) { http.Redirect(w, q, inside.URL, 307) }, Pending, 307, "status"},
		"hangs":           {func(_ http.ResponseWriter, q *http.Request) { <-q.Context().Done() }, Pending, 0, "timeout"},
		"breaks off":      {func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, Pending, 0, "broken_connection"},
		"big":             {func(w http.ResponseWriter, _ *http.Request) { noise(w, 400) }, Delivered, 200, ""},
		"never ends":      {func(w http.ResponseWriter, _ *http.Request) { noise(w, 1<<30) }, Delivered, 200, ""},
		"drips":           {drip, Delivered, 200, ""},
		"huge header":     {func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("X", strings.Repeat("x", 1<<20)) }, Pending, 0, "broken_connection"},
		"says it is gone": {status(410), Failed, 410, "endpoint_disabled"},
		"asks for a pause": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Retry-After", "3600")
			w.WriteHeader(429)
		}, Pending, 429, "status"},
	}
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := newHouse(t, db)
		for name, c := range cases {
			t.Run(name, func(t *testing.T) {
				r := newReceiver(t, c.answer)
				shown := h.endpoint(t, r.URL, "standing.changed")
				h.tell(t, "standing.changed", "")
				d, _ := h.only(t, shown.Endpoint.ID)
				began := time.Now()
				h.deliver(t, d.ID)
				if took := time.Since(began); took > 3*time.Second {
					t.Errorf("it took %s", took)
				}
				d, log := h.only(t, shown.Endpoint.ID)
				if d.State != c.state || d.LastStatus != c.status || d.LastError != c.code || d.Attempts != 1 || len(log) != 1 {
					t.Errorf("%+v with log %+v", d, log)
				}
				if c.state == Pending && (d.NextAt == nil || !d.NextAt.After(began)) {
					t.Errorf("the next attempt is at %v", d.NextAt)
				}
				if name == "asks for a pause" && d.NextAt.Sub(began) < 59*time.Minute {
					t.Errorf("the pause ends at %v", d.NextAt)
				}
				if len(log[0].Response) > 500 {
					t.Errorf("kept %d bytes of the answer", len(log[0].Response))
				}
				if _, err := h.Change(h.ctx, shown.Endpoint.ID, off()); err != nil {
					t.Fatal(err)
				}
			})
		}
	})
	if len(inside.messages()) != 0 {
		t.Error("a redirect was followed")
	}
}

func noise(w http.ResponseWriter, kilobytes int) {
	chunk := make([]byte, 1024)
	for range kilobytes {
		if _, err := w.Write(chunk); err != nil {
			return
		}
	}
}

func drip(w http.ResponseWriter, q *http.Request) {
	for q.Context().Err() == nil {
		_, _ = w.Write([]byte("."))
		w.(http.Flusher).Flush()
		time.Sleep(20 * time.Millisecond)
	}
}

func off() EndpointChange {
	state := Disabled
	return EndpointChange{State: &state}
}

func on() EndpointChange {
	state := Active
	return EndpointChange{State: &state}
}

func TestUnreachableAndForbidden(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := newHouse(t, db)
		closed := newReceiver(t, nil)
		closed.Close()
		for _, c := range []struct{ url, code string }{
			{closed.URL, "no_connection"},
			{"http://10.255.255.1/", "address_not_public"},
			{"http://169.254.169.254/latest/meta-data/", "address_not_public"},
			{"http://[::ffff:169.254.169.254]/", "address_not_public"},
			{"http://nobody.invalid/", "name_not_found"},
		} {
			shown := h.endpoint(t, "http://127.0.0.1:9/", "partner.merged")
			// as if the name had been harmless when it was entered, and was turned inside since
			h.exec(t, "update webhook_endpoints set url = ? where id = ?", c.url, shown.Endpoint.ID)
			h.tell(t, "partner.merged", "")
			d, _ := h.only(t, shown.Endpoint.ID)
			h.deliver(t, d.ID)
			if d, _ = h.only(t, shown.Endpoint.ID); d.LastError != c.code && (c.code != "name_not_found" || d.LastError != "timeout") {
				t.Errorf("%s: %+v, want %s", c.url, d, c.code)
			}
			if err := h.Delete(h.ctx, shown.Endpoint.ID); err != nil {
				t.Fatal(err)
			}
		}
	})
}
