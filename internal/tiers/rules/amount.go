package rules

import (
	"math/big"
	"strings"

	"laurel/internal/money"
)

// amount is a count or a figure as far as it is known: somewhere from low to high, both exact. Without high there is no
// upper bound.
type amount struct {
	low, high *big.Rat
	why       string
	tally     tally
}

func exactly(n int) amount {
	r := big.NewRat(int64(n), 1)
	return amount{low: r, high: r}
}

func unheard(why string) amount { return amount{low: new(big.Rat), why: why} }

func (a amount) known() bool { return a.high != nil && a.low.Cmp(a.high) == 0 }

// against holds an amount against a line.
func (a amount) against(need *big.Rat) Result {
	switch {
	case a.low.Cmp(need) >= 0:
		return Met
	case a.high != nil && a.high.Cmp(need) < 0:
		return NotMet
	}
	return Unknown
}

func ten(places int) *big.Rat {
	return new(big.Rat).SetInt(new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(places)), nil))
}

// exact is a figure as people say it: money in major units.
func (f FactRule) exact(q Quantity) *big.Rat {
	return new(big.Rat).Quo(new(big.Rat).SetInt64(int64(q)), ten(f.places()))
}

func (f FactRule) places() int {
	switch f.Measure {
	case MeasureMoney:
		return money.Exponent(f.Currency)
	case MeasureCount:
		return 0
	default:
		return 6
	}
}

// quantity is exact turned round; halves are rounded away from zero.
func (f FactRule) quantity(r *big.Rat) (Quantity, bool) {
	return nearest(new(big.Rat).Mul(r, ten(f.places())))
}

func nearest(r *big.Rat) (Quantity, bool) {
	double := new(big.Int).Mul(r.Num(), big.NewInt(2))
	half := new(big.Int).Set(r.Denom())
	if r.Sign() < 0 {
		half.Neg(half)
	}
	n := double.Add(double, half)
	n.Quo(n, new(big.Int).Mul(r.Denom(), big.NewInt(2)))
	if !n.IsInt64() || n.BitLen() > 60 {
		return 0, false
	}
	return Quantity(n.Int64()), true
}

// floored is the number of whole pieces in it.
func floored(r *big.Rat) *big.Rat {
	n := new(big.Int).Div(r.Num(), r.Denom())
	return new(big.Rat).SetInt(n)
}

func ceiled(r *big.Rat) int {
	n := new(big.Int).Neg(new(big.Int).Div(new(big.Int).Neg(r.Num()), r.Denom()))
	if !n.IsInt64() {
		return plenty
	}
	return int(min(n.Int64(), plenty))
}

// said is a number with at most six places, cut, never rounded up over a line.
func said(r *big.Rat) string {
	text := floored(new(big.Rat).Mul(r, ten(6))).Num().String()
	sign := strings.HasPrefix(text, "-")
	text = strings.TrimPrefix(text, "-")
	if len(text) < 7 {
		text = strings.Repeat("0", 7-len(text)) + text
	}
	whole, fraction := text[:len(text)-6], strings.TrimRight(text[len(text)-6:], "0")
	if fraction != "" {
		whole += "." + fraction
	}
	if sign {
		return "-" + whole
	}
	return whole
}

func (q Quantity) rat() *big.Rat { return big.NewRat(int64(q), millionth) }
