package billing

import (
	"context"

	"gorm.io/gorm"

	"laurel/internal/actor"
	"laurel/internal/fault"
	"laurel/internal/outbox"
)

// BuyPack grants or buys a pack under the request's idempotency key. The codes of a grant are in this answer and in no other.
func (s *Service) BuyPack(ctx context.Context, r PackRequest) (PackView, error) {
	if r.PayWith == "" && grants(actor.From(ctx)) {
		r.PayWith = ByGrant
	}
	if r.PayWith == "" {
		return PackView{}, ErrInput.With(fault.Field{Field: "pay_with", Code: "required", Detail: "Choose card or invoice."})
	}
	if r.PayWith == ByGrant {
		return outbox.OnceSecret(ctx, s.db, func(tx *gorm.DB) (PackView, string, error) {
			p, codes, err := s.Buy(ctx, tx, r)
			return packView(p, nil, codes), p.ID, err
		})
	}
	return outbox.Once(ctx, s.db, func(tx *gorm.DB) (PackView, error) {
		p, _, err := s.Buy(ctx, tx, r)
		if err != nil {
			return PackView{}, err
		}
		return s.packWithOrder(ctx, tx, p, nil)
	})
}

func (s *Service) packWithOrder(ctx context.Context, tx *gorm.DB, p Pack, codes []Code) (PackView, error) {
	if p.OrderID == "" {
		return packView(p, nil, codes), nil
	}
	o, err := s.orderBy(ctx, tx, "id", p.OrderID)
	if err != nil {
		return PackView{}, err
	}
	return packView(p, &DueView{ID: o.ID, State: o.State, Total: o.Money(), CheckoutURL: s.payment(o).CheckoutURL}, codes), nil
}

// Pack tells how a pack stands.
func (s *Service) Pack(ctx context.Context, scope actor.Scope, packID string) (v PackView, err error) {
	err = s.db.Read(ctx, func(tx *gorm.DB) error {
		p, err := s.packIn(ctx, tx, scope, packID)
		if err == nil {
			v, err = s.packWithOrder(ctx, tx, p, nil)
		}
		return err
	})
	return v, err
}

// ShowCodes shows the codes of a paid pack, once.
func (s *Service) ShowCodes(ctx context.Context, scope actor.Scope, packID string) (PackView, error) {
	return outbox.OnceSecret(ctx, s.db, func(tx *gorm.DB) (PackView, string, error) {
		p, codes, err := s.Codes(ctx, tx, scope, packID)
		if err != nil {
			return PackView{}, "", err
		}
		v, err := s.packWithOrder(ctx, tx, p, codes)
		return v, p.ID, err
	})
}

// AssignVoucher reserves a voucher for a person.
func (s *Service) AssignVoucher(ctx context.Context, scope actor.Scope, voucherID, personID string) (VoucherView, error) {
	return outbox.Once(ctx, s.db, func(tx *gorm.DB) (VoucherView, error) {
		v, err := s.Assign(ctx, tx, scope, voucherID, personID)
		return voucherView(v), err
	})
}

// Refund decides about a refund, and sends the money back if the policy allows it.
func (s *Service) Refund(ctx context.Context, orderID, reason string) (Refund, error) {
	r, err := outbox.Once(ctx, s.db, func(tx *gorm.DB) (Refund, error) { return s.Begin(ctx, tx, orderID, reason) })
	if err != nil {
		return Refund{}, err
	}
	return s.Finish(ctx, r)
}

// ReceivePayment records that an invoice was paid and returns the order as it stands then.
func (s *Service) ReceivePayment(ctx context.Context, orderID, reference string) (Account, error) {
	return outbox.Once(ctx, s.db, func(tx *gorm.DB) (Account, error) {
		if err := s.Receive(ctx, tx, orderID, reference); err != nil {
			return Account{}, err
		}
		return s.account(ctx, tx, orderID)
	})
}
