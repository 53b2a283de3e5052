package billing

import (
	"context"
	"net/url"
	"strings"
	"testing"
	"time"

	"laurel/internal/actor"
	"laurel/internal/store"
	"laurel/internal/testkit"
	"laurel/internal/web"
)

// door serves billing's routes; the bearer token is the name of the person.
func (w *world) door(t *testing.T) *testkit.Client {
	t.Helper()
	people := map[string]actor.Actor{
		"ann": ann(), "abe": abe(), "bob": bob(), "vera": vendor(),
		"fay": {Kind: actor.Person, ID: "fay", Roles: []string{actor.Finance}},
		"ava": {Kind: actor.Person, ID: "ava", Roles: []string{actor.Auditor}},
		"gus": {Kind: actor.Person, ID: "gus", Roles: []string{actor.Grader}},
		"key": {Kind: actor.Key, ID: "key", Scopes: []string{"headcount:read"}},
	}
	r := web.New(web.Options{
		Log: testkit.Log(t), Now: time.Now, BaseURL: "http://laurel.test",
		Authenticate: func(_ context.Context, bearer string) (actor.Actor, error) {
			if a, ok := people[bearer]; ok {
				return a, nil
			}
			return actor.Actor{}, web.ErrSignedOut
		},
	})
	w.Routes(r)
	return testkit.App(r.Fiber(), "")
}

