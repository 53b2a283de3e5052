package webhooks

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"laurel/internal/actor"
	"laurel/internal/store"
	"laurel/internal/testkit"
	"laurel/internal/web"
)

// callers are who the door knows in these tests, by bearer.
var callers = map[string]actor.Actor{
	"manager":   {Kind: actor.Key, ID: "key_1", Scopes: []string{"webhooks:manage"}},
	"exporter":  {Kind: actor.Key, ID: "key_2", Scopes: []string{"export:read"}},
	"counter":   {Kind: actor.Key, ID: "key_3", Scopes: []string{"catalog:read"}},
	"vendor":    {Kind: actor.Person, ID: "per_1", Roles: []string{actor.VendorAdmin}},
	"auditor":   {Kind: actor.Person, ID: "per_2", Roles: []string{actor.Auditor}},
	"admin-a":   {Kind: actor.Person, ID: "per_3", Partners: map[string][]string{"prt_a": {actor.PartnerAdmin}}},
	"candidate": {Kind: actor.Person, ID: "per_4", Partners: map[string][]string{"prt_a": {actor.Candidate}}},
}

func door(t *testing.T, s *Service) *testkit.Client {
	t.Helper()
	r := web.New(web.Options{
		Log: testkit.Log(t), Now: time.Now, BaseURL: "http://laurel.test", PerMinute: 100_000, Burst: 100_000,
		Authenticate: func(_ context.Context, bearer string) (actor.Actor, error) {
			a, ok := callers[bearer]
			if !ok {
				return actor.Actor{}, web.ErrSignedOut
			}
			return a, nil
		},
	})
	s.Routes(r)
	return testkit.App(r.Fiber(), "manager")
}

const endpoints = "/prm/v1/webhook-endpoints"

func TestRoutesOfEndpoints(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h, r := newHouse(t, db), newReceiver(t, nil)
		c := door(t, h.Service)
		body := map[string]any{"url": r.URL, "types": []string{"headcount.changed"}, "description": "PRM"}
		made := c.Call(t, http.MethodPost, endpoints, body, "Idempotency-Key: one").Want(t, http.StatusCreated)
		id, secret := made.Text(t, "id"), made.Text(t, "secret")
		if !strings.HasPrefix(secret, "whsec_") || made.Header.Get("Location") != endpoints+"/"+id {
			t.Fatalf("%s at %s", made.Body, made.Header.Get("Location"))
		}
		if again := c.Call(t, http.MethodPost, endpoints, body, "Idempotency-Key: one").Refused(t, http.StatusConflict, "already_created"); again.Text(t, "id") != id {
			t.Errorf("the repeat does not name the endpoint: %s", again.Body)
		}
		one := endpoints + "/" + id
		for _, path := range []string{one, endpoints, one + "/deliveries"} {
			if got := c.As("auditor").Call(t, http.MethodGet, path, nil).Want(t, http.StatusOK); strings.Contains(string(got.Body), "whsec_") {
				t.Errorf("GET %s shows the secret", path)
			}
		}
		if got := c.Call(t, http.MethodPatch, one, map[string]any{"types": []string{}, "state": "disabled"}).Want(t, http.StatusOK); got.Text(t, "state") != "disabled" || got.Text(t, "disabled_reason") != "by_request" || string(got.Text(t, "types")) != "[]" {
			t.Errorf("changed to %s", got.Body)
		}
		c.Call(t, http.MethodPost, one+"/test", nil).Refused(t, http.StatusConflict, "endpoint_disabled")
		c.Call(t, http.MethodPatch, one, map[string]any{"state": "active"}).Want(t, http.StatusOK)
		test := c.Call(t, http.MethodPost, one+"/test", nil, "Idempotency-Key: two").Want(t, http.StatusCreated)
		if again := c.Call(t, http.MethodPost, one+"/test", nil, "Idempotency-Key: two").Want(t, http.StatusCreated); again.Text(t, "id") != test.Text(t, "id") {
			t.Errorf("the repeat made %s", again.Body)
		}
		h.deliver(t, test.Text(t, "id"))
		list := c.Call(t, http.MethodGet, one+"/deliveries", nil).Want(t, http.StatusOK)
		if list.Text(t, "data", 0, "state") != "delivered" || list.Text(t, "data", 0, "log", 0, "status") != "200" || list.Get(t, "data", 1) != nil {
			t.Errorf("deliveries %s", list.Body)
		}
		replay := one + "/deliveries/" + test.Text(t, "id") + "/replay"
		if got := c.Call(t, http.MethodPost, replay, nil).Want(t, http.StatusOK); got.Text(t, "state") != "pending" || got.Text(t, "log", 0, "number") != "1" {
			t.Errorf("replay %s", got.Body)
		}
		rotated := c.Call(t, http.MethodPost, one+"/rotate", nil, "Idempotency-Key: three").Want(t, http.StatusOK)
		if s := rotated.Text(t, "secret"); s == secret || !strings.HasPrefix(s, "whsec_") {
			t.Errorf("rotated to %s", rotated.Body)
		}
		c.Call(t, http.MethodPost, one+"/rotate", nil, "Idempotency-Key: three").Refused(t, http.StatusConflict, "already_created")
		c.Call(t, http.MethodDelete, one, nil).Want(t, http.StatusNoContent)
		gone := c.Call(t, http.MethodGet, one, nil).Refused(t, http.StatusNotFound, "no_endpoint")
		never := c.Call(t, http.MethodGet, endpoints+"/whe_never", nil).Refused(t, http.StatusNotFound, "no_endpoint")
		if strip(gone) != strip(never) {
			t.Errorf("a deleted endpoint answers %s, one that never was %s", gone.Body, never.Body)
		}
		c.Call(t, http.MethodDelete, one, nil).Refused(t, http.StatusNotFound, "no_endpoint")
		c.Call(t, http.MethodPost, replay, nil).Refused(t, http.StatusNotFound, "no_endpoint")
	})
}

