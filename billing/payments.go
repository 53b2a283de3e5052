package billing

import (
	"context"
	"time"

	"gorm.io/gorm"

	"laurel/internal/audit"
	"laurel/internal/id"
	"laurel/internal/money"
)

// payment is the intention to charge an order and what the provider made of it: one row per order.
type payment struct {
	ID          string
	OrderID     string
	Provider    string
	ProviderRef string
	CheckoutURL string
	Reference   string
	Amount      int64
	Currency    string
	State       string
	Asks        int
	CreatedAt   time.Time
	ChangedAt   time.Time
}

const paymentColumns = "id, order_id, provider, provider_ref, checkout_url, reference, amount, currency, state, asks, created_at, changed_at"

// ask fetches the provider's word on an order and follows it.
func (s *Service) ask(ctx context.Context, orderID string) error {
	session, err := s.fetch(ctx, orderID)
	if err != nil {
		return err
	}
	return s.db.Tx(ctx, func(tx *gorm.DB) error {
		o, err := s.orderBy(ctx, tx, "id", orderID)
		if err != nil {
			return err
		}
		_, err = s.believe(ctx, tx, aside{order: o}, session)
		return err
	})
}

func (s *Service) fetch(ctx context.Context, orderID string) (Session, error) {
	asked := s.db.Now()
	session, err := s.gateway.Find(ctx, orderID)
	session.AskedAt = asked
	return session, err
}

// believe brings an order to what the provider says, if it is about this order's money and a legal step; otherwise the
// message is put aside, nothing is fulfilled, and the provider is not asked any more. Returns the reason, empty when the
// order stands where the provider says.
func (s *Service) believe(ctx context.Context, tx *gorm.DB, a aside, session Session) (string, error) {
	o, to := a.order, session.Status.State()
	var newer int
	err := tx.WithContext(ctx).Raw("select count(*) from payments where order_id = ? and heard_at > ?", o.ID, session.AskedAt).Scan(&newer).Error
	if err != nil || newer > 0 {
		return "", err
	}
	if a.reason = session.Against(o); a.reason != "" {
		if err := tx.WithContext(ctx).Exec("update payments set next_ask_at = null where order_id = ?", o.ID).Error; err != nil {
			return "", err
		}
		return a.reason, s.putAside(ctx, tx, a)
	}
	if to == Awaiting {
		return "", nil
	}
	var next *time.Time // money that came is compared with the provider every day, for a dispute or a refund may go unheard too
	if to != Refunded {
		day := s.db.Now().Add(24 * time.Hour)
		next = &day
	}
	r := tx.WithContext(ctx).Exec(`update payments set provider_ref = ?, state = ?, heard_at = ?, next_ask_at = ?, changed_at = ?
		where order_id = ? and (heard_at is null or heard_at <= ?)`,
		session.Ref, session.Status, session.AskedAt, next, s.db.Now(), o.ID, session.AskedAt)
	if r.Error != nil || r.RowsAffected == 0 {
		return "", r.Error
	}
	return "", s.follow(ctx, tx, o, to)
}

// Receive records that the money for an invoice arrived outside any provider, with the bank's reference.
func (s *Service) Receive(ctx context.Context, tx *gorm.DB, orderID, reference string) error {
	o, err := s.orderBy(ctx, tx, "id", orderID)
	if err != nil {
		return err
	}
	if o.State != Invoiced {
		return ErrNotInvoiced
	}
	now := s.db.Now()
	r := tx.WithContext(ctx).Exec("insert into payments (id, order_id, provider, reference, amount, currency, state, created_at, changed_at) values (?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict (order_id) do nothing",
		id.New("pay"), o.ID, "bank", reference, o.Total, o.Currency, SessionPaid, now, now)
	if r.Error != nil {
		return r.Error
	}
	if r.RowsAffected == 0 {
		return ErrNotInvoiced
	}
	return s.follow(ctx, tx, o, Paid)
}

// aside is a message or an answer of the provider that people must look at.
type aside struct {
	order   Order
	eventID string
	reason  string
	body    []byte
	claimed *money.Money
}

func (s *Service) putAside(ctx context.Context, tx *gorm.DB, a aside) error {
	now, row := s.db.Now(), id.New("pqr")
	provider := ""
	if s.gateway != nil {
		provider = s.gateway.Name()
	}
	err := tx.WithContext(ctx).Exec("insert into payment_quarantine (id, provider, event_id, order_id, reason, body, at) values (?, ?, ?, ?, ?, ?, ?)",
		row, provider, a.eventID, a.order.ID, a.reason, string(a.body), now).Error
	if err != nil {
		return err
	}
	s.log.Warn("payment message put aside", "quarantine", row, "order", a.order.ID, "reason", a.reason)
	return audit.Append(ctx, tx, now, audit.Entry{
		Action: "payment.quarantined", Subject: row, Partner: a.order.PartnerID, Reason: a.reason,
		Detail: map[string]any{"order": a.order.ID, "event": a.eventID, "claimed": a.claimed, "expected": a.order.Money()},
	})
}
