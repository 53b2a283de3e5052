package billing

import (
	"context"
	"errors"
	"strings"
	"time"

	"gorm.io/gorm"

	"laurel/internal/actor"
)

// maxKept bounds what is kept of a message that was put aside.
const maxKept = 16 << 10

// Hear takes a provider's signed message. The message is only a hint: the order's state is fetched from the provider and
// followed in the same transaction that keeps the event's id, so that order, repetition and loss of messages do not
// matter. Nil means that everything is committed; ErrGateway asks the provider to send it again.
func (s *Service) Hear(ctx context.Context, provider string, header func(string) string, body []byte) error {
	if s.gateway == nil || s.gateway.Name() != provider {
		return ErrNoProvider
	}
	n, err := s.gateway.Hear(header, body, s.db.Now())
	if err != nil {
		s.log.Warn("payment message refused", "provider", provider, "error", err.Error())
		return err
	}
	ctx = actor.With(ctx, actor.SystemOf("billing"))
	o, known, reason, err := s.weigh(ctx, provider, n)
	if err != nil || known {
		return err
	}
	var session Session
	if reason == "" {
		session, err = s.fetch(ctx, o.ID)
		if errors.Is(err, ErrNoSession) {
			reason = aboutNobody
		} else if err != nil {
			return ErrGateway.Because(err).After(30 * time.Second)
		}
	}
	return s.db.Tx(ctx, func(tx *gorm.DB) error { return s.note(ctx, tx, heard{n, o.ID, reason, body, session}) })
}

// weigh tells whether the message was heard before, and otherwise whether it can be about an order of ours.
func (s *Service) weigh(ctx context.Context, provider string, n Notice) (o Order, known bool, reason string, err error) {
	err = s.db.Read(ctx, func(tx *gorm.DB) error {
		o, known, reason = Order{}, false, ""
		var seen int
		if err := tx.Raw("select count(*) from payment_events where provider = ? and event_id = ?", provider, n.ID).Scan(&seen).Error; err != nil {
			return err
		}
		if known = seen > 0; known {
			return nil
		}
		var err error
		o, err = s.orderBy(ctx, tx, "id", n.OrderKey)
		switch {
		case errors.Is(err, ErrNoOrder):
			reason = aboutNobody
			return nil
		case err != nil:
			return err
		case n.Mode != s.gateway.Mode():
			reason = wrongMode
		case !strings.HasPrefix(n.Type, "checkout."):
			reason = unknownType
		case n.Amount != nil && *n.Amount != o.Money():
			reason = wrongAmount
		}
		return nil
	})
	return o, known, reason, err
}

type heard struct {
	notice  Notice
	orderID string
	reason  string
	body    []byte
	session Session
}

// note keeps the event's id and its effect together.
func (s *Service) note(ctx context.Context, tx *gorm.DB, h heard) error {
	r := tx.WithContext(ctx).Exec("insert into payment_events (provider, event_id, type, order_id, outcome, at) values (?, ?, ?, ?, ?, ?) on conflict do nothing",
		s.gateway.Name(), h.notice.ID, h.notice.Type, h.orderID, "followed", s.db.Now())
	if r.Error != nil || r.RowsAffected == 0 {
		return r.Error
	}
	a := aside{eventID: h.notice.ID, reason: h.reason, body: h.body[:min(len(h.body), maxKept)], claimed: h.notice.Amount}
	if h.orderID != "" {
		var err error
		if a.order, err = s.orderBy(ctx, tx, "id", h.orderID); err != nil {
			return err
		}
	}
	reason, err := a.reason, error(nil)
	if reason == "" {
		reason, err = s.believe(ctx, tx, a, h.session)
	} else {
		err = s.putAside(ctx, tx, a)
	}
	if err != nil {
		return err
	}
	if reason == "" {
		return nil
	}
	return tx.Exec("update payment_events set outcome = ? where provider = ? and event_id = ?", reason, s.gateway.Name(), h.notice.ID).Error
}