func TestPacksOverHTTP(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		w := newWorld(t, db)
		c := w.door(t)
		pack := func(more map[string]any) map[string]any {
			body := map[string]any{"exam": "flow", "partner": "ext:A-1", "count": 2, "expires_at": time.Now().Add(time.Hour).UTC().Format(time.RFC3339)}
			for k, v := range more {
				body[k] = v
			}
			return body
		}
		body := pack(nil)
		a := c.As("vera").Call(t, "POST", "/api/v1/voucher-packs", body, "Idempotency-Key: 1").Want(t, 201)
		id := a.Text(t, "id")
		if a.Text(t, "state") != "issued" || len(a.Text(t, "vouchers", 1, "code")) != 23 || a.Header.Get("Location") != "/api/v1/voucher-packs/"+id || a.Get(t, "order") != nil {
			t.Errorf("%s", a.Body)
		}
		again := c.As("vera").Call(t, "POST", "/api/v1/voucher-packs", body, "Idempotency-Key: 1").Refused(t, 409, "already_created")
		if again.Text(t, "id") != id {
			t.Errorf("%s", again.Body)
		}
		c.As("vera").Call(t, "POST", "/api/v1/voucher-packs", pack(map[string]any{"count": 3}), "Idempotency-Key: 1").Refused(t, 422, "idempotency_key_reused")
		c.As("vera").Call(t, "POST", "/api/v1/voucher-packs", body).Refused(t, 422, "idempotency_key_required")
		c.As("vera").Call(t, "POST", "/api/v1/voucher-packs", pack(map[string]any{"count": -1}), "Idempotency-Key: 2").Refused(t, 422, "invalid_input")
		c.As("vera").Call(t, "POST", "/api/v1/voucher-packs", pack(map[string]any{"price": 1}), "Idempotency-Key: 2").Want(t, 422)
		c.As("ann").Call(t, "POST", "/api/v1/voucher-packs", body, "Idempotency-Key: 1").Refused(t, 403, "role_missing")
		c.As("gus").Call(t, "POST", "/api/v1/voucher-packs", body, "Idempotency-Key: 1").Refused(t, 403, "role_missing")
		c.Call(t, "POST", "/api/v1/voucher-packs", body, "Idempotency-Key: 1").Refused(t, 401, "not_signed_in")

		due := c.As("abe").Call(t, "POST", "/api/v1/voucher-packs", pack(map[string]any{"pay_with": "card"}), "Idempotency-Key: 1").Want(t, 201)
		if due.Text(t, "state") != "awaiting_payment" || due.Get(t, "vouchers") != nil || due.Get(t, "order", "total", "amount") != 30000.0 || due.Text(t, "order", "checkout_url") == "" {
			t.Errorf("%s", due.Body)
		}
		same := c.As("abe").Call(t, "POST", "/api/v1/voucher-packs", pack(map[string]any{"pay_with": "card"}), "Idempotency-Key: 1").Want(t, 201)
		if string(same.Body) != string(due.Body) {
			t.Errorf("the repeat says %s, the first %s", same.Body, due.Body)
		}
		c.As("abe").Call(t, "POST", "/api/v1/voucher-packs/"+due.Text(t, "id")+"/codes", nil).Refused(t, 409, "pack_unpaid")
		foreign := c.As("bob").Call(t, "GET", "/api/v1/voucher-packs/"+id, nil).Refused(t, 404, "not_found")
		none := c.As("bob").Call(t, "GET", "/api/v1/voucher-packs/vpk_none", nil).Refused(t, 404, "not_found")
		if strip(t, foreign) != strip(t, none) {
			t.Errorf("%s and %s", foreign.Body, none.Body)
		}

		pool := c.As("abe").Call(t, "GET", "/api/v1/partners/acme/vouchers?limit=1", nil).Want(t, 200)
		if strings.Contains(string(pool.Body), a.Text(t, "vouchers", 0, "code")) || pool.Text(t, "counts", 0, "available") != "2" || pool.Text(t, "next_cursor") == "" {
			t.Errorf("%s", pool.Body)
		}
		rest := c.As("abe").Call(t, "GET", "/api/v1/partners/ext:A-1/vouchers?cursor="+url.QueryEscape(pool.Text(t, "next_cursor")), nil).Want(t, 200)
		if rest.Text(t, "data", 0, "id") != a.Text(t, "vouchers", 1, "id") || rest.Get(t, "next_cursor") != nil {
			t.Errorf("%s", rest.Body)
		}
		foreign = c.As("bob").Call(t, "GET", "/api/v1/partners/acme/vouchers", nil).Refused(t, 404, "not_found")
		none = c.As("bob").Call(t, "GET", "/api/v1/partners/none/vouchers", nil).Refused(t, 404, "not_found")
		if strip(t, foreign) != strip(t, none) {
			t.Errorf("%s and %s", foreign.Body, none.Body)
		}
		c.As("ann").Call(t, "GET", "/api/v1/partners/acme/vouchers", nil).Refused(t, 403, "role_missing")

		voucher := a.Text(t, "vouchers", 0, "id")
		c.As("abe").Call(t, "POST", "/api/v1/vouchers/"+voucher+"/assign", map[string]string{"person": "bob"}).Refused(t, 422, "invalid_input")
		c.As("bob").Call(t, "POST", "/api/v1/vouchers/"+voucher+"/assign", map[string]string{"person": "bob"}).Refused(t, 404, "not_found")
		got := c.As("abe").Call(t, "POST", "/api/v1/vouchers/"+voucher+"/assign", map[string]string{"person": "ann"}).Want(t, 200)
		if got.Text(t, "state") != "assigned" || got.Text(t, "assigned_to") != "ann" {
			t.Errorf("%s", got.Body)
		}
		mine := c.As("ann").Call(t, "GET", "/api/v1/me/vouchers", nil).Want(t, 200)
		if mine.Text(t, "data", 0, "id") != voucher || mine.Get(t, "data", 1) != nil {
			t.Errorf("%s", mine.Body)
		}
		if empty := c.As("bob").Call(t, "GET", "/api/v1/me/vouchers", nil).Want(t, 200); string(empty.Body) == "" || !strings.Contains(string(empty.Body), `"data":[]`) {
			t.Errorf("%s", empty.Body)
		}
	})
}

