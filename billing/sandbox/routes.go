package sandbox

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"

	"github.com/gofiber/fiber/v2"

	"laurel/internal/money"
	"laurel/internal/web"
)

// Routes is the table of the provider's API and pages. Callers of the API show its key; pages are opened by their secret address.
func (s *Service) Routes(r *web.Router) {
	h := routes{s}
	page := func(method, path, id, summary string, do fiber.Handler) {
		web.Page(r, web.Op{Method: method, Path: path, ID: id, Summary: summary, Tag: "Sandbox provider", Rights: web.Public(), MaxBody: 64 << 10}, do)
	}
	page(http.MethodPost, "/sandbox/v1/sessions", "sandbox-create-session", "Sandbox: open a checkout", h.create)
	page(http.MethodGet, "/sandbox/v1/sessions", "sandbox-find-session", "Sandbox: the newest checkout of an order", h.find)
	page(http.MethodPost, "/sandbox/v1/refunds", "sandbox-refund", "Sandbox: give the money back", h.refund)
	page(http.MethodGet, "/sandbox/pay/{session}", "sandbox-page", "Sandbox: the payment page", h.page)
	page(http.MethodPost, "/sandbox/pay/{session}", "sandbox-pay", "Sandbox: use a test card", h.pay)
	page(http.MethodGet, "/sandbox/style.css", "sandbox-style", "Sandbox: how the page looks", h.style)
}

type routes struct{ sandbox *Service }

// caller refuses whoever does not show the key, in a time that tells nothing.
func (h routes) caller(c *fiber.Ctx) error {
	given, want := sha256.Sum256([]byte(c.Get("Sandbox-Key"))), sha256.Sum256([]byte(h.sandbox.key))
	if !hmac.Equal(given[:], want[:]) {
		return ErrKey
	}
	return nil
}

type askIn struct {
	OrderKey    string      `json:"order_key"`
	Description string      `json:"description"`
	Amount      money.Money `json:"amount"`
	ReturnURL   string      `json:"return_url"`
	CancelURL   string      `json:"cancel_url"`
}

type sessionOut struct {
	ID       string      `json:"id"`
	OrderKey string      `json:"order_key"`
	URL      string      `json:"url"`
	Status   string      `json:"status"`
	Amount   money.Money `json:"amount"`
}

func (h routes) view(s Session) sessionOut {
	return sessionOut{ID: s.ID, OrderKey: s.OrderKey, URL: h.sandbox.baseURL + "/sandbox/pay/" + s.ID, Status: s.Status, Amount: s.Money()}
}

func decode(c *fiber.Ctx, v any) (key, fingerprint string, err error) {
	key = strings.Clone(c.Get("Sandbox-Idempotency-Key"))
	d := json.NewDecoder(bytes.NewReader(web.Body(c)))
	d.DisallowUnknownFields()
	if key == "" || len(key) > 255 || d.Decode(v) != nil {
		return "", "", ErrRequest
	}
	sum := sha256.Sum256(web.Body(c))
	return key, hex.EncodeToString(sum[:]), nil
}

func (h routes) create(c *fiber.Ctx) error {
	if err := h.caller(c); err != nil {
		return err
	}
	var in askIn
	key, fingerprint, err := decode(c, &in)
	if err != nil {
		return err
	}
	if in.OrderKey == "" || in.Amount.Validate() != nil || in.Amount.Amount == 0 || !address(in.ReturnURL) || !address(in.CancelURL) {
		return ErrInput
	}
	s, err := h.sandbox.Create(c.UserContext(), key, fingerprint, Session{
		OrderKey: in.OrderKey, Description: in.Description, Amount: in.Amount.Amount, Currency: in.Amount.Currency, ReturnURL: in.ReturnURL, CancelURL: in.CancelURL,
	})
	if err != nil {
		return err
	}
	return c.Status(http.StatusCreated).JSON(h.view(s))
}

func address(text string) bool {
	u, err := url.Parse(text)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != ""
}

func (h routes) find(c *fiber.Ctx) error {
	if err := h.caller(c); err != nil {
		return err
	}
	s, err := h.sandbox.find(c.UserContext(), "order_key", strings.Clone(c.Query("order_key")))
	if err != nil {
		return err
	}
	return c.JSON(h.view(s))
}

func (h routes) refund(c *fiber.Ctx) error {
	if err := h.caller(c); err != nil {
		return err
	}
	var in struct {
		OrderKey string      `json:"order_key"`
		Amount   money.Money `json:"amount"`
	}
	key, _, err := decode(c, &in)
	if err != nil {
		return err
	}
	s, err := h.sandbox.Refund(c.UserContext(), in.OrderKey, key, in.Amount)
	if err != nil {
		return err
	}
	return c.JSON(h.view(s))
}
