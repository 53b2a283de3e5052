package billing

import (
	"context"

	"gorm.io/gorm"

	"laurel/internal/actor"
	"laurel/internal/audit"
	"laurel/internal/id"
	"laurel/internal/money"
)

const refundColumns = "id, order_id, amount, currency, policy, state, reason, requested_by, created_at, done_at"

// Begin decides about a refund and writes it down: what was bought is revoked in the same guarded step that decides, so
// that a refund and a start of the exam cannot both win. An order is refunded once; asked again, the first is returned.
func (s *Service) Begin(ctx context.Context, tx *gorm.DB, orderID, reason string) (Refund, error) {
	o, err := s.orderBy(ctx, tx, "id", orderID)
	if err != nil {
		return Refund{}, err
	}
	if r, found, err := s.refundOf(ctx, tx, o.ID); err != nil || found {
		return r, err
	}
	if (o.State != Paid && o.State != Invoiced) || o.PayWith == Free {
		return Refund{}, ErrNothingToRefund.And("state", o.State)
	}
	policy, err := s.giveUp(ctx, tx, o)
	if err != nil {
		return Refund{}, err
	}
	if !policy.Allows() {
		return Refund{}, ErrPolicy.Detailed(policy.Sentence()).And("policy", policy)
	}
	now := s.db.Now()
	r := Refund{
		ID: id.New("ref"), OrderID: o.ID, Amount: o.Total, Currency: o.Currency, Policy: policy, State: refundPending,
		Reason: reason, RequestedBy: actor.From(ctx).ID, CreatedAt: now,
	}
	e := tx.WithContext(ctx).Exec("insert into refunds ("+refundColumns+") values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict (order_id) do nothing",
		r.ID, r.OrderID, r.Amount, r.Currency, r.Policy, r.State, r.Reason, r.RequestedBy, r.CreatedAt, r.DoneAt)
	if e.Error != nil {
		return Refund{}, e.Error
	}
	if e.RowsAffected == 0 {
		r, _, err := s.refundOf(ctx, tx, o.ID)
		return r, err
	}
	err = audit.Append(ctx, tx, now, audit.Entry{
		Action: "order.refund_requested", Subject: o.ID, Partner: o.PartnerID, Reason: reason, Detail: map[string]any{"refund": r.ID, "policy": policy},
	})
	if err != nil || o.PayWith == ByCard {
		return r, err
	}
	if err := s.follow(ctx, tx, o, Refunded); err != nil { // no provider has the money
		return Refund{}, err
	}
	r, _, err = s.refundOf(ctx, tx, o.ID)
	return r, err
}

// giveUp revokes what the order bought, as far as it is unused, and names the policy that follows from that.
func (s *Service) giveUp(ctx context.Context, tx *gorm.DB, o Order) (Policy, error) {
	now := s.db.Now()
	if o.PackID != "" {
		p, err := s.packIn(ctx, tx, actor.Sight(ctx), o.PackID)
		if err != nil {
			return "", err
		}
		var touched int64
		err = tx.Raw("select count(*) from vouchers where pack_id = ? and state <> ?", p.ID, Available).Scan(&touched).Error
		if err != nil || !PackPolicy(touched, o.CreatedAt, now).Allows() {
			return PackTouched, err
		}
		u := tx.Exec("update vouchers set state = ?, changed_at = ?, code_sealed = null where pack_id = ? and state = ?", Void, now, p.ID, Available)
		if u.Error == nil && p.State == PackIssued && u.RowsAffected != int64(p.Count) { // one was taken while we looked
			return "", ErrPolicy.Detailed(PackTouched.Sentence()).And("policy", PackTouched)
		}
		return PackUntouched, u.Error
	}
	u := tx.Exec("update entitlements set state = ?, changed_at = ? where registration_id = ? and state in ?",
		Revoked, now, o.RegistrationID, []EntitlementState{Granted, Suspended})
	if u.Error != nil || u.RowsAffected == 0 {
		return NoneAfterStart, u.Error
	}
	return FullBeforeStart, s.returnVoucher(ctx, tx, o)
}

// returnVoucher puts a voucher back where it was before it was used; one whose time has passed ends with the next sweep.
func (s *Service) returnVoucher(ctx context.Context, tx *gorm.DB, o Order) error {
	if o.PayWith != ByVoucher {
		return nil
	}
	return tx.WithContext(ctx).Exec(`update vouchers set state = case when assigned_to <> '' then 'assigned' else 'available' end,
		registration_id = '', redeemed_at = null, changed_at = ? where registration_id = ? and state = ?`,
		s.db.Now(), o.RegistrationID, Redeemed).Error
}

// sendBack has the provider return the money, under the refund's own key, and follows its answer.
func (s *Service) sendBack(ctx context.Context, r Refund) error {
	if s.gateway == nil {
		return ErrNoCards
	}
	asked := s.db.Now()
	session, err := s.gateway.Refund(ctx, r.OrderID, r.ID, money.Money{Amount: r.Amount, Currency: r.Currency})
	if err != nil {
		return err
	}
	session.AskedAt = asked
	return s.db.Tx(ctx, func(tx *gorm.DB) error {
		o, err := s.orderBy(ctx, tx, "id", r.OrderID)
		if err != nil {
			return err
		}
		_, err = s.believe(ctx, tx, aside{order: o}, session)
		return err
	})
}

// Finish sends the money back if that is still to be done. A provider that does not answer leaves the refund pending,
// and Reconcile goes on with it.
func (s *Service) Finish(ctx context.Context, r Refund) (Refund, error) {
	ctx = actor.With(ctx, actor.SystemOf("billing"))
	if r.State == refundPending {
		if err := s.sendBack(ctx, r); err != nil {
			s.log.Warn("refund waits for the payment provider", "refund", r.ID, "error", err.Error())
		}
	}
	err := s.db.Read(ctx, func(tx *gorm.DB) error {
		now, _, err := s.refundOf(ctx, tx, r.OrderID)
		r = now
		return err
	})
	return r, err
}

func (s *Service) refundOf(ctx context.Context, tx *gorm.DB, orderID string) (Refund, bool, error) {
	var refunds []Refund
	err := tx.WithContext(ctx).Raw("select "+refundColumns+" from refunds where order_id = ?", orderID).Scan(&refunds).Error
	if err != nil || len(refunds) == 0 {
		return Refund{}, false, err
	}
	return refunds[0], true, nil
}
