package scoring

import (
	"math/big"
	"regexp"
)

// Bounds on what is read as a number, so that no input can ask for a million digits.
const (
	maxNumberLength = 60
	decimalForm     = `[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)`
)

var (
	decimal  = regexp.MustCompile(`^` + decimalForm + `(?:[eE][+-]?[0-9]{1,2})?$`)
	quotient = regexp.MustCompile(`^[+-]?[0-9]+/[1-9][0-9]*$`)
)

// Number reads a decimal with a point, "-12", "3.14", "6.02e23", exactly. It refuses NaN, infinities, commas, blanks and
// exponents of more than two digits.
func Number(s string) (*big.Rat, bool) {
	if len(s) > maxNumberLength || !decimal.MatchString(s) {
		return nil, false
	}
	return new(big.Rat).SetString(s)
}

// Value reads a decimal or a quotient of whole numbers, "2.5" or "5/2", exactly.
func Value(s string) (*big.Rat, bool) { return rational(s) }

func rational(s string) (*big.Rat, bool) {
	if len(s) <= maxNumberLength && quotient.MatchString(s) {
		return new(big.Rat).SetString(s)
	}
	return Number(s)
}

// Interval is what a numeric key accepts: From <= answer <= To, both ends included, worth Fraction.
type Interval struct {
	From, To, Fraction *big.Rat
}

// Around is the interval of a value and an absolute tolerance.
func Around(value, tolerance, fraction *big.Rat) Interval {
	return Interval{
		From:     new(big.Rat).Sub(value, tolerance),
		To:       new(big.Rat).Add(value, tolerance),
		Fraction: fraction,
	}
}

func (i Interval) holds(v *big.Rat) bool { return v.Cmp(i.From) >= 0 && v.Cmp(i.To) <= 0 }

// Numeric gives the worth of the first interval that holds the answer.
func Numeric(answer *big.Rat, key []Interval) *big.Rat {
	for _, k := range key {
		if k.holds(answer) {
			return clamp(k.Fraction)
		}
	}
	return Wrong()
}
