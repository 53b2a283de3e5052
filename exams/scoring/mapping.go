package scoring

import "math/big"

// Mapping says what each value of an answer is worth, in points of the author's choosing. A bound that is nil does not bound.
type Mapping struct {
	Values       map[string]*big.Rat
	Default      *big.Rat // of a value that is not mapped; nil is nothing
	Lower, Upper *big.Rat
}

// Points adds what the distinct values are mapped to and keeps the sum within the bounds. No value at all counts as one that is
// not mapped.
func (m Mapping) Points(values []string) *big.Rat {
	sum, seen := new(big.Rat), make(map[string]bool, len(values))
	for _, v := range values {
		if seen[v] {
			continue
		}
		seen[v] = true
		sum.Add(sum, m.of(v))
	}
	if len(values) == 0 {
		sum.Add(sum, orNothing(m.Default))
	}
	return bounded(sum, m.Lower, m.Upper)
}

// Best is the most that an answer can reach: all values that add something, within the bounds.
func (m Mapping) Best() *big.Rat {
	best := new(big.Rat)
	for _, v := range m.Values {
		if v.Sign() > 0 {
			best.Add(best, v)
		}
	}
	return bounded(best, m.Lower, m.Upper)
}

// Fraction is what the values earn of the best, between 0 and 1.
func (m Mapping) Fraction(values []string) *big.Rat { return ofBest(m.Points(values), m.Best()) }

func (m Mapping) of(value string) *big.Rat {
	if v := m.Values[value]; v != nil {
		return v
	}
	return orNothing(m.Default)
}

func orNothing(v *big.Rat) *big.Rat {
	if v == nil {
		return Wrong()
	}
	return v
}

func bounded(v, lower, upper *big.Rat) *big.Rat {
	if lower != nil && v.Cmp(lower) < 0 {
		v = lower
	}
	if upper != nil && v.Cmp(upper) > 0 {
		v = upper
	}
	return new(big.Rat).Set(v)
}

func ofBest(points, best *big.Rat) *big.Rat {
	if best.Sign() <= 0 {
		return Wrong()
	}
	return clamp(new(big.Rat).Quo(points, best))
}
