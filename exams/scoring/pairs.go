package scoring

import "math/big"

// Pairs is the share of stems whose partner is the one the key names. Stems of the answer that the key does not know, and
// partners that belong to no stem, are worth nothing.
func Pairs(answer, key map[string]string) *big.Rat {
	right := 0
	for stem, partner := range key {
		if got, given := answer[stem]; given && got == partner {
			right++
		}
	}
	return share(right, len(key))
}

// AllPairs gives the point when every stem has its partner.
func AllPairs(answer, key map[string]string) *big.Rat {
	return point(Pairs(answer, key).Cmp(Right()) == 0)
}

// Gap is what one gap earned, between 0 and 1, and how much it weighs among the others.
type Gap struct {
	Earned *big.Rat
	Weight int64
}

// Gaps is the weighted share of gaps that were filled rightly. Gaps of equal weight give right gaps over gaps.
func Gaps(all []Gap) *big.Rat {
	sum, weight := new(big.Rat), int64(0)
	for _, g := range all {
		weight += g.Weight
		sum.Add(sum, new(big.Rat).Mul(clamp(g.Earned), big.NewRat(g.Weight, 1)))
	}
	if weight <= 0 {
		return Wrong()
	}
	return clamp(sum.Quo(sum, big.NewRat(weight, 1)))
}

// AllGaps gives the point when every gap earned everything.
func AllGaps(all []Gap) *big.Rat {
	for _, g := range all {
		if g.Earned.Cmp(Right()) < 0 {
			return Wrong()
		}
	}
	return point(len(all) > 0)
}
