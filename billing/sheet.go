package billing

import (
	"image/color"
	"strings"

	"laurel/internal/paper"
)

// vendorColour is the accent of certificates too.
var vendorColour = color.NRGBA{0x12, 0x4a, 0x33, 0xff}

// sheet decides what stands on the invoice of an account. Its date is that of issue, so that printing again gives the same
// file as long as the payment stands where it stood.
func (a Account) sheet() paper.Bill {
	i, s := *a.Invoice, a.standing()
	b := paper.Bill{
		Language: "en", Kind: "Invoice", Number: i.Number, Seller: strings.Split(i.Seller, "\n"),
		For:     paper.Party{Label: "Billed to", Lines: []string{i.Buyer.Name, i.Buyer.Country}},
		Facts:   a.facts(),
		Columns: [4]string{"Description", "Quantity", "Unit, " + i.Currency, "Amount, " + i.Currency},
		State:   paper.Statement{Label: "Payment", Word: s.Word, Text: s.Sentence},
		Colour:  vendorColour, Made: i.IssuedAt,
	}
	if s.Sandbox {
		b.Banner = "Sandbox — no real money"
	}
	for _, l := range i.Lines {
		b.Rows = append(b.Rows, paper.Row{Text: l.Description, Quantity: count(l.Quantity), Unit: figures(l.Unit, i.Currency), Amount: figures(l.Amount, i.Currency)})
	}
	b.Sums = []paper.Sum{
		{Label: "Subtotal", Amount: sumText(i.Subtotal(), i.Currency)},
		{Label: "Tax", Note: i.TaxNote, Amount: sumText(i.Tax, i.Currency)},
		{Label: "Total", Amount: sumText(i.Total, i.Currency), Strong: true},
	}
	for _, m := range s.Moved {
		b.Sums = append(b.Sums, paper.Sum{Label: m.What, Amount: sumText(m.Amount, i.Currency)})
	}
	b.Sums = append(b.Sums, paper.Sum{Label: "Amount due", Amount: sumText(s.Due, i.Currency), Strong: true})
	return b
}

func (a Account) facts() []paper.Fact {
	i := *a.Invoice
	facts := []paper.Fact{{Label: "Invoice date", Value: day(i.IssuedAt)}, {Label: "Order", Value: i.OrderID}}
	switch {
	case i.Buyer.Person == "":
	case a.Order.PackID != "":
		facts = append(facts, paper.Fact{Label: "Ordered by", Value: i.Buyer.Person})
	default:
		facts = append(facts, paper.Fact{Label: "Candidate", Value: i.Buyer.Person})
	}
	return facts
}
