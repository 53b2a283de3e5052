// Package scoring turns answers into points, points into a scaled score and a decision, exactly: no number in it is a float.
package scoring

import "math/big"

// Named rules for a response that can be partly right.
const (
	// AllOrNothing gives the point only for exactly the right set. It is what a key without a rule means.
	AllOrNothing = "all_or_nothing"
	// SumOfFractions adds the fractions of the chosen options and clamps the sum to 0..1, as Moodle's multiple choice does.
	SumOfFractions = "moodle_multi"
)

// Right and Wrong are fresh values: a caller may add to them.
func Right() *big.Rat { return big.NewRat(1, 1) }

// Wrong is no point. An answer that was not given is worth the same.
func Wrong() *big.Rat { return new(big.Rat) }

func point(right bool) *big.Rat {
	if right {
		return Right()
	}
	return Wrong()
}

func clamp(v *big.Rat) *big.Rat {
	switch {
	case v.Sign() < 0:
		return Wrong()
	case v.Cmp(Right()) > 0:
		return Right()
	}
	return new(big.Rat).Set(v)
}
