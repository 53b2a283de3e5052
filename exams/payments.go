package exams

import (
	"context"

	"gorm.io/gorm"

	"laurel/internal/audit"
	"laurel/internal/fault"
	"laurel/internal/store"
)

func (s *Service) charge(ctx context.Context, tx *gorm.DB, r Registration, voucher string) (Registration, error) {
	if r.PayWith == payFree {
		price, err := s.prices.Price(ctx, tx, r.ExamKey)
		if err != nil {
			return Registration{}, err
		}
		if !price.IsZero() {
			return Registration{}, ErrNotFree.With(fault.Field{Field: "pay_with", Code: "not_free", Detail: "the exam has a price"})
		}
	}
	p, err := s.cashier.Charge(ctx, tx, Charge{
		RegistrationID: r.ID, PersonID: r.PersonID, ExamKey: r.ExamKey, PartnerID: r.PartnerID, PayWith: r.PayWith, VoucherCode: voucher,
	})
	if err != nil {
		return Registration{}, err
	}
	r, err = s.settled(tx, r, p)
	if err != nil {
		return Registration{}, err
	}
	return r, audit.Append(ctx, tx, r.CreatedAt, audit.Entry{Action: "exam.registered", Subject: r.ID, Partner: r.PartnerID, Detail: map[string]string{
		"exam": r.ExamKey, "pay_with": r.PayWith, "order": p.OrderID,
	}})
}

// settled writes down what the cashier says. A registration becomes ready once.
func (s *Service) settled(tx *gorm.DB, r Registration, p Payment) (Registration, error) {
	r.Order = Order{ID: p.OrderID, Total: p.Total, CheckoutURL: p.CheckoutURL}
	if r.State == "" {
		r.State = AwaitingPayment
	}
	if !p.Settled || r.State != AwaitingPayment {
		return r, nil
	}
	now := s.db.Now()
	done := tx.Exec("update registrations set state = 'ready', ready_at = ? where id = ? and state = 'awaiting_payment'", now, r.ID)
	if done.Error != nil {
		return r, done.Error
	}
	if done.RowsAffected == 0 { // somebody else was faster, and may have cancelled it
		now, err := registrationOf(tx, r.ID)
		now.Order = r.Order
		return now, err
	}
	r.State, r.ReadyAt = RegistrationReady, &now
	return r, store.Tell(tx, Demand)
}

// Ready is the deed that follows a payment: it asks the cashier again and believes nobody else. It may run any number of times.
func (s *Service) Ready(ctx context.Context, registrationID string) error {
	return s.db.Tx(ctx, func(tx *gorm.DB) error {
		r, err := registrationOf(tx, registrationID)
		if err != nil {
			return err
		}
		_, err = s.refresh(ctx, tx, r)
		return err
	})
}

func (s *Service) refresh(ctx context.Context, tx *gorm.DB, r Registration) (Registration, error) {
	p, err := s.cashier.Payment(ctx, tx, r.ID)
	if err != nil {
		return r, err
	}
	return s.settled(tx, r, p)
}
