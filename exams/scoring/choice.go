package scoring

import "math/big"

// One gives the point when the chosen option is among those the key accepts.
func One(chosen string, accepted []string) *big.Rat {
	for _, a := range accepted {
		if a == chosen {
			return Right()
		}
	}
	return Wrong()
}

// Set gives the point when the two sets are equal. Order and repetition do not matter; an empty choice is wrong.
func Set(chosen, key []string) *big.Rat {
	want := make(map[string]bool, len(key))
	for _, k := range key {
		want[k] = true
	}
	got := make(map[string]bool, len(chosen))
	for _, c := range chosen {
		if !want[c] {
			return Wrong()
		}
		got[c] = true
	}
	return point(len(got) > 0 && len(got) == len(want))
}

// Fractions adds what each distinct chosen option is worth and clamps to 0..1. An option the key does not name is worth nothing.
func Fractions(chosen []string, worth map[string]*big.Rat) *big.Rat {
	sum := new(big.Rat)
	seen := make(map[string]bool, len(chosen))
	for _, c := range chosen {
		if w := worth[c]; w != nil && !seen[c] {
			sum.Add(sum, w)
		}
		seen[c] = true
	}
	return clamp(sum)
}

// RightMinusWrong is right choices minus wrong ones, over the number of right options, and never below nothing.
func RightMinusWrong(chosen, key []string) *big.Rat {
	right := make(map[string]bool, len(key))
	for _, k := range key {
		right[k] = true
	}
	seen, balance := make(map[string]bool, len(chosen)), 0
	for _, c := range chosen {
		switch {
		case seen[c]:
		case right[c]:
			balance++
		default:
			balance--
		}
		seen[c] = true
	}
	return share(max(balance, 0), len(right))
}

// Fraction reads what an option or answer is worth: "1/3", "-0.25", "1". It refuses anything outside -1..1.
func Fraction(s string) (*big.Rat, bool) {
	v, ok := rational(s)
	if !ok || new(big.Rat).Abs(v).Cmp(Right()) > 0 {
		return nil, false
	}
	return v, true
}
