package marking

import (
	"math/big"
	"slices"
)

// leastPairs is the number of responses marked twice below which no figure of agreement is given: it would say little.
const leastPairs = 20

// Pair is a response that two people marked without knowing of each other, as parts of the most points.
type Pair struct{ A, B *big.Rat }

// Agreement is how well two series of marks agree. Kappa and Weighted are nil where chance alone would agree fully.
type Agreement struct {
	N        int
	Withheld bool
	Exact    float64
	Kappa    *float64
	Weighted *float64
}

// agree computes the figures. Categories are the marks that occur. Cohen's kappa is (po - pe) / (1 - pe), with po the observed share
// of equal marks and pe that of independent markers with the same habits. The weighted one counts a difference by its square:
// 1 - sum(observed d²) / sum(expected d²).
func agree(pairs []Pair) Agreement {
	out := Agreement{N: len(pairs), Withheld: len(pairs) < leastPairs}
	if out.Withheld {
		return out
	}
	var values []*big.Rat
	for _, p := range pairs {
		values = append(values, p.A, p.B)
	}
	slices.SortFunc(values, (*big.Rat).Cmp)
	values = slices.CompactFunc(values, func(a, b *big.Rat) bool { return a.Cmp(b) == 0 })
	at := func(v *big.Rat) int {
		i, _ := slices.BinarySearchFunc(values, v, (*big.Rat).Cmp)
		return i
	}
	n, k := float64(len(pairs)), len(values)
	rows, columns := make([]float64, k), make([]float64, k)
	same, far := 0.0, 0.0
	for _, p := range pairs {
		i, j := at(p.A), at(p.B)
		rows[i]++
		columns[j]++
		if i == j {
			same++
		}
		far += square(p.A, p.B)
	}
	chance, expected := 0.0, 0.0
	for i := range k {
		for j := range k {
			both := rows[i] * columns[j] / n
			if i == j {
				chance += both
			}
			expected += both * square(values[i], values[j])
		}
	}
	out.Exact = same / n
	if chance < n {
		kappa := (same - chance) / (n - chance)
		out.Kappa = &kappa
	}
	if expected > 0 {
		weighted := 1 - far/expected
		out.Weighted = &weighted
	}
	return out
}

func square(a, b *big.Rat) float64 {
	d, _ := new(big.Rat).Sub(a, b).Float64()
	return d * d
}
