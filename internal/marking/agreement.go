package marking

import (
	"math/big"
	"slices"

	"laurel/exams/psychometrics"
)

// leastPairs is the number of responses marked twice below which no figure of agreement is given: it would say little.
const leastPairs = 20

// longestScale is the finest scale that marks of different rubrics are laid on together.
const longestScale = 1000

// Pair is a response that two people marked without knowing of each other, as parts of the most points.
type Pair struct{ A, B *big.Rat }

// Agreement is how well two series of marks agree. Exact is nil where the others are withheld for the number of responses.
type Agreement struct {
	N        int
	Withheld bool
	Exact    *float64
	Kappa    *float64
	Weighted *float64
}

// agree computes the figures. Cohen's kappa takes the marks that occur as its categories. The one weighted by the square of the
// difference lays all marks on one scale of equal steps.
func agree(pairs []Pair) Agreement {
	if len(pairs) < leastPairs {
		return Agreement{N: len(pairs), Withheld: true}
	}
	kinds := valuesOf(pairs)
	plain := psychometrics.Kappa(places(pairs, func(v *big.Rat) int {
		i, _ := slices.BinarySearchFunc(kinds, v, (*big.Rat).Cmp)
		return i
	}), len(kinds), psychometrics.Unweighted)
	steps := stepsOf(kinds)
	weighted := psychometrics.Kappa(places(pairs, func(v *big.Rat) int {
		at := new(big.Rat).Mul(v, big.NewRat(int64(steps), 1))
		at.Add(at, big.NewRat(1, 2))
		return int(new(big.Int).Quo(at.Num(), at.Denom()).Int64())
	}), steps+1, psychometrics.Quadratic)
	same := 0.0
	for _, p := range pairs {
		if p.A.Cmp(p.B) == 0 {
			same++
		}
	}
	same /= float64(len(pairs))
	return Agreement{N: len(pairs), Exact: &same, Kappa: plain.Value, Weighted: weighted.Value}
}

// valuesOf are the marks that occur, in order, each once.
func valuesOf(pairs []Pair) []*big.Rat {
	var out []*big.Rat
	for _, p := range pairs {
		out = append(out, p.A, p.B)
	}
	slices.SortFunc(out, (*big.Rat).Cmp)
	return slices.CompactFunc(out, func(a, b *big.Rat) bool { return a.Cmp(b) == 0 })
}

// stepsOf is the number of equal steps from nothing to all on which every mark has its place; where that would be endless, marks
// take the nearest of a thousand.
func stepsOf(values []*big.Rat) int {
	steps := big.NewInt(1)
	for _, v := range values {
		shared := new(big.Int).GCD(nil, nil, steps, v.Denom())
		steps.Mul(steps, new(big.Int).Quo(v.Denom(), shared))
		if steps.Cmp(big.NewInt(longestScale)) > 0 {
			return longestScale
		}
	}
	return int(steps.Int64())
}

func places(pairs []Pair, at func(*big.Rat) int) [][2]int {
	out := make([][2]int, len(pairs))
	for i, p := range pairs {
		out[i] = [2]int{at(p.A), at(p.B)}
	}
	return out
}
