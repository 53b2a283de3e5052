package sandbox

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strconv"
	"time"

	"laurel/internal/money"
)

// Session is one checkout. Its id is the secret part of the address of its page.
type Session struct {
	ID          string
	OrderKey    string
	Description string
	Amount      int64
	Currency    string
	Status      string
	Failure     string
	ReturnURL   string
	CancelURL   string
	RefundKey   string
	CreatedAt   time.Time
}

// The states of a session.
const (
	open     = "open"
	paid     = "paid"
	refunded = "refunded"
	disputed = "disputed"
)

// Money is the amount with its currency.
func (s Session) Money() money.Money { return money.Money{Amount: s.Amount, Currency: s.Currency} }

// keepKeys is how long an idempotency key is honoured; afterwards the same key opens a second session, as with real providers.
const keepKeys = 24 * time.Hour

// envelope is a webhook's body.
type envelope struct {
	ID      string `json:"id"`
	Type    string `json:"type"`
	Mode    string `json:"mode"`
	Created int64  `json:"created"`
	Data    data   `json:"data"`
}

type data struct {
	Session  string      `json:"session"`
	OrderKey string      `json:"order_key"`
	Status   string      `json:"status"`
	Amount   money.Money `json:"amount"`
}

// about is the text that is kept and sent.
func (e envelope) about(s Session) (string, error) {
	e.Mode, e.Data = "sandbox", data{Session: s.ID, OrderKey: s.OrderKey, Status: s.Status, Amount: s.Money()}
	text, err := json.Marshal(e)
	return string(text), err
}

// sign makes the Sandbox-Signature header: "t=UNIX,v1=HEX" over "t.body".
func sign(secret, body string, at time.Time) string {
	stamp := strconv.FormatInt(at.Unix(), 10)
	h := hmac.New(sha256.New, []byte(secret))
	h.Write([]byte(stamp + "." + body))
	return "t=" + stamp + ",v1=" + hex.EncodeToString(h.Sum(nil))
}

// again is when a webhook that was not taken is sent the next time; after about three days it is given up.
func again(attempts int, at time.Time) *time.Time {
	if attempts > 24 {
		return nil
	}
	next := at.Add(min(time.Second<<min(attempts, 15), 6*time.Hour))
	return &next
}
