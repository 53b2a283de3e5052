package billing

import (
	"time"

	"laurel/internal/money"
)

// State is where an order stands.
type State string

// The states of an order. Invoiced is settled for a registration (the vendor gives the partner credit, and only the
// partner's administrator or the vendor can ask for it) and not yet settled for a voucher pack, whose codes are
// released when the money has arrived.
const (
	Awaiting  State = "awaiting_payment"
	Paid      State = "paid"
	Invoiced  State = "invoiced"
	Disputed  State = "disputed"
	Refunded  State = "refunded"
	Cancelled State = "cancelled"
)

// Next tells whether the step is legal. Refunded is the end, and so is Cancelled: money that comes all the same is put aside.
func (s State) Next(to State) bool {
	switch s {
	case Awaiting:
		return to == Paid || to == Cancelled
	case Invoiced, Disputed:
		return to == Paid || to == Refunded
	case Paid:
		return to == Refunded || to == Disputed
	case Refunded, Cancelled:
		return false
	default:
		return false
	}
}

// Path lists the steps from one state to another in the order in which their effects belong, however late the news
// came: an order first heard of as refunded was paid before. Nil when there is nothing to do or no legal way.
func Path(from, to State) []State {
	switch {
	case from == to:
		return nil
	case from.Next(to):
		return []State{to}
	case from == Awaiting && Paid.Next(to):
		return []State{Paid, to}
	default:
		return nil
	}
}

// PayWith is the way a buyer settles.
type PayWith string

// The ways to pay. Grant is for packs only: the vendor gives them away.
const (
	ByCard    PayWith = "card"
	ByVoucher PayWith = "voucher"
	ByInvoice PayWith = "invoice"
	Free      PayWith = "free"
	ByGrant   PayWith = "grant"
)

// TaxNote stands on every order: an amount of zero must not read like a calculated one.
const TaxNote = "No tax was calculated: no tax rates are set up for this seller."

// Order is one charge: for one registration or for one voucher pack. Partner is set when the partner pays, by voucher,
// by invoice or for a pack; what a person pays by card stays between that person and the vendor.
type Order struct {
	ID             string
	State          State
	PayWith        PayWith
	PersonID       string
	PartnerID      string
	RegistrationID string
	PackID         string
	Currency       string
	Tax            int64
	TaxNote        string
	Total          int64
	CreatedAt      time.Time
	ChangedAt      time.Time
}

// Money is the total with its currency.
func (o Order) Money() money.Money { return money.Money{Amount: o.Total, Currency: o.Currency} }

// Settled holds when the buyer owes nothing that would keep the order from being fulfilled.
func (o Order) Settled() bool {
	return o.State == Paid || (o.State == Invoiced && o.RegistrationID != "")
}

// Line is one row of an order. Amount is quantity times unit; both are negative on the line of a discount or a voucher.
type Line struct {
	ID          string
	OrderID     string
	Position    int
	Product     string
	Description string
	Quantity    int64
	Unit        int64
	Amount      int64
	Tax         int64
}

// ExamProduct names the right to one attempt at an exam.
func ExamProduct(examKey string) string { return "exam:" + examKey }

// Sale is what goes on an order: so many of a product at a price, or one of it paid by the voucher whose code ends so.
type Sale struct {
	Product     string
	Description string
	Unit        money.Money
	Count       int64
	Voucher     string
	Off         money.Money // from each unit, by the tier that Because names
	Because     string
}

// Lines makes the rows of an order: the product, what a tier takes off, and on a voucher what is left taken away.
func Lines(s Sale) ([]Line, error) {
	amount, err := s.Unit.Times(s.Count)
	if err != nil {
		return nil, err
	}
	lines := []Line{{Position: 1, Product: s.Product, Description: s.Description, Quantity: s.Count, Unit: s.Unit.Amount, Amount: amount.Amount}}
	if s.Off.Amount > 0 {
		off, err := s.Off.Times(s.Count)
		if err != nil {
			return nil, err
		}
		amount.Amount -= off.Amount
		lines = append(lines, Line{
			Position: 2, Product: s.Product, Description: "Discount: " + s.Because, Quantity: s.Count, Unit: -s.Off.Amount, Amount: -off.Amount,
		})
	}
	if s.Voucher != "" {
		lines = append(lines, Line{
			Position: len(lines) + 1, Product: s.Product, Description: "Voucher ending in " + s.Voucher, Quantity: 1, Unit: -amount.Amount, Amount: -amount.Amount,
		})
	}
	return lines, nil
}

// Sum is tax and total of the lines: the total is what the lines and their taxes add up to, nothing else.
func Sum(lines []Line, currency string) (tax, total money.Money, err error) {
	tax, total = money.Money{Currency: currency}, money.Money{Currency: currency}
	for _, l := range lines {
		if tax, err = tax.Add(money.Money{Amount: l.Tax, Currency: currency}); err != nil {
			return tax, total, err
		}
		if total, err = total.Add(money.Money{Amount: l.Amount, Currency: currency}); err != nil {
			return tax, total, err
		}
	}
	total, err = total.Add(tax)
	return tax, total, err
}
