// Package scoring turns answers into points, points into a scaled score and a decision, exactly: no number in it is a float.
package scoring

import "math/big"

// The rules by the names that keys call them.
const (
	// AllOrNothing gives the point only for exactly the right answer. It is what a key without a rule means.
	AllOrNothing = "all_or_nothing"
	// SumOfFractions adds the fractions of the chosen options and clamps the sum to 0..1, as Moodle's multiple choice does.
	SumOfFractions = "moodle_multi"
	// MinusWrong takes the wrong choices from the right ones, as Canvas does, and never falls below nothing.
	MinusWrong = "canvas_multi"
	// MapResponse adds what the distinct values of an answer are mapped to, between bounds, as QTI does.
	MapResponse = "map_response"
	// MapResponsePoint is the same over the areas of an image.
	MapResponsePoint = "map_response_point"
	// MatchPairs is the share of stems that were paired rightly.
	MatchPairs = "match_pairs"
	// GapShare is the share of gaps that were filled rightly.
	GapShare = "gap"
	// FirstMatch takes the worth of the first value with its tolerance that the number lies in.
	FirstMatch = "numeric"
	// TaskGateRule gives a task its points only when every check of it passes.
	TaskGateRule = "task_gate"
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

// share is a part of a whole; nothing of nothing is nothing.
func share(part, whole int) *big.Rat {
	if whole <= 0 {
		return Wrong()
	}
	return clamp(big.NewRat(int64(part), int64(whole)))
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
