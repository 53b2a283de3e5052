package sandbox

import (
	"context"
	"time"

	"gorm.io/gorm"

	"laurel/internal/id"
	"laurel/internal/money"
)

// Pay uses a test card on a session. A session is paid once, however often the button is pressed. Returned are the
// session and the webhooks that are due at once.
func (s *Service) Pay(ctx context.Context, sessionID string, card Card) (out Session, due []string, err error) {
	err = s.db.Tx(ctx, func(tx *gorm.DB) error {
		due = nil
		if out, err = session(tx, "id", sessionID); err != nil || out.Status != open {
			return err
		}
		now, status := s.db.Now(), paid
		if card.Refused != "" {
			status = open
		}
		r := tx.Exec("update sandbox_sessions set status = ?, failure = ?, changed_at = ? where id = ? and status = ?", status, card.Refused, now, out.ID, open)
		if r.Error != nil {
			return r.Error
		}
		if r.RowsAffected == 0 { // another click was faster
			out, err = session(tx, "id", sessionID)
			return err
		}
		out.Status, out.Failure = status, card.Refused
		kind := "checkout.paid"
		if status == open {
			kind = "checkout.declined"
		}
		event, err := s.announce(tx, out, news{kind, card.Copies, card.Delay})
		if err != nil {
			return err
		}
		if card.Delay == 0 && card.Copies > 0 {
			due = append(due, event)
		}
		if !card.Dispute {
			return nil
		}
		out.Status = disputed
		if err := tx.Exec("update sandbox_sessions set status = ? where id = ?", disputed, out.ID).Error; err != nil {
			return err
		}
		event, err = s.announce(tx, out, news{kind: "checkout.disputed", copies: 1})
		due = append(due, event)
		return err
	})
	return out, due, err
}

// Refund gives all of the money back, once.
func (s *Service) Refund(ctx context.Context, orderKey, key string, amount money.Money) (out Session, err error) {
	err = s.db.Tx(ctx, func(tx *gorm.DB) error {
		if out, err = session(tx, "order_key", orderKey); err != nil {
			return err
		}
		if out.Status == refunded && out.RefundKey == key {
			return nil
		}
		if out.Status != paid || out.Money() != amount {
			return ErrNotPaid
		}
		r := tx.Exec("update sandbox_sessions set status = ?, refund_key = ?, changed_at = ? where id = ? and status = ?", refunded, key, s.db.Now(), out.ID, paid)
		if r.Error != nil {
			return r.Error
		}
		if r.RowsAffected == 0 {
			return ErrNotPaid
		}
		out.Status = refunded
		_, err := s.announce(tx, out, news{kind: "checkout.refunded", copies: 1})
		return err
	})
	return out, err
}

// Win ends a dispute in the seller's favour, as the buyer's bank may decide.
func (s *Service) Win(ctx context.Context, sessionID string) (out Session, due []string, err error) {
	err = s.db.Tx(ctx, func(tx *gorm.DB) error {
		due = nil
		if out, err = session(tx, "id", sessionID); err != nil {
			return err
		}
		r := tx.Exec("update sandbox_sessions set status = ?, changed_at = ? where id = ? and status = ?", paid, s.db.Now(), out.ID, disputed)
		if r.Error != nil || r.RowsAffected == 0 {
			return r.Error
		}
		out.Status = paid
		event, err := s.announce(tx, out, news{kind: "checkout.dispute_won", copies: 1})
		due = append(due, event)
		return err
	})
	return out, due, err
}

// news is a webhook to be sent so many times, so late.
type news struct {
	kind   string
	copies int
	delay  time.Duration
}

// announce writes a webhook down in the transaction that makes it true.
func (s *Service) announce(tx *gorm.DB, about Session, n news) (string, error) {
	now, event := s.db.Now(), id.New("evt")
	text, err := envelope{ID: event, Type: n.kind, Created: now.Unix()}.about(about)
	if err != nil {
		return "", err
	}
	due := now.Add(n.delay)
	dueAt := &due
	if n.copies == 0 {
		dueAt = nil
	}
	return event, tx.Exec("insert into sandbox_events (id, session_id, type, body, copies, due_at, created_at) values (?, ?, ?, ?, ?, ?, ?)",
		event, about.ID, n.kind, text, n.copies, dueAt, now).Error
}
