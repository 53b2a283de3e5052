package billing

import (
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"laurel/billing/sandbox"
	"laurel/internal/actor"
	"laurel/internal/store"
	"laurel/internal/testkit"
	"laurel/internal/web"
)

// street is billing and the sandbox provider, meeting over real HTTP and nowhere else.
type street struct {
	*world
	bank    *sandbox.Service
	base    string
	browser *http.Client
}

func newStreet(t *testing.T, db *store.DB) *street {
	t.Helper()
	w := newWorld(t, db)
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	client := &http.Client{Timeout: 10 * time.Second, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	s := &street{world: w, base: "http://" + listener.Addr().String(), browser: client}
	s.bank, err = sandbox.New(sandbox.Deps{
		DB: db, Log: testkit.Log(t), BaseURL: s.base, Key: "sandbox-key-of-the-test", WebhookURL: s.base + "/api/v1/webhooks/sandbox",
		WebhookSecret: "webhook-secret-of-the-test", Client: client, Pages: os.DirFS("../assets/sandbox"),
	})
	if err != nil {
		t.Fatal(err)
	}
	w.baseURL = s.base
	w.gateway = Sandbox{BaseURL: s.base, Key: "sandbox-key-of-the-test", WebhookSecrets: []string{"the-next-secret", "webhook-secret-of-the-test"}, Client: client}
	r := web.New(web.Options{Log: testkit.Log(t), Now: time.Now, BaseURL: s.base})
	w.Routes(r)
	s.bank.Routes(r)
	go func() { _ = r.Fiber().Listener(listener) }()
	t.Cleanup(func() { _ = r.Fiber().Shutdown() })
	return s
}

func (s *street) get(t *testing.T, address string) (*http.Response, string) {
	t.Helper()
	return read(t, func() (*http.Response, error) { return s.browser.Get(address) })
}

func (s *street) pay(t *testing.T, page, card string) (*http.Response, string) {
	t.Helper()
	return read(t, func() (*http.Response, error) { return s.browser.PostForm(page, url.Values{"card": {card}}) })
}

func read(t *testing.T, do func() (*http.Response, error)) (*http.Response, string) {
	t.Helper()
	res, err := do()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res, string(text)
}

// open charges ann by card and follows the link to the provider's page.
func (s *street) open(t *testing.T) (r ChargeRequest, p Payment, page string) {
	t.Helper()
	r, p = s.charged(t, actor.With(t.Context(), ann()), ChargeRequest{PayWith: "card"})
	res, text := s.get(t, p.CheckoutURL)
	page = res.Header.Get("Location")
	if res.StatusCode != 303 || !strings.HasPrefix(page, s.base+"/sandbox/pay/ses_") {
		t.Fatalf("%d to %q: %s", res.StatusCode, page, text)
	}
	return r, p, page
}

func (s *street) state(t *testing.T, p Payment) string {
	t.Helper()
	return s.text(t, "select state from orders where id = ?", p.OrderID)
}

func (s *street) deliver(t *testing.T) {
	t.Helper()
	if _, err := s.bank.Deliver(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func TestPayingAtTheSandbox(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		s := newStreet(t, db)
		back := func(p Payment) string {
			return s.base + "/pay/" + p.OrderID + "/return?key=" + s.keys.linkKey(p.OrderID)
		}

		t.Run("a card that pays", func(t *testing.T) {
			r, p, page := s.open(t)
			res, text := s.get(t, page)
			if res.StatusCode != 200 || !strings.Contains(text, "Sandbox — no real money") || !strings.Contains(text, "150.00 USD") || strings.Contains(text, "<script") {
				t.Fatalf("%d: %s", res.StatusCode, text)
			}
			for range 2 { // the button pressed twice
				if res, text := s.pay(t, page, "success"); res.StatusCode != 303 || res.Header.Get("Location") != back(p) {
					t.Fatalf("%d to %s: %s", res.StatusCode, res.Header.Get("Location"), text)
				}
			}
			if got := s.state(t, p); got != "paid" {
				t.Errorf("the order is %s before anybody came back", got)
			}
			if res, _ := s.get(t, back(p)); res.Header.Get("Location") != s.base+"/app/registrations/"+r.RegistrationID+"?order="+p.OrderID {
				t.Errorf("back to %s", res.Header.Get("Location"))
			}
			if n := s.count(t, "select count(*) from payment_events where order_id = ?", p.OrderID); n != 1 {
				t.Errorf("%d events", n)
			}
			if err := s.admit(t.Context(), r.RegistrationID); err != nil {
				t.Errorf("admit: %v", err)
			}
		})
		for card, words := range map[string]string{"decline": "declined this card", "insufficient": "not enough money"} {
			t.Run("a card refused: "+card, func(t *testing.T) {
				_, p, page := s.open(t)
				if res, text := s.pay(t, page, card); res.StatusCode != 200 || !strings.Contains(text, words) || !strings.Contains(text, `role="alert"`) {
					t.Fatalf("%d: %s", res.StatusCode, text)
				}
				if got := s.state(t, p); got != "awaiting_payment" {
					t.Errorf("the order is %s", got)
				}
				s.pay(t, page, "success")
				if got := s.state(t, p); got != "paid" {
					t.Errorf("after another card the order is %s", got)
				}
			})
		}
		t.Run("a card that is not there", func(t *testing.T) {
			_, p, page := s.open(t)
			if res, _ := s.pay(t, page, "gold"); res.StatusCode != 400 {
				t.Errorf("%d", res.StatusCode)
			}
			if res, _ := s.pay(t, s.base+"/sandbox/pay/ses_none", "success"); res.StatusCode != 404 {
				t.Errorf("%d", res.StatusCode)
			}
			if got := s.state(t, p); got != "awaiting_payment" {
				t.Errorf("the order is %s", got)
			}
		})
		t.Run("a late webhook", func(t *testing.T) {
			_, p, page := s.open(t)
			s.pay(t, page, "delayed")
			s.deliver(t)
			if got := s.state(t, p); got != "awaiting_payment" {
				t.Errorf("the order is %s before the news", got)
			}
			s.exec(t, "update sandbox_events set due_at = ? where due_at is not null", db.Now().Add(-time.Second))
			s.deliver(t)
			if got := s.state(t, p); got != "paid" {
				t.Errorf("the order is %s after the news", got)
			}
		})
		t.Run("a webhook three times", func(t *testing.T) {
			_, p, page := s.open(t)
			s.pay(t, page, "duplicate")
			if got := s.count(t, "select count(*) from payment_events where order_id = ?", p.OrderID); got != 1 || s.state(t, p) != "paid" {
				t.Errorf("%d events, the order is %s", got, s.state(t, p))
			}
			if n := s.count(t, "select count(*) from ledger_entries where order_id = ?", p.OrderID); n != 1 {
				t.Errorf("%d rows in the ledger", n)
			}
		})
		t.Run("a lost webhook is reconciled", func(t *testing.T) {
			_, p, page := s.open(t)
			s.pay(t, page, "lost")
			s.deliver(t)
			if got := s.state(t, p); got != "awaiting_payment" {
				t.Errorf("the order is %s without news", got)
			}
			s.exec(t, "update payments set next_ask_at = ? where order_id = ?", db.Now().Add(-time.Second), p.OrderID)
			if n, err := s.Reconcile(t.Context()); n != 1 || err != nil {
				t.Errorf("asked about %d, %v", n, err)
			}
			if got := s.state(t, p); got != "paid" {
				t.Errorf("the order is %s after asking", got)
			}
		})
		t.Run("a lost webhook, and the buyer comes back", func(t *testing.T) {
			_, p, page := s.open(t)
			s.pay(t, page, "lost")
			s.get(t, back(p))
			if got := s.state(t, p); got != "paid" {
				t.Errorf("the order is %s", got)
			}
		})
		t.Run("a dispute, then won", func(t *testing.T) {
			r, p, page := s.open(t)
			s.pay(t, page, "dispute")
			if got := s.state(t, p); got != "disputed" {
				t.Errorf("the order is %s", got)
			}
			if err := s.admit(t.Context(), r.RegistrationID); !errors.Is(err, ErrNotEntitled) {
				t.Errorf("admitted: %v", err)
			}
			if _, text := s.get(t, page); !strings.Contains(text, "Let the bank decide for the seller") {
				t.Errorf("%s", text)
			}
			read(t, func() (*http.Response, error) { return s.browser.PostForm(page, url.Values{"dispute": {"won"}}) })
			if got := s.state(t, p); got != "paid" {
				t.Errorf("the order is %s", got)
			}
			if err := s.admit(t.Context(), r.RegistrationID); err != nil {
				t.Errorf("not admitted: %v", err)
			}
		})
		t.Run("a refund", func(t *testing.T) {
			_, p, page := s.open(t)
			s.pay(t, page, "success")
			got, err := s.Refund(actor.With(t.Context(), vendor()), p.OrderID, "x")
			if err != nil || got.State != refundDone {
				t.Fatalf("%+v, %v", got, err)
			}
			s.deliver(t) // the provider tells what we know already
			if n := s.count(t, "select count(*) from ledger_entries where order_id = ? and kind = 'refund' and amount = -15000", p.OrderID); n != 1 || s.state(t, p) != "refunded" {
				t.Errorf("%d refunds, the order is %s", n, s.state(t, p))
			}
			if res, text := s.get(t, page); res.StatusCode != 200 || !strings.Contains(text, "This checkout is closed") {
				t.Errorf("%d: %s", res.StatusCode, text)
			}
		})
		t.Run("a call repeated a day later finds the first checkout", func(t *testing.T) {
			_, p, page := s.open(t)
			s.exec(t, "update sandbox_keys set created_at = ?", db.Now().Add(-25*time.Hour)) // the provider forgot the key
			s.exec(t, "update payments set checkout_url = '' where order_id = ?", p.OrderID) // and we never got its answer
			if res, _ := s.get(t, p.CheckoutURL); res.Header.Get("Location") != page {
				t.Errorf("%s, then %s", page, res.Header.Get("Location"))
			}
			if n := s.count(t, "select count(*) from sandbox_sessions where order_key = ?", p.OrderID); n != 1 {
				t.Errorf("%d checkouts", n)
			}
		})
		if n := s.count(t, "select count(*) from payment_quarantine"); n != 0 {
			t.Errorf("%d messages were put aside", n)
		}
	})
}

func TestForgedWebhooksOverHTTP(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		s := newStreet(t, db)
		_, p, page := s.open(t)
		s.pay(t, page, "lost") // paid at the provider, so that only the signature stands between a forger and the order
		body := s.text(t, "select body from sandbox_events limit 1")
		now := db.Now().Unix()
		stamp := strconv.FormatInt(now, 10)
		signed := func(secret string, at int64) string {
			return "t=" + strconv.FormatInt(at, 10) + ",v1=" + v1(secret, strconv.FormatInt(at, 10)+"."+body)
		}
		send := func(header, body string) int {
			req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.base+"/api/v1/webhooks/sandbox", strings.NewReader(body))
			if err != nil {
				t.Fatal(err)
			}
			req.Header.Set("Sandbox-Signature", header)
			res, _ := read(t, func() (*http.Response, error) { return s.browser.Do(req) })
			return res.StatusCode
		}
		for name, c := range map[string][2]string{
			"unsigned":      {"", body},
			"wrong secret":  {signed("guess", now), body},
			"changed body":  {signed("webhook-secret-of-the-test", now), strings.Replace(body, "15000", "15001", 1)},
			"six minutes":   {signed("webhook-secret-of-the-test", now-360), body},
			"not even JSON": {"t=" + stamp + ",v1=" + v1("webhook-secret-of-the-test", stamp+".nonsense"), "nonsense"},
		} {
			if got := send(c[0], c[1]); got != 400 {
				t.Errorf("%s: %d", name, got)
			}
			if got := s.state(t, p); got != "awaiting_payment" {
				t.Errorf("%s: the order is %s", name, got)
			}
		}
		for range 2 {
			if got := send(signed("webhook-secret-of-the-test", now), body); got != 200 {
				t.Errorf("a good one: %d", got)
			}
		}
		if got := s.state(t, p); got != "paid" {
			t.Errorf("the order is %s", got)
		}
	})
}
