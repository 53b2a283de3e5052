package billing

import (
	"time"

	"laurel/internal/money"
)

// SessionStatus is what the provider says about a checkout.
type SessionStatus string

// What a provider may say.
const (
	SessionOpen     SessionStatus = "open"
	SessionPaid     SessionStatus = "paid"
	SessionRefunded SessionStatus = "refunded"
	SessionDisputed SessionStatus = "disputed"
)

// State is the order's state that follows; empty for words we do not know.
func (s SessionStatus) State() State {
	switch s {
	case SessionOpen:
		return Awaiting
	case SessionPaid:
		return Paid
	case SessionRefunded:
		return Refunded
	case SessionDisputed:
		return Disputed
	default:
		return ""
	}
}

// Session is the provider's word on one order, fetched and not heard.
type Session struct {
	Ref      string
	OrderKey string
	URL      string
	Status   SessionStatus
	Amount   money.Money
	AskedAt  time.Time // when we asked; an answer to an earlier question never undoes a later one
}

// Fits tells whether the session is about exactly this order's money.
func (s Session) Fits(o Order) bool { return s.OrderKey == o.ID && s.Amount == o.Money() }

// Against is the reason for which the provider's word cannot be followed; empty when it can.
func (s Session) Against(o Order) string {
	to := s.Status.State()
	switch {
	case !s.Fits(o):
		return wrongAmount
	case to == "":
		return unknownStatus
	case o.State != to && to != Awaiting && Path(o.State, to) == nil:
		return illegalStep
	default:
		return ""
	}
}

// Notice is a message of the provider: a hint that something happened, believed only after asking back.
type Notice struct {
	ID       string
	Type     string
	Mode     string
	OrderKey string
	Amount   *money.Money
}

// askAfter is how long an order may be without word before the provider is asked; doubled with every time, an hour at most.
const askAfter = 2 * time.Minute

// NextAsk is the moment to ask for the n-th time.
func NextAsk(asks int, at time.Time) time.Time {
	wait := askAfter << min(max(asks, 0), 5)
	return at.Add(min(wait, time.Hour))
}

// Reasons for which a message of the provider is put aside for people to look at.
const (
	aboutNobody   = "unknown_order"
	unknownType   = "unknown_type"
	wrongMode     = "wrong_mode"
	wrongAmount   = "amount_mismatch"
	illegalStep   = "illegal_transition"
	unknownStatus = "unknown_status"
)
