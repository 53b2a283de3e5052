package billing

import (
	"context"
	"errors"

	"gorm.io/gorm"

	"laurel/internal/actor"
	"laurel/internal/fault"
	"laurel/internal/id"
	"laurel/internal/money"
)

// ChargeRequest asks for payment of one registration. PartnerID is the affiliation under which the person registers.
type ChargeRequest struct {
	RegistrationID string
	PersonID       string
	ExamKey        string
	PartnerID      string
	PayWith        string
	VoucherCode    string
}

// Payment is what a registration needs to know of its order. CheckoutURL is set while a card payment is awaited.
type Payment struct {
	OrderID     string
	State       State
	Total       money.Money
	CheckoutURL string
	Settled     bool
}

// Charge makes the order of a registration inside the registration's own transaction. A registration has one order:
// asked again, Charge answers with the first. What costs nothing, a voucher, and an invoice settle at once; a card
// payment is awaited, and the provider is asked only when the buyer opens the checkout link.
func (s *Service) Charge(ctx context.Context, tx *gorm.DB, r ChargeRequest) (Payment, error) {
	if p, err := s.PaymentOf(ctx, tx, r.RegistrationID); !errors.Is(err, ErrNoOrder) {
		return p, err
	}
	price, err := s.Price(ctx, tx, ExamProduct(r.ExamKey))
	if err != nil {
		return Payment{}, err
	}
	draft := Order{ID: id.New("ord"), PersonID: r.PersonID, RegistrationID: r.RegistrationID, Currency: price.Currency}
	voucher, err := s.settleBy(ctx, tx, &draft, r, price)
	if errors.Is(err, ErrVoucherRefused) { // a twin of this charge may have used it a moment ago
		if p, twin := s.PaymentOf(ctx, tx, r.RegistrationID); twin == nil {
			return p, nil
		}
	}
	if err != nil {
		return Payment{}, err
	}
	sale := Sale{Product: ExamProduct(r.ExamKey), Description: "Exam attempt: " + r.ExamKey, Unit: price, Count: 1, Voucher: voucher.Hint}
	if draft.PayWith == ByCard || draft.PayWith == ByInvoice {
		if err := s.lower(ctx, tx, &draft, &sale, r); err != nil {
			return Payment{}, err
		}
	}
	lines, err := Lines(sale)
	if err != nil {
		return Payment{}, err
	}
	order, err := s.place(ctx, tx, draft, lines)
	if err != nil {
		return Payment{}, err
	}
	if order.Settled() {
		if err := s.entitle(ctx, tx, order); err != nil {
			return Payment{}, err
		}
	}
	return s.payment(order), nil
}

// settleBy decides state, payer and means of the order, and redeems the voucher if one pays.
func (s *Service) settleBy(ctx context.Context, tx *gorm.DB, o *Order, r ChargeRequest, price money.Money) (Voucher, error) {
	o.PayWith, o.State = PayWith(r.PayWith), Paid
	switch o.PayWith {
	case ByCard, ByVoucher, ByInvoice, Free:
	case ByGrant:
		fallthrough
	default:
		return Voucher{}, ErrInput.With(fault.Field{Field: "pay_with", Code: "unknown", Detail: "Choose card, voucher, invoice or free."})
	}
	if price.IsZero() { // nothing to pay: no voucher is burnt and no provider is asked
		o.PayWith = Free
		return Voucher{}, nil
	}
	switch o.PayWith {
	case Free:
		return Voucher{}, ErrNotFree
	case ByVoucher:
		v, err := s.redeem(ctx, tx, r)
		o.PartnerID = v.PartnerID
		return v, err
	case ByInvoice:
		o.PartnerID, o.State = r.PartnerID, Invoiced
		return Voucher{}, s.onAccount(ctx, tx, r.PersonID, r.PartnerID)
	case ByCard, ByGrant:
	}
	if s.gateway == nil {
		return Voucher{}, ErrNoCards
	}
	o.State = Awaiting
	return Voucher{}, nil
}

// onAccount lets a registration be bought on a partner's account: by the partner's administrator or the vendor's
// finance, for a person who belongs to the partner. Nobody spends the employer's money alone.
func (s *Service) onAccount(ctx context.Context, tx *gorm.DB, personID, partnerID string) error {
	who := actor.From(ctx)
	if partnerID == "" || (!who.AdminOf(partnerID) && !who.Has(actor.VendorAdmin, actor.Finance) && who.Kind != actor.System) {
		return ErrInvoiceRefused
	}
	ok, err := s.affiliations.Affiliated(ctx, tx, personID, partnerID)
	if err == nil && !ok {
		return ErrInvoiceRefused
	}
	return err
}

// PaymentOf tells how the order of a registration stands; ErrNoOrder when there is none.
func (s *Service) PaymentOf(ctx context.Context, tx *gorm.DB, registrationID string) (Payment, error) {
	if registrationID == "" {
		return Payment{}, ErrNoOrder
	}
	o, err := s.orderBy(ctx, tx, "registration_id", registrationID)
	if err != nil {
		return Payment{}, err
	}
	return s.payment(o), nil
}

// Withdraw cancels the order of a registration while no money has come, so that its link cannot be paid any more. It may be
// called again; false when the order is settled, contested or given back. A payment that the provider took in the meantime
// is put aside for finance to return.
func (s *Service) Withdraw(ctx context.Context, tx *gorm.DB, registrationID string) (bool, error) {
	o, err := s.orderBy(ctx, tx, "registration_id", registrationID)
	if err != nil || o.State == Cancelled {
		return err == nil, err
	}
	if !o.State.Next(Cancelled) {
		return false, nil
	}
	return s.move(ctx, tx, &o, Cancelled)
}

func (s *Service) payment(o Order) Payment {
	p := Payment{OrderID: o.ID, State: o.State, Total: o.Money(), Settled: o.Settled()}
	if o.State == Awaiting {
		p.CheckoutURL = s.payLink(o.ID)
	}
	return p
}

func (s *Service) payLink(orderID string) string {
	return s.baseURL + "/pay/" + orderID + "?key=" + s.keys.linkKey(orderID)
}
