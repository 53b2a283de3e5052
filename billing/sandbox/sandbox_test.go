package sandbox

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"gorm.io/gorm"

	"laurel/internal/store"
	"laurel/internal/testkit"
	"laurel/internal/web"
)

const (
	apiKey     = "Sandbox-Key: key-of-the-sandbox"
	hookSecret = "secret-of-the-webhooks"
)

// shop hears webhooks and answers with a status of the test's choice.
type shop struct {
	mu     sync.Mutex
	status int
	heard  []string
	signed []string
}

func (s *shop) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.heard, s.signed = append(s.heard, string(body)), append(s.signed, r.Header.Get("Sandbox-Signature"))
	w.WriteHeader(s.status)
}

type bank struct {
	*Service
	*testkit.Client
	db   *store.DB
	shop *shop
}

func newBank(t *testing.T, db *store.DB) *bank {
	t.Helper()
	b := &bank{db: db, shop: &shop{status: 200}}
	hook := httptest.NewServer(b.shop)
	t.Cleanup(hook.Close)
	s, err := New(Deps{
		DB: db, Log: testkit.Log(t), BaseURL: "http://bank.test", Key: "key-of-the-sandbox", WebhookURL: hook.URL,
		WebhookSecret: hookSecret, Client: &http.Client{Timeout: 5 * time.Second}, Pages: os.DirFS("../../assets/sandbox"),
	})
	if err != nil {
		t.Fatal(err)
	}
	r := web.New(web.Options{Log: testkit.Log(t), Now: time.Now, BaseURL: "http://bank.test"})
	s.Routes(r)
	b.Service, b.Client = s, testkit.App(r.Fiber(), "")
	return b
}

func ask(order string, amount int) map[string]any {
	return map[string]any{
		"order_key": order, "description": "An <exam>", "amount": map[string]any{"amount": amount, "currency": "USD"},
		"return_url": "http://shop.test/return", "cancel_url": "http://shop.test/cancel",
	}
}

func key(k string) string { return "Sandbox-Idempotency-Key: " + k }

func (b *bank) opened(t *testing.T, order string) (path string) {
	t.Helper()
	a := b.Call(t, "POST", "/sandbox/v1/sessions", ask(order, 100), apiKey, key(order)).Want(t, 201)
	return strings.TrimPrefix(a.Text(t, "url"), "http://bank.test")
}

func (b *bank) exec(t *testing.T, statement string, args ...any) {
	t.Helper()
	if err := b.db.Tx(t.Context(), func(tx *gorm.DB) error { return tx.Exec(statement, args...).Error }); err != nil {
		t.Fatal(err)
	}
}

func (b *bank) count(t *testing.T, query string) (n int) {
	t.Helper()
	if err := b.db.Read(t.Context(), func(tx *gorm.DB) error { return tx.Raw(query).Scan(&n).Error }); err != nil {
		t.Fatal(err)
	}
	return n
}

func form(values url.Values) (string, string) {
	return values.Encode(), "Content-Type: application/x-www-form-urlencoded"
}

func TestTheAPIOfTheSandbox(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		b := newBank(t, db)
		for _, headers := range [][]string{{key("a")}, {key("a"), "Sandbox-Key: guess"}} {
			b.Call(t, "POST", "/sandbox/v1/sessions", ask("o", 1), headers...).Refused(t, 401, "sandbox_key_wrong")
		}
		b.Call(t, "GET", "/sandbox/v1/sessions?order_key=o", nil).Refused(t, 401, "sandbox_key_wrong")
		b.Call(t, "POST", "/sandbox/v1/refunds", "{}").Refused(t, 401, "sandbox_key_wrong")
		b.Call(t, "POST", "/sandbox/v1/sessions", ask("o", 1), apiKey).Refused(t, 400, "sandbox_request_unreadable")
		b.Call(t, "POST", "/sandbox/v1/sessions", "{", apiKey, key("a")).Refused(t, 400, "sandbox_request_unreadable")
		b.Call(t, "POST", "/sandbox/v1/sessions", `{"surprise":1}`, apiKey, key("a")).Refused(t, 400, "sandbox_request_unreadable")
		for _, change := range []map[string]any{{"order_key": ""}, {"amount": map[string]any{"amount": -1, "currency": "USD"}}, {"amount": map[string]any{"amount": 0, "currency": "USD"}}, {"return_url": "javascript:alert(1)"}} {
			body := ask("o", 1)
			for k, v := range change {
				body[k] = v
			}
			b.Call(t, "POST", "/sandbox/v1/sessions", body, apiKey, key("a")).Refused(t, 422, "sandbox_request_invalid")
		}

		first := b.Call(t, "POST", "/sandbox/v1/sessions", ask("o", 1), apiKey, key("a")).Want(t, 201)
		same := b.Call(t, "POST", "/sandbox/v1/sessions", ask("o", 1), apiKey, key("a")).Want(t, 201)
		if string(first.Body) != string(same.Body) {
			t.Errorf("%s and %s", first.Body, same.Body)
		}
		b.Call(t, "POST", "/sandbox/v1/sessions", ask("o", 2), apiKey, key("a")).Refused(t, 409, "sandbox_key_reused")
		b.exec(t, "update sandbox_keys set created_at = ?", db.Now().Add(-24*time.Hour))
		later := b.Call(t, "POST", "/sandbox/v1/sessions", ask("o", 1), apiKey, key("a")).Want(t, 201)
		if later.Text(t, "id") == first.Text(t, "id") {
			t.Error("the key is remembered for more than a day")
		}
		if got := b.Call(t, "GET", "/sandbox/v1/sessions?order_key=o", nil, apiKey).Want(t, 200); string(got.Body) != string(later.Body) {
			t.Errorf("found %s, want the newest %s", got.Body, later.Body)
		}
		b.Call(t, "GET", "/sandbox/v1/sessions?order_key=none", nil, apiKey).Refused(t, 404, "not_found")

		refund := map[string]any{"order_key": "r", "amount": map[string]any{"amount": 100, "currency": "USD"}}
		b.Call(t, "POST", "/sandbox/v1/refunds", refund, apiKey, key("f")).Refused(t, 404, "not_found")
		page := b.opened(t, "r")
		b.Call(t, "POST", "/sandbox/v1/refunds", refund, apiKey, key("f")).Refused(t, 409, "sandbox_not_paid")
		body, kind := form(url.Values{"card": {"success"}})
		b.Call(t, "POST", page, body, kind).Want(t, 303)
		part := map[string]any{"order_key": "r", "amount": map[string]any{"amount": 99, "currency": "USD"}}
		b.Call(t, "POST", "/sandbox/v1/refunds", part, apiKey, key("f")).Refused(t, 409, "sandbox_not_paid")
		for range 2 {
			if a := b.Call(t, "POST", "/sandbox/v1/refunds", refund, apiKey, key("f")).Want(t, 200); a.Text(t, "status") != "refunded" {
				t.Errorf("%s", a.Body)
			}
		}
		b.Call(t, "POST", "/sandbox/v1/refunds", refund, apiKey, key("another")).Refused(t, 409, "sandbox_not_paid")
	})
}

