package billing

import (
	"context"
	"time"

	"gorm.io/gorm"

	"laurel/internal/actor"
)

// Account is an order with everything that happened to it.
type Account struct {
	Order    Order
	Lines    []Line
	Payments []Paying
	Refund   *Refund
	Invoice  *Invoice
}

// Paying is one payment of an order, as its readers see it.
type Paying struct {
	Provider  string
	Reference string
	State     string
	Amount    int64
	Currency  string
	CreatedAt time.Time
}

// sees tells who may read an order: who bought it, the administrator of the partner that pays, and the vendor's finance.
func sees(who actor.Actor, o Order) bool {
	return who.Kind == actor.System || (who.Kind == actor.Person && who.ID == o.PersonID) ||
		(o.PartnerID != "" && who.AdminOf(o.PartnerID)) || who.Has(actor.VendorAdmin, actor.Finance, actor.Auditor)
}

// Order reads an order that the actor of ctx may see; any other is ErrNoOrder.
func (s *Service) Order(ctx context.Context, orderID string) (a Account, err error) {
	err = s.db.Read(ctx, func(tx *gorm.DB) error {
		a, err = s.account(ctx, tx, orderID)
		return err
	})
	return a, err
}

func (s *Service) account(ctx context.Context, tx *gorm.DB, orderID string) (Account, error) {
	o, err := s.orderBy(ctx, tx, "id", orderID)
	if err != nil {
		return Account{}, err
	}
	if !sees(actor.From(ctx), o) {
		return Account{}, ErrNoOrder
	}
	a := Account{Order: o}
	err = tx.Raw("select id, order_id, position, product, description, quantity, unit, amount, tax from order_lines where order_id = ? order by position", o.ID).Scan(&a.Lines).Error
	if err != nil {
		return Account{}, err
	}
	err = tx.Raw("select provider, coalesce(nullif(reference, ''), provider_ref) as reference, state, amount, currency, created_at from payments where order_id = ?", o.ID).Scan(&a.Payments).Error
	if err != nil {
		return Account{}, err
	}
	r, found, err := s.refundOf(ctx, tx, o.ID)
	if err != nil {
		return Account{}, err
	}
	if found {
		a.Refund = &r
	}
	a.Invoice, err = s.invoiceOf(ctx, tx, o.ID)
	return a, err
}
