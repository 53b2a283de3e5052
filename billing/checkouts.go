package billing

import (
	"context"
	"errors"

	"gorm.io/gorm"

	"laurel/internal/actor"
	"laurel/internal/id"
)

// CheckoutURL is where the buyer goes next: the provider's page while the order awaits payment, our own afterwards. The
// intention is written before the provider hears of it, under the order's id, so that no accident leads to two charges. The
// link of a cancelled order is refused.
func (s *Service) CheckoutURL(ctx context.Context, orderID, key string) (string, error) {
	if !s.keys.opens(orderID, key) {
		return "", ErrNoOrder
	}
	ctx = actor.With(ctx, actor.SystemOf("billing"))
	i, err := s.intend(ctx, orderID)
	if err != nil {
		return "", err
	}
	o := i.order
	if o.State == Cancelled {
		return "", ErrCancelled
	}
	if o.State != Awaiting {
		return s.homeOf(o), nil
	}
	if i.payment.CheckoutURL != "" {
		return i.payment.CheckoutURL, nil
	}
	session, err := s.open(ctx, i)
	if err != nil {
		return "", err
	}
	err = s.db.Tx(ctx, func(tx *gorm.DB) error {
		if !session.Fits(o) {
			return s.putAside(ctx, tx, aside{order: o, reason: wrongAmount})
		}
		return tx.Exec("update payments set provider_ref = ?, checkout_url = ?, state = ?, changed_at = ? where order_id = ? and checkout_url = ''",
			session.Ref, session.URL, session.Status, s.db.Now(), o.ID).Error
	})
	if err == nil && !session.Fits(o) {
		err = ErrGateway
	}
	return session.URL, err
}

// intent is a charge about to be made; fresh when nobody can have asked the provider before.
type intent struct {
	order   Order
	payment payment
	what    string
	fresh   bool
}

// intend writes the intention to charge.
func (s *Service) intend(ctx context.Context, orderID string) (intent, error) {
	var o Order
	var p payment
	var what string
	fresh := false
	if s.gateway == nil {
		return intent{}, ErrNoCards
	}
	err := s.db.Tx(ctx, func(tx *gorm.DB) (err error) {
		if o, err = s.orderBy(ctx, tx, "id", orderID); err != nil || o.State != Awaiting {
			return err
		}
		now := s.db.Now()
		r := tx.Exec("insert into payments (id, order_id, provider, amount, currency, state, next_ask_at, created_at, changed_at) values (?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict (order_id) do nothing",
			id.New("pay"), o.ID, s.gateway.Name(), o.Total, o.Currency, "intended", NextAsk(0, now), now, now)
		if r.Error != nil {
			return r.Error
		}
		fresh = r.RowsAffected == 1
		if err := tx.Raw("select description from order_lines where order_id = ? and position = 1", o.ID).Scan(&what).Error; err != nil {
			return err
		}
		return tx.Raw("select "+paymentColumns+" from payments where order_id = ?", o.ID).Scan(&p).Error
	})
	return intent{o, p, what, fresh}, err
}

// open asks the provider for a page. An order that may have been sent before is looked up first.
func (s *Service) open(ctx context.Context, i intent) (Session, error) {
	o := i.order
	if !i.fresh {
		session, err := s.gateway.Find(ctx, o.ID)
		if !errors.Is(err, ErrNoSession) {
			return session, err
		}
	}
	back := s.baseURL + "/pay/" + o.ID + "/return?key=" + s.keys.linkKey(o.ID)
	return s.gateway.CreateCheckout(ctx, Checkout{
		OrderKey: o.ID, Description: i.what, Amount: o.Money(), ReturnURL: back, CancelURL: back,
	})
}

// homeOf is the page of the web app on which the buyer goes on.
func (s *Service) homeOf(o Order) string {
	if o.PackID != "" {
		return s.baseURL + "/app/partners/" + o.PartnerID + "/vouchers?order=" + o.ID
	}
	return s.baseURL + "/app/registrations/" + o.RegistrationID + "?order=" + o.ID
}

// Returned is called when the buyer comes back from the provider. Coming back proves nothing: the provider is asked, and
// when it does not answer its webhook or the reconciler will settle the order.
func (s *Service) Returned(ctx context.Context, orderID, key string) (string, error) {
	if !s.keys.opens(orderID, key) {
		return "", ErrNoOrder
	}
	ctx = actor.With(ctx, actor.SystemOf("billing"))
	var o Order
	err := s.db.Read(ctx, func(tx *gorm.DB) (err error) {
		o, err = s.orderBy(ctx, tx, "id", orderID)
		return err
	})
	if err != nil {
		return "", err
	}
	if o.State == Awaiting && s.gateway != nil {
		if err := s.ask(ctx, o.ID); err != nil && !errors.Is(err, ErrNoSession) {
			s.log.Warn("payment provider did not answer on return", "order", o.ID, "error", err.Error())
		}
	}
	return s.homeOf(o), nil
}