// strip takes the request id out of a problem document.
func strip(a testkit.Answer) string {
	before, rest, _ := strings.Cut(string(a.Body), `"request_id":"`)
	_, after, _ := strings.Cut(rest, `"`)
	return before + after
}

func TestRoutesRefuse(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := newHouse(t, db)
		c := door(t, h.Service)
		shown := h.endpoint(t, "http://127.0.0.1:9/")
		other := h.endpoint(t, "http://127.0.0.1:9/")
		h.tell(t, "standing.changed", "prt_a")
		d, _ := h.only(t, shown.Endpoint.ID)
		for _, r := range []struct {
			name, as, method, path string
			body                   any
			status                 int
			code                   string
		}{
			{"nobody", "", "GET", endpoints, nil, 401, "not_signed_in"},
			{"another scope", "counter", "GET", endpoints, nil, 403, "scope_missing"},
			{"the feed's scope", "exporter", "POST", endpoints, map[string]any{"url": "https://a.example/"}, 403, "scope_missing"},
			{"an auditor changes nothing", "auditor", "DELETE", endpoints + "/" + shown.Endpoint.ID, nil, 403, "role_missing"},
			{"a partner's administrator", "admin-a", "GET", endpoints, nil, 403, "role_missing"},
			{"a candidate reads the feed", "candidate", "GET", "/prm/v1/changes", nil, 403, "role_missing"},
			{"no URL", "manager", "POST", endpoints, map[string]any{}, 422, "invalid_input"},
			{"an inner URL", "manager", "POST", endpoints, map[string]any{"url": "https://169.254.169.254/"}, 422, "invalid_input"},
			{"an unknown type", "manager", "POST", endpoints, map[string]any{"url": "https://a.example/", "types": []string{"all"}}, 422, "invalid_input"},
			{"an unknown member", "manager", "POST", endpoints, map[string]any{"url": "https://a.example/", "secret": "mine"}, 422, "invalid_input"},
			{"null types", "manager", "POST", endpoints, `{"url": "https://a.example/", "types": null}`, 422, "invalid_input"},
			{"a state of ours", "manager", "PATCH", endpoints + "/" + shown.Endpoint.ID, map[string]any{"state": "deleted"}, 422, "invalid_input"},
			{"an inner URL later", "manager", "PATCH", endpoints + "/" + shown.Endpoint.ID, map[string]any{"url": "https://10.0.0.1/"}, 422, "invalid_input"},
			{"a delivery of another endpoint", "manager", "POST", endpoints + "/" + other.Endpoint.ID + "/deliveries/" + d.ID + "/replay", nil, 404, "no_delivery"},
			{"a garbled cursor", "exporter", "GET", "/prm/v1/changes?cursor=abc", nil, 422, "cursor_invalid"},
			{"an expired cursor", "exporter", "GET", "/prm/v1/changes?cursor=" + cursor{Place: 77}.text(), nil, 410, "cursor_expired"},
			{"an unknown type in the filter", "exporter", "GET", "/prm/v1/changes?types=headcount", nil, 422, "invalid_input"},
		} {
			t.Run(r.name, func(t *testing.T) {
				before := h.count(t, "select count(*) from audit_entries")
				c.As(r.as).Call(t, r.method, r.path, r.body).Refused(t, r.status, r.code)
				if h.count(t, "select count(*) from audit_entries") != before {
					t.Error("something changed")
				}
			})
		}
	})
}

