package billing

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"time"

	"laurel/internal/money"
)

// Gateway is a payment provider. The key of an order goes with every call, so that a call repeated after a lost answer
// is the same charge; after a day a provider forgets keys, which is why Find comes before CreateCheckout when asked again.
type Gateway interface {
	Name() string
	CreateCheckout(ctx context.Context, c Checkout) (Session, error)
	Find(ctx context.Context, orderKey string) (Session, error) // ErrNoSession when the provider never heard of it
	Refund(ctx context.Context, orderKey, refundKey string, amount money.Money) (Session, error)
	Hear(header func(name string) string, body []byte, at time.Time) (Notice, error) // ErrSignature, ErrNotice
	Mode() string                                                                    // what Notice.Mode must say
}

// Checkout asks for a hosted page on which one order is paid.
type Checkout struct {
	OrderKey    string
	Description string
	Amount      money.Money
	ReturnURL   string
	CancelURL   string
}

// Sandbox speaks to the sandbox provider over HTTP. Several webhook secrets are allowed while one is being replaced.
type Sandbox struct {
	BaseURL        string
	Key            string
	WebhookSecrets []string
	Client         *http.Client // with a time limit
}

// Name is the last part of the webhook's path.
func (Sandbox) Name() string { return "sandbox" }

// Mode is never live.
func (Sandbox) Mode() string { return "sandbox" }

type wireSession struct {
	ID       string      `json:"id"`
	OrderKey string      `json:"order_key"`
	URL      string      `json:"url"`
	Status   string      `json:"status"`
	Amount   money.Money `json:"amount"`
}

// CreateCheckout opens the hosted page.
func (g Sandbox) CreateCheckout(ctx context.Context, c Checkout) (Session, error) {
	return g.call(ctx, question{http.MethodPost, "/sandbox/v1/sessions", c.OrderKey, map[string]any{
		"order_key": c.OrderKey, "description": c.Description, "amount": c.Amount, "return_url": c.ReturnURL, "cancel_url": c.CancelURL,
	}})
}

// Find asks for the newest checkout of an order.
func (g Sandbox) Find(ctx context.Context, orderKey string) (Session, error) {
	return g.call(ctx, question{http.MethodGet, "/sandbox/v1/sessions?order_key=" + url.QueryEscape(orderKey), "", nil})
}

// Refund sends the money back.
func (g Sandbox) Refund(ctx context.Context, orderKey, refundKey string, amount money.Money) (Session, error) {
	return g.call(ctx, question{http.MethodPost, "/sandbox/v1/refunds", refundKey, map[string]any{"order_key": orderKey, "amount": amount}})
}

// Hear checks and reads a webhook.
func (g Sandbox) Hear(header func(string) string, body []byte, at time.Time) (Notice, error) {
	if err := (Signed{header("Sandbox-Signature"), body}).Verify(g.WebhookSecrets, at); err != nil {
		return Notice{}, err
	}
	var wire struct {
		ID   string `json:"id"`
		Type string `json:"type"`
		Mode string `json:"mode"`
		Data struct {
			OrderKey string       `json:"order_key"`
			Amount   *money.Money `json:"amount"`
		} `json:"data"`
	}
	if err := json.Unmarshal(body, &wire); err != nil || wire.ID == "" {
		return Notice{}, ErrNotice.Because(err)
	}
	return Notice{ID: wire.ID, Type: wire.Type, Mode: wire.Mode, OrderKey: wire.Data.OrderKey, Amount: wire.Data.Amount}, nil
}

type question struct {
	method, path, key string
	body              map[string]any
}

func (g Sandbox) request(ctx context.Context, q question) (*http.Request, error) {
	var payload []byte
	if q.body != nil {
		var err error
		if payload, err = json.Marshal(q.body); err != nil {
			return nil, err
		}
	}
	req, err := http.NewRequestWithContext(ctx, q.method, g.BaseURL+q.path, bytes.NewReader(payload))
	if err != nil {
		return nil, err
	}
	req.Header.Set("Sandbox-Key", g.Key)
	if q.body != nil {
		req.Header.Set("Content-Type", "application/json")
		req.Header.Set("Sandbox-Idempotency-Key", q.key)
	}
	return req, nil
}

// call speaks JSON. Whatever is not a clear answer is ErrGateway: the same call may be made again.
func (g Sandbox) call(ctx context.Context, q question) (Session, error) {
	req, err := g.request(ctx, q)
	if err != nil {
		return Session{}, ErrGateway.Because(err)
	}
	res, err := g.Client.Do(req)
	if err != nil {
		return Session{}, ErrGateway.Because(err).After(5 * time.Second)
	}
	defer func() { _ = res.Body.Close() }()
	answer, err := io.ReadAll(io.LimitReader(res.Body, 1<<20))
	if err != nil {
		return Session{}, ErrGateway.Because(err).After(5 * time.Second)
	}
	if res.StatusCode == http.StatusNotFound && q.method == http.MethodGet {
		return Session{}, ErrNoSession
	}
	var wire wireSession
	if res.StatusCode/100 != 2 || json.Unmarshal(answer, &wire) != nil || wire.OrderKey == "" {
		return Session{}, ErrGateway.Because(errors.New("sandbox answered " + res.Status)).After(5 * time.Second)
	}
	return Session{Ref: wire.ID, OrderKey: wire.OrderKey, URL: wire.URL, Status: SessionStatus(wire.Status), Amount: wire.Amount}, nil
}
