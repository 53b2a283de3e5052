package billing

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"laurel/internal/money"
)

// Invoice is the bill for one order as it was issued. It never changes; what happens to the order afterwards stands beside it.
type Invoice struct {
	Number    string
	OrderID   string
	PersonID  string
	PartnerID string
	Seller    string // name, address, tax number, a line each
	Buyer     Buyer
	Lines     []Billed
	Currency  string
	Tax       int64
	TaxNote   string
	Total     int64
	IssuedAt  time.Time
}

// Buyer is who is billed. Person is whom the order is for, or who placed it, where a partner pays.
type Buyer struct {
	Name    string `json:"name"`
	Country string `json:"country"`
	Person  string `json:"person"`
}

// Billed is a line of an invoice.
type Billed struct {
	Description string `json:"description"`
	Quantity    int64  `json:"quantity"`
	Unit        int64  `json:"unit"`
	Amount      int64  `json:"amount"`
	Tax         int64  `json:"tax"`
}

// InvoiceNumber is the n-th number of a year.
func InvoiceNumber(year int, n int64) string { return fmt.Sprintf("LR-%04d-%06d", year, n) }

// Subtotal is what the lines come to without tax.
func (i Invoice) Subtotal() int64 { return i.Total - i.Tax }

// noInvoice is the refusal for an order that has no invoice, with the reason.
func noInvoice(o Order) error {
	switch {
	case o.Total == 0:
		return ErrNoInvoice.Detailed("This order has no invoice, because nothing was to be paid.")
	case o.State == Awaiting:
		return ErrNoInvoice.Detailed("The invoice is issued when the order is paid.")
	default:
		return ErrNoInvoice
	}
}

// Standing says where the payment of an invoiced order is, as it stands on the paper.
type Standing struct {
	Word     string
	Sentence string
	Moved    []Movement
	Due      int64
	Sandbox  bool
}

// Movement is money that came or went, or was credited.
type Movement struct {
	What   string
	Amount int64
}

const longDate = "2 January 2006"

func day(at time.Time) string { return at.UTC().Format(longDate) }

// standing reads the account of an order that has an invoice.
func (a Account) standing() Standing {
	o, paid, by := a.Order, a.Invoice.IssuedAt, "by card"
	received := o.PayWith != ByInvoice
	var s Standing
	for _, p := range a.Payments {
		if p.Provider == "sandbox" {
			s.Sandbox = true
		}
		if o.PayWith == ByInvoice {
			received, paid, by = true, p.CreatedAt, "by transfer, reference "+p.Reference
		}
	}
	if received {
		s.Moved = []Movement{{"Paid on " + day(paid), o.Total}}
	}
	switch o.State {
	case Paid:
		s.Word, s.Sentence = "Paid", "On "+day(paid)+" "+by+"."
		if a.Refund != nil && a.Refund.State == refundPending {
			s.Sentence += " A refund is on its way."
		}
	case Disputed:
		s.Word, s.Sentence = "In dispute", "Paid on "+day(paid)+" "+by+". The buyer's bank contests the payment since "+day(o.ChangedAt)+"."
	case Refunded:
		at := o.ChangedAt
		if a.Refund != nil && a.Refund.DoneAt != nil {
			at = *a.Refund.DoneAt
		}
		if s.Word, s.Sentence = "Refunded", "The whole amount was refunded on "+day(at)+"."; received {
			s.Moved = append(s.Moved, Movement{"Refunded on " + day(at), -o.Total})
			break
		}
		s.Word, s.Sentence = "Cancelled", "Cancelled on "+day(at)+", before it was paid. Nothing is owed."
		s.Moved = []Movement{{"Credited on " + day(at), -o.Total}}
	case Awaiting, Invoiced, Cancelled:
		s.Word, s.Sentence, s.Due = "Open", "On account. Please name the number of this invoice with your payment.", o.Total
	}
	return s
}

// figures writes an amount without its currency, for columns that name it above; the minus is a real one.
func figures(amount int64, currency string) string {
	return minus(strings.TrimSuffix(money.Money{Amount: amount, Currency: currency}.String(), " "+currency))
}

func sumText(amount int64, currency string) string {
	return minus(money.Money{Amount: amount, Currency: currency}.String())
}

func minus(text string) string { return strings.Replace(text, "-", "−", 1) }

func count(n int64) string { return strconv.FormatInt(n, 10) }
