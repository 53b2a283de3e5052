package billing

import (
	"context"

	"gorm.io/gorm"

	"laurel/internal/id"
	"laurel/internal/outbox"
)

// Admit spends the entitlement of a registration in the transaction that starts the attempt; ErrNotEntitled when there
// is none, or none that is still unused.
func (s *Service) Admit(ctx context.Context, tx *gorm.DB, registrationID string) error {
	r := tx.WithContext(ctx).Exec("update entitlements set state = ?, changed_at = ? where registration_id = ? and state = ?",
		Spent, s.db.Now(), registrationID, Granted)
	if r.Error == nil && r.RowsAffected == 0 {
		return ErrNotEntitled
	}
	return r.Error
}

// entitle grants the attempt that the order's first line stands for. The line is unique, so fulfilment cannot happen twice.
func (s *Service) entitle(ctx context.Context, tx *gorm.DB, o Order) error {
	now := s.db.Now()
	return tx.WithContext(ctx).Exec(`insert into entitlements (id, line_id, registration_id, person_id, state, granted_at, changed_at)
		select ?, id, ?, ?, ?, ?, ? from order_lines where order_id = ? and position = 1 on conflict do nothing`,
		id.New("ent"), o.RegistrationID, o.PersonID, Granted, now, now, o.ID).Error
}

// fulfil hands over what was paid for.
func (s *Service) fulfil(ctx context.Context, tx *gorm.DB, o Order) error {
	if err := s.enter(ctx, tx, o, "charge", o.Total); err != nil {
		return err
	}
	if o.PackID != "" {
		return s.issue(ctx, tx, o.PackID)
	}
	return s.entitle(ctx, tx, o)
}

// takeBack undoes what was not used: the entitlement is revoked, the vouchers of a pack are void. A spent entitlement
// stays as it is; what becomes of the result is not billing's to say.
func (s *Service) takeBack(ctx context.Context, tx *gorm.DB, o Order) error {
	if err := s.enter(ctx, tx, o, "refund", -o.Total); err != nil {
		return err
	}
	err := tx.WithContext(ctx).Exec("update refunds set state = ?, done_at = ? where order_id = ? and state = ?", refundDone, s.db.Now(), o.ID, refundPending).Error
	if err != nil {
		return err
	}
	if o.PackID != "" {
		return s.voidPack(ctx, tx, o.PackID)
	}
	return s.turn(ctx, tx, o, Revoked, Granted, Suspended)
}

// suspend blocks what is unused while the buyer's bank contests the payment.
func (s *Service) suspend(ctx context.Context, tx *gorm.DB, o Order) error {
	if err := s.turn(ctx, tx, o, Suspended, Granted); err != nil {
		return err
	}
	if err := s.turnPack(ctx, tx, o.PackID, PackIssued, PackSuspended); err != nil {
		return err
	}
	return s.tellDispute(ctx, tx, o, true)
}

// restore gives back what a dispute, won, had blocked.
func (s *Service) restore(ctx context.Context, tx *gorm.DB, o Order) error {
	if err := s.turn(ctx, tx, o, Granted, Suspended); err != nil {
		return err
	}
	if err := s.turnPack(ctx, tx, o.PackID, PackSuspended, PackIssued); err != nil {
		return err
	}
	return s.tellDispute(ctx, tx, o, false)
}

func (s *Service) tellDispute(ctx context.Context, tx *gorm.DB, o Order, open bool) error {
	now := s.db.Now()
	return outbox.Append(ctx, tx, now, OrderDisputed{OrderID: o.ID, RegistrationID: o.RegistrationID, PersonID: o.PersonID, Open: open, At: now})
}

func (s *Service) turn(ctx context.Context, tx *gorm.DB, o Order, to EntitlementState, from ...EntitlementState) error {
	if o.RegistrationID == "" {
		return nil
	}
	return tx.WithContext(ctx).Exec("update entitlements set state = ?, changed_at = ? where registration_id = ? and state in ?",
		to, s.db.Now(), o.RegistrationID, from).Error
}
