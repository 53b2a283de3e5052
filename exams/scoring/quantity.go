package scoring

import "math/big"

// Kind says how a tolerance widens a value.
type Kind string

// The kinds. Absolute is value ± tolerance; relative is value ± |value| × tolerance; geometric is from value ÷ (1 + tolerance) to
// value × (1 + tolerance).
const (
	Absolute  Kind = "absolute"
	Relative  Kind = "relative"
	Geometric Kind = "geometric"
)

// Within is the interval of a value and its tolerance, which must not be negative; false for a kind that is not known.
func Within(value, tolerance *big.Rat, kind Kind) (Interval, bool) {
	if tolerance.Sign() < 0 {
		return Interval{}, false
	}
	wide := new(big.Rat).Set(tolerance)
	switch kind {
	case Absolute, "":
	case Relative:
		wide.Mul(wide, new(big.Rat).Abs(value))
	case Geometric:
		q := new(big.Rat).Add(Right(), tolerance)
		a, b := new(big.Rat).Quo(value, q), new(big.Rat).Mul(value, q)
		if a.Cmp(b) > 0 {
			a, b = b, a
		}
		return Interval{From: a, To: b}, true
	default:
		return Interval{}, false
	}
	return Around(value, wide, nil), true
}

// Units are the units a number may be given in, each with how many of the first one it is. Without a unit, or with one that makes
// the number wrong where the bare number is right, the answer loses Penalty: a part of the point, or of what the answer is worth.
type Units struct {
	Factors  map[string]*big.Rat
	Penalty  *big.Rat
	OfAnswer bool
}

// Quantity gives the worth of the first interval that holds the number in its unit, or the bare number at the cost of the penalty.
func Quantity(number *big.Rat, unit string, key []Interval, u Units) *big.Rat {
	if len(u.Factors) == 0 {
		return Numeric(number, key)
	}
	scaled := number
	factor, known := u.Factors[unit]
	if known {
		scaled = new(big.Rat).Mul(number, factor)
	}
	for _, k := range key {
		if known && k.holds(scaled) {
			return clamp(k.Fraction)
		}
		if k.holds(number) {
			return u.penalised(k.Fraction)
		}
	}
	return Wrong()
}

func (u Units) penalised(worth *big.Rat) *big.Rat {
	off := new(big.Rat).Set(orNothing(u.Penalty))
	if u.OfAnswer {
		off.Mul(off, worth)
	}
	return clamp(off.Sub(worth, off))
}
