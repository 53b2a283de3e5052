package billing

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"laurel/internal/money"
)

func TestPathOfOrders(t *testing.T) {
	t.Parallel()
	want := map[[2]State][]State{
		{Awaiting, Paid}:      {Paid},
		{Awaiting, Refunded}:  {Paid, Refunded},
		{Awaiting, Disputed}:  {Paid, Disputed},
		{Awaiting, Cancelled}: {Cancelled},
		{Paid, Refunded}:      {Refunded},
		{Paid, Disputed}:      {Disputed},
		{Disputed, Paid}:      {Paid},
		{Disputed, Refunded}:  {Refunded},
		{Invoiced, Paid}:      {Paid},
		{Invoiced, Refunded}:  {Refunded},
	}
	states := []State{Awaiting, Paid, Invoiced, Disputed, Refunded, Cancelled, "nonsense"}
	for _, from := range states { // every pair: what is not listed is refused
		for _, to := range states {
			if diff := cmp.Diff(want[[2]State{from, to}], Path(from, to)); diff != "" {
				t.Errorf("from %s to %s: %s", from, to, diff)
			}
		}
	}
}

func TestLinesAddUpToTheTotal(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		unit := money.Money{Amount: rapid.Int64Range(0, 1<<40).Draw(t, "unit"), Currency: "USD"}
		count := rapid.Int64Range(1, 500).Draw(t, "count")
		voucher := rapid.SampledFrom([]string{"", "ABCD"}).Draw(t, "voucher")
		lines, err := Lines(Sale{Product: "exam:a", Description: "a", Unit: unit, Count: count, Voucher: voucher})
		if err != nil {
			t.Fatal(err)
		}
		tax, total, err := Sum(lines, "USD")
		if err != nil {
			t.Fatal(err)
		}
		sum := int64(0)
		for _, l := range lines {
			if l.Amount != l.Quantity*l.Unit {
				t.Fatalf("line %d: %d is not %d times %d", l.Position, l.Amount, l.Quantity, l.Unit)
			}
			sum += l.Amount + l.Tax
		}
		if total.Amount != sum || total.Amount < 0 || tax.Amount != 0 {
			t.Fatalf("total %d, lines %d, tax %d", total.Amount, sum, tax.Amount)
		}
		if voucher != "" && total.Amount != 0 {
			t.Fatalf("a voucher leaves %d to pay", total.Amount)
		}
	})
}

func TestTooMuchMoneyIsRefused(t *testing.T) {
	t.Parallel()
	if _, err := Lines(Sale{Product: "exam:a", Unit: money.Money{Amount: 1 << 62, Currency: "USD"}, Count: 4}); err == nil {
		t.Error("an amount over the range was accepted")
	}
}
