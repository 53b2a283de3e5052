package billing

import (
	"context"

	"gorm.io/gorm"

	"laurel/internal/actor"
	"laurel/internal/audit"
	"laurel/internal/id"
	"laurel/internal/outbox"
	"laurel/internal/store"
)

const orderColumns = "id, state, pay_with, person_id, partner_id, registration_id, pack_id, currency, tax, tax_note, total, created_at, changed_at"

// place writes an order with its lines. Of twins that charge the same registration or pack one wins; the others get its order.
func (s *Service) place(ctx context.Context, tx *gorm.DB, o Order, lines []Line) (Order, error) {
	tax, total, err := Sum(lines, o.Currency)
	if err != nil {
		return Order{}, err
	}
	o.Tax, o.TaxNote, o.Total, o.CreatedAt = tax.Amount, TaxNote, total.Amount, s.db.Now()
	o.ChangedAt = o.CreatedAt
	r := tx.WithContext(ctx).Exec("insert into orders ("+orderColumns+") values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing",
		o.ID, o.State, o.PayWith, o.PersonID, o.PartnerID, o.RegistrationID, o.PackID, o.Currency, o.Tax, o.TaxNote, o.Total, o.CreatedAt, o.ChangedAt)
	if r.Error != nil {
		return Order{}, r.Error
	}
	if r.RowsAffected == 0 {
		return s.twin(ctx, tx, o)
	}
	for _, l := range lines {
		err := tx.Exec("insert into order_lines (id, order_id, position, product, description, quantity, unit, amount, tax) values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
			id.New("lin"), o.ID, l.Position, l.Product, l.Description, l.Quantity, l.Unit, l.Amount, l.Tax).Error
		if err != nil {
			return Order{}, err
		}
	}
	if o.State == Awaiting {
		return o, nil
	}
	if err := s.enter(ctx, tx, o, "charge", o.Total); err != nil {
		return Order{}, err
	}
	return o, s.bill(ctx, tx, o)
}

// twin is the order that was there first.
func (s *Service) twin(ctx context.Context, tx *gorm.DB, o Order) (Order, error) {
	if o.RegistrationID != "" {
		return s.orderBy(ctx, tx, "registration_id", o.RegistrationID)
	}
	return s.orderBy(ctx, tx, "pack_id", o.PackID)
}

// orderBy finds an order by a column that is a name of ours, never input. Behind the wall, a buyer sees the own orders too.
func (s *Service) orderBy(ctx context.Context, tx *gorm.DB, column, value string) (Order, error) {
	if store.Postgres(tx) {
		if err := tx.WithContext(ctx).Exec("select set_config('laurel.buyer', ?, true)", actor.From(ctx).ID).Error; err != nil {
			return Order{}, err
		}
	}
	var orders []Order
	err := tx.WithContext(ctx).Raw("select "+orderColumns+" from orders where "+column+" = ?", value).Scan(&orders).Error
	if err != nil {
		return Order{}, err
	}
	if len(orders) == 0 {
		return Order{}, ErrNoOrder
	}
	return orders[0], nil
}

// move steps the order if it still stands where it was read; false when somebody else was faster.
func (s *Service) move(ctx context.Context, tx *gorm.DB, o *Order, to State) (bool, error) {
	r := tx.WithContext(ctx).Exec("update orders set state = ?, changed_at = ? where id = ? and state = ?", to, s.db.Now(), o.ID, o.State)
	if r.Error != nil || r.RowsAffected == 0 {
		return false, r.Error
	}
	from := o.State
	o.State = to
	return true, audit.Append(ctx, tx, s.db.Now(), audit.Entry{
		Action: "order." + string(to), Subject: o.ID, Partner: o.PartnerID, Detail: map[string]any{"from": from, "total": o.Money()},
	})
}

// follow walks the order to the state that the provider, or finance, says it has, with everything that each step brings.
func (s *Service) follow(ctx context.Context, tx *gorm.DB, o Order, to State) error {
	for _, step := range Path(o.State, to) {
		from := o.State
		moved, err := s.move(ctx, tx, &o, step)
		if err != nil || !moved {
			return err
		}
		if err := s.bring(ctx, tx, o, from); err != nil {
			return err
		}
	}
	return nil
}

// bring is what a step means: money in the ledger, entitlements, vouchers, and the fact for everybody else.
func (s *Service) bring(ctx context.Context, tx *gorm.DB, o Order, from State) error {
	now := s.db.Now()
	switch o.State {
	case Paid:
		if from == Disputed {
			return s.restore(ctx, tx, o)
		}
		if err := s.fulfil(ctx, tx, o); err != nil {
			return err
		}
		if err := s.bill(ctx, tx, o); err != nil {
			return err
		}
		return outbox.Append(ctx, tx, now, OrderPaid{OrderID: o.ID, RegistrationID: o.RegistrationID, PackID: o.PackID, PersonID: o.PersonID, At: now})
	case Disputed:
		return s.suspend(ctx, tx, o)
	case Refunded:
		if err := s.takeBack(ctx, tx, o); err != nil {
			return err
		}
		return outbox.Append(ctx, tx, now, OrderRefunded{OrderID: o.ID, RegistrationID: o.RegistrationID, PackID: o.PackID, PersonID: o.PersonID, At: now})
	case Awaiting, Invoiced, Cancelled:
		return nil
	default:
		return nil
	}
}

// enter writes a row of the ledger, once per order and kind. What an order charged and refunded adds up to what it is worth now.
func (s *Service) enter(ctx context.Context, tx *gorm.DB, o Order, kind string, amount int64) error {
	if amount == 0 {
		return nil
	}
	return tx.WithContext(ctx).Exec("insert into ledger_entries (id, order_id, kind, amount, currency, at) values (?, ?, ?, ?, ?, ?) on conflict (order_id, kind) do nothing",
		id.New("led"), o.ID, kind, amount, o.Currency, s.db.Now()).Error
}
