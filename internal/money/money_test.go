package money

import (
	"errors"
	"math"
	"testing"
)

func TestArithmeticIsChecked(t *testing.T) {
	t.Parallel()
	usd := func(a int64) Money { return Money{a, "USD"} }
	if got, err := usd(150).Add(usd(-50)); err != nil || got.Amount != 100 {
		t.Fatal(got, err)
	}
	for name, do := range map[string]func() (Money, error){
		"add over the top":      func() (Money, error) { return usd(math.MaxInt64).Add(usd(1)) },
		"add under the bottom":  func() (Money, error) { return usd(math.MinInt64).Add(usd(-1)) },
		"times over the top":    func() (Money, error) { return usd(math.MaxInt64 / 2).Times(3) },
		"times the least by -1": func() (Money, error) { return usd(math.MinInt64).Times(-1) },
		"percent over the top":  func() (Money, error) { return usd(math.MaxInt64).Percent(101) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if _, err := do(); !errors.Is(err, ErrOverflow) {
				t.Fatalf("want overflow, got %v", err)
			}
		})
	}
	if _, err := usd(1).Add(Money{1, "EUR"}); !errors.Is(err, ErrCurrency) {
		t.Fatal(err)
	}
}

func TestPercentRoundsHalvesAway(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ amount, pct, want int64 }{{15000, 10, 1500}, {5, 10, 1}, {4, 10, 0}, {-5, 10, -1}, {99, 0, 0}} {
		if got, _ := (Money{c.amount, "USD"}).Percent(c.pct); got.Amount != c.want {
			t.Errorf("%d%% of %d: got %d, want %d", c.pct, c.amount, got.Amount, c.want)
		}
	}
}

func TestStringKnowsMinorUnits(t *testing.T) {
	t.Parallel()
	for want, m := range map[string]Money{"150.00 USD": {15000, "USD"}, "0.05 USD": {5, "USD"}, "-0.05 USD": {-5, "USD"}, "500 JPY": {500, "JPY"}, "1.500 KWD": {1500, "KWD"}} {
		if got := m.String(); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}