func TestOrdersOverHTTP(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		w := newWorld(t, db)
		c := w.door(t)
		_, card := w.charged(t, actor.With(t.Context(), ann()), ChargeRequest{PayWith: "card"})
		_, bill := w.charged(t, actor.With(t.Context(), abe()), ChargeRequest{PersonID: "ann", PayWith: "invoice", PartnerID: "acme"})
		path := "/api/v1/orders/" + card.OrderID
		a := c.As("ann").Call(t, "GET", path, nil).Want(t, 200)
		if a.Get(t, "total", "amount") != 15000.0 || a.Get(t, "tax", "amount") != 0.0 || a.Text(t, "tax_note") == "" || a.Text(t, "lines", 0, "product") != "exam:flow" || a.Text(t, "checkout_url") != card.CheckoutURL {
			t.Errorf("%s", a.Body)
		}
		c.As("fay").Call(t, "GET", path, nil).Want(t, 200)
		none := c.As("bob").Call(t, "GET", "/api/v1/orders/ord_none", nil).Refused(t, 404, "not_found")
		for _, who := range []string{"abe", "bob", "gus"} { // what a person pays by card is not the partner's business
			if got := c.As(who).Call(t, "GET", path, nil).Refused(t, 404, "not_found"); strip(t, got) != strip(t, none) {
				t.Errorf("%s: %s", who, got.Body)
			}
		}
		c.As("abe").Call(t, "GET", "/api/v1/orders/"+bill.OrderID, nil).Want(t, 200)
		c.As("key").Call(t, "GET", path, nil).Want(t, 403)

		refund := "/api/v1/orders/" + bill.OrderID + "/refund"
		c.As("ann").Call(t, "POST", refund, map[string]string{"reason": "x"}, "Idempotency-Key: r").Refused(t, 403, "role_missing")
		c.As("fay").Call(t, "POST", refund, map[string]string{"reason": "x"}).Refused(t, 422, "idempotency_key_required")
		c.As("fay").Call(t, "POST", path+"/refund", map[string]string{"reason": "x"}, "Idempotency-Key: q").Refused(t, 409, "nothing_to_refund")
		first := c.As("fay").Call(t, "POST", refund, map[string]string{"reason": "x"}, "Idempotency-Key: r").Want(t, 200)
		if first.Text(t, "policy") != "full_before_start" || first.Text(t, "policy_text") == "" || first.Text(t, "state") != "done" {
			t.Errorf("%s", first.Body)
		}
		again := c.As("fay").Call(t, "POST", refund, map[string]string{"reason": "x"}, "Idempotency-Key: r").Want(t, 200)
		if string(again.Body) != string(first.Body) {
			t.Errorf("%s, then %s", first.Body, again.Body)
		}
		c.As("fay").Call(t, "POST", "/api/v1/orders/"+bill.OrderID+"/payments", map[string]string{"reference": "x"}, "Idempotency-Key: p").Refused(t, 409, "order_not_invoiced")
	})
}

func TestPayingOverHTTP(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		w := newWorld(t, db)
		c := w.door(t)
		_, p := w.charged(t, actor.With(t.Context(), ann()), ChargeRequest{PayWith: "card"})
		link := strings.TrimPrefix(p.CheckoutURL, "http://laurel.test")
		if a := c.Call(t, "GET", link, nil).Want(t, 303); a.Header.Get("Location") != "http://provider.test/"+p.OrderID {
			t.Errorf("to %s", a.Header.Get("Location"))
		}
		c.Call(t, "GET", "/pay/"+p.OrderID, nil).Refused(t, 404, "not_found")
		c.Call(t, "GET", "/pay/"+p.OrderID+"?key=guess", nil).Refused(t, 404, "not_found")
		c.Call(t, "GET", "/pay/"+p.OrderID+"/return?key=guess", nil).Refused(t, 404, "not_found")
		w.provider.fail("find", ErrGateway)
		body := `{"ID":"evt_1","Type":"checkout.paid","Mode":"sandbox","OrderKey":"` + p.OrderID + `"}`
		c.Call(t, "POST", "/api/v1/webhooks/sandbox", body).Refused(t, 503, "payment_provider_unavailable")
		w.provider.fail("find", nil)
		c.Call(t, "POST", "/api/v1/webhooks/sandbox", body).Want(t, 200)
		c.Call(t, "POST", "/api/v1/webhooks/stripe", body).Refused(t, 404, "not_found")
	})
}

// strip is an answer without its request id.
func strip(t *testing.T, a testkit.Answer) string {
	t.Helper()
	return strings.ReplaceAll(string(a.Body), a.Text(t, "request_id"), "")
}
