package paper_test

import (
	"bytes"
	"errors"
	"image/color"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"laurel/internal/paper"
	"laurel/internal/testkit"
)

func bill(buyer string) paper.Bill {
	return paper.Bill{
		Language: "en", Banner: "Sandbox — no real money", Kind: "Invoice", Number: "LR-2026-000042",
		Seller: []string{"Meridian Systems GmbH", "Hafenstraße 12", "20457 Hamburg, Germany", "VAT ID DE 123 456 789"},
		For:    paper.Party{Label: "Billed to", Lines: []string{buyer, "DE"}},
		Facts: []paper.Fact{
			{Label: "Invoice date", Value: "24 November 2026"}, {Label: "Order", Value: "ord_06a53kq2m4x9k3c5v8b1n6z0w2"}, {Label: "Candidate", Value: "Maria Oliveira"},
		},
		Columns: [4]string{"Description", "Quantity", "Unit, USD", "Amount, USD"},
		Rows:    []paper.Row{{Text: "Exam attempt: meridian-flow-professional", Quantity: "1", Unit: "150.00", Amount: "150.00"}},
		Sums: []paper.Sum{
			{Label: "Subtotal", Amount: "150.00 USD"},
			{Label: "Tax", Amount: "0.00 USD", Note: "No tax was calculated: no tax rates are set up for this seller."},
			{Label: "Total", Amount: "150.00 USD", Strong: true},
			{Label: "Paid on 24 November 2026", Amount: "150.00 USD"},
			{Label: "Amount due", Amount: "0.00 USD", Strong: true},
		},
		State:  paper.Statement{Label: "Payment", Word: "Paid", Text: "On 24 November 2026, by card, reference ses_06a53kq2m4x9k3c5v8b1n6z0w2."},
		Colour: color.NRGBA{0x12, 0x4a, 0x33, 0xff}, Made: time.Date(2026, 11, 24, 9, 30, 0, 0, time.UTC),
	}
}

func TestInvoiceForAnyName(t *testing.T) {
	t.Parallel()
	p := press(t)
	for name, buyer := range names {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			first, err := p.PrintBill(bill(buyer))
			if err != nil {
				t.Fatal(err)
			}
			second, err := p.PrintBill(bill(buyer))
			if err != nil || !bytes.Equal(first, second) {
				t.Errorf("printed twice, two files: %v", err)
			}
			if n := bytes.Count(first, []byte("/Type /Page\n")); n != 1 {
				t.Errorf("%d pages", n)
			}
			text := testkit.PaperText(t, first)
			for _, want := range []string{"Sandbox — no real money", "Invoice", "LR-2026-000042", "Hafenstraße 12", "150.00 USD", "Paid", "No tax was calculated"} {
				if !strings.Contains(text, want) {
					t.Errorf("no %q in %s", want, text)
				}
			}
		})
	}
}

func TestInvoiceTurnsThePage(t *testing.T) {
	t.Parallel()
	b := bill("Northwind Consulting")
	b.Banner = ""
	row := b.Rows[0]
	b.Rows = nil
	for i := range 60 {
		row.Text = "Exam attempt " + strconv.Itoa(i+1)
		b.Rows = append(b.Rows, row)
	}
	file, err := press(t).PrintBill(b)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(testkit.PaperText(t, file), "\n")
	for i := range 60 {
		if !slices.Contains(lines, "Exam attempt "+strconv.Itoa(i+1)) {
			t.Errorf("row %d is lost", i+1)
		}
	}
	pages := bytes.Count(file, []byte("/Type /Page\n"))
	headed := 0
	for _, line := range lines {
		if line == "DESCRIPTION" {
			headed++
		}
	}
	if pages != 3 || headed < 2 || !slices.Contains(lines, "LR-2026-000042  ·  page 3") {
		t.Errorf("%d pages, %d headings", pages, headed)
	}
}

func TestInvoiceIsHeldForALetterWithoutFont(t *testing.T) {
	t.Parallel()
	p := press(t)
	for _, name := range []string{"\U00020BB7野家", "\U0001E900\U0001E921", "ܡܪܝܐ"} {
		if _, err := p.PrintBill(bill(name)); !errors.Is(err, paper.ErrUnprintable) {
			t.Errorf("%s: %v", name, err)
		}
		if err := p.Can(name); !errors.Is(err, paper.ErrUnprintable) {
			t.Errorf("%s can be printed: %v", name, err)
		}
	}
	for _, name := range names {
		if err := p.Can(name); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}