func TestThePageOfTheSandbox(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		b := newBank(t, db)
		page := b.opened(t, "o")
		a := b.Call(t, "GET", page, nil).Want(t, 200)
		for _, want := range []string{"Sandbox — no real money", "1.00 USD", "An &lt;exam&gt;", `value="lost"`} {
			if !strings.Contains(string(a.Body), want) {
				t.Errorf("%q is missing: %s", want, a.Body)
			}
		}
		for _, bad := range []string{"<script", "style=", "onclick", "http://bank.test/sandbox/pay"} {
			if strings.Contains(string(a.Body), bad) {
				t.Errorf("%q is on the page", bad)
			}
		}
		if css := b.Call(t, "GET", "/sandbox/style.css", nil).Want(t, 200); !strings.HasPrefix(css.Header.Get("Content-Type"), "text/css") {
			t.Errorf("%s", css.Header.Get("Content-Type"))
		}

		var all sync.WaitGroup
		body, kind := form(url.Values{"card": {"success"}})
		for range 20 {
			all.Go(func() {
				if a, err := b.Try("POST", page, body, kind); err != nil || a.Status != 303 {
					t.Errorf("%d, %v", a.Status, err)
				}
			})
		}
		all.Wait()
		if n := b.count(t, "select count(*) from sandbox_events"); n != 1 || len(b.shop.heard) != 1 {
			t.Errorf("twenty clicks made %d events, sent %d times", n, len(b.shop.heard))
		}
	})
}

func TestWebhooksOfTheSandbox(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		b := newBank(t, db)
		b.shop.status = 503
		body, kind := form(url.Values{"card": {"success"}})
		b.Call(t, "POST", b.opened(t, "o"), body, kind).Want(t, 303)
		if len(b.shop.heard) != 1 {
			t.Fatalf("sent %d times", len(b.shop.heard))
		}
		if n, err := b.Deliver(t.Context()); n != 0 || err != nil {
			t.Errorf("sent again at once: %d, %v", n, err)
		}
		b.shop.status = 200
		b.exec(t, "update sandbox_events set due_at = ?", db.Now().Add(-time.Second))
		for i, want := range []int{1, 0} {
			if n, err := b.Deliver(t.Context()); n != want || err != nil {
				t.Errorf("run %d sent %d, %v", i, n, err)
			}
		}
		if len(b.shop.heard) != 2 || b.shop.heard[0] != b.shop.heard[1] || b.shop.signed[0] == "" {
			t.Errorf("heard %v, signed %v", b.shop.heard, b.shop.signed)
		}
		stamp, sum, _ := strings.Cut(strings.TrimPrefix(b.shop.signed[1], "t="), ",v1=")
		h := hmac.New(sha256.New, []byte(hookSecret))
		h.Write([]byte(stamp + "." + b.shop.heard[1]))
		if hex.EncodeToString(h.Sum(nil)) != sum {
			t.Error("the signature does not fit")
		}
	})
}

func TestWebhooksAreGivenUp(t *testing.T) {
	t.Parallel()
	at, total := time.Unix(0, 0), time.Duration(0)
	for n := 1; ; n++ {
		next := again(n, at)
		if next == nil {
			break
		}
		total += next.Sub(at)
	}
	if total < 48*time.Hour || total > 96*time.Hour {
		t.Errorf("given up after %s", total)
	}
}

func TestSecretsAreNeeded(t *testing.T) {
	t.Parallel()
	for _, d := range []Deps{{Key: "short", WebhookSecret: hookSecret}, {Key: "key-of-the-sandbox", WebhookSecret: ""}} {
		d.Pages = os.DirFS("../../assets/sandbox")
		if _, err := New(d); err == nil {
			t.Errorf("%q and %q were accepted", d.Key, d.WebhookSecret)
		}
	}
}