func TestRouteOfTheFeed(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := newHouse(t, db)
		c := door(t, h.Service).As("exporter")
		empty := c.Call(t, "GET", "/prm/v1/changes", nil).Want(t, 200)
		if fmt.Sprint(empty.Get(t, "data")) != "[]" || empty.Text(t, "next_cursor") == "" {
			t.Errorf("an empty feed: %s", empty.Body)
		}
		event := h.tell(t, "headcount.changed", "prt_a")
		h.tell(t, "standing.changed", "prt_b")
		page := c.Call(t, "GET", "/prm/v1/changes?limit=1&cursor="+empty.Text(t, "next_cursor"), nil).Want(t, 200)
		if page.Text(t, "data", 0, "id") != event || page.Text(t, "data", 0, "data", "count") != "3" || page.Text(t, "has_more") != "true" {
			t.Errorf("the first page: %s", page.Body)
		}
		rest := c.Call(t, "GET", "/prm/v1/changes?cursor="+page.Text(t, "next_cursor"), nil).Want(t, 200)
		if rest.Text(t, "data", 0, "sequence") != "2" || rest.Text(t, "has_more") != "false" {
			t.Errorf("the rest: %s", rest.Body)
		}
		mine := c.As("admin-a").Call(t, "GET", "/prm/v1/changes", nil).Want(t, 200)
		if mine.Text(t, "data", 0, "partner") != "prt_a" || mine.Get(t, "data", 1) != nil {
			t.Errorf("an administrator sees %s", mine.Body)
		}
	})
}

func TestFiftyEndpointsAtMost(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := newHouse(t, db)
		for range mostEndpoints {
			h.endpoint(t, "http://127.0.0.1:9/")
		}
		c := door(t, h.Service)
		c.Call(t, "POST", endpoints, map[string]any{"url": "https://a.example/"}).Refused(t, 409, "too_many_endpoints")
		first := c.Call(t, "GET", endpoints+"?limit=30", nil).Want(t, 200)
		second := c.Call(t, "GET", endpoints+"?limit=30&cursor="+first.Text(t, "next_cursor"), nil).Want(t, 200)
		if second.Get(t, "data", 19) == nil || second.Get(t, "data", 20) != nil || second.Get(t, "next_cursor") != nil {
			t.Errorf("the second page: %s", second.Body)
		}
	})
}
