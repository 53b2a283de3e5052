package billing

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"gorm.io/gorm"

	"laurel/internal/audit"
	"laurel/internal/id"
	"laurel/internal/paper"
)

// bill issues the invoice of an order that was just settled, in the transaction that settles it and as late in it as can
// be: the year's row stays locked until its end. An order has one invoice; one without a total has none.
func (s *Service) bill(ctx context.Context, tx *gorm.DB, o Order) error {
	if o.Total <= 0 {
		return nil
	}
	if there, err := s.invoiceOf(ctx, tx, o.ID); err != nil || there != nil {
		return err
	}
	i := Invoice{
		OrderID: o.ID, PersonID: o.PersonID, PartnerID: o.PartnerID, Seller: s.seller,
		Currency: o.Currency, Tax: o.Tax, TaxNote: o.TaxNote, Total: o.Total,
	}
	var err error
	if i.Buyer, err = s.buyers.Buyer(ctx, tx, o.PersonID, o.PartnerID); err != nil {
		return err
	}
	err = tx.WithContext(ctx).Raw("select description, quantity, unit, amount, tax from order_lines where order_id = ? order by position", o.ID).Scan(&i.Lines).Error
	if err != nil {
		return err
	}
	if i.Number, i.IssuedAt, err = s.nextNumber(ctx, tx); err != nil {
		return err
	}
	return s.keepInvoice(ctx, tx, i)
}

// nextNumber takes the next number of the year; whoever comes next waits until this transaction ends.
func (s *Service) nextNumber(ctx context.Context, tx *gorm.DB) (string, time.Time, error) {
	now := s.db.Now()
	err := tx.WithContext(ctx).Exec(`insert into invoice_years (year, last, issued_at) values (?, 1, ?)
		on conflict (year) do update set last = invoice_years.last + 1,
		issued_at = case when excluded.issued_at > invoice_years.issued_at then excluded.issued_at else invoice_years.issued_at end`, now.Year(), now).Error
	if err != nil {
		return "", time.Time{}, err
	}
	var year struct {
		Last     int64
		IssuedAt time.Time
	}
	err = tx.Raw("select last, issued_at from invoice_years where year = ?", now.Year()).Scan(&year).Error
	return InvoiceNumber(now.Year(), year.Last), year.IssuedAt.UTC(), err
}

func (s *Service) keepInvoice(ctx context.Context, tx *gorm.DB, i Invoice) error {
	buyer, err := json.Marshal(i.Buyer)
	if err != nil {
		return err
	}
	lines, err := json.Marshal(i.Lines)
	if err != nil {
		return err
	}
	err = tx.WithContext(ctx).Exec(`insert into invoices (id, number, order_id, person_id, partner_id, seller, buyer, lines, currency, tax, tax_note, total, issued_at)
		values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		id.New("inv"), i.Number, i.OrderID, i.PersonID, i.PartnerID, i.Seller, string(buyer), string(lines), i.Currency, i.Tax, i.TaxNote, i.Total, i.IssuedAt).Error
	if err != nil {
		return err
	}
	return audit.Append(ctx, tx, s.db.Now(), audit.Entry{
		Action: "invoice.issued", Subject: i.OrderID, Partner: i.PartnerID, Detail: map[string]any{"number": i.Number, "total": i.Total, "currency": i.Currency},
	})
}

// invoiceOf is the invoice of an order, nil when there is none.
func (s *Service) invoiceOf(ctx context.Context, tx *gorm.DB, orderID string) (*Invoice, error) {
	var rows []struct {
		Number, OrderID, PersonID, PartnerID, Seller, Buyer, Lines, Currency, TaxNote string
		Tax, Total                                                                    int64
		IssuedAt                                                                      time.Time
	}
	err := tx.WithContext(ctx).Raw("select number, order_id, person_id, partner_id, seller, buyer, lines, currency, tax, tax_note, total, issued_at from invoices where order_id = ?", orderID).Scan(&rows).Error
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	r := rows[0]
	i := Invoice{
		Number: r.Number, OrderID: r.OrderID, PersonID: r.PersonID, PartnerID: r.PartnerID, Seller: r.Seller,
		Currency: r.Currency, Tax: r.Tax, TaxNote: r.TaxNote, Total: r.Total, IssuedAt: r.IssuedAt.UTC(),
	}
	return &i, errors.Join(json.Unmarshal([]byte(r.Buyer), &i.Buyer), json.Unmarshal([]byte(r.Lines), &i.Lines))
}

// PrintInvoice draws the invoice of an order that the actor of ctx may see, with its payment as it stands now.
func (s *Service) PrintInvoice(ctx context.Context, orderID string) (number string, file []byte, err error) {
	a, err := s.Order(ctx, orderID)
	if err != nil {
		return "", nil, err
	}
	if a.Invoice == nil {
		return "", nil, noInvoice(a.Order)
	}
	file, err = s.press.PrintBill(a.sheet())
	if errors.Is(err, paper.ErrUnprintable) {
		return "", nil, ErrInvoiceHeld.Because(err)
	}
	return a.Invoice.Number, file, err
}
