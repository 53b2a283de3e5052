package scoring

import "math/big"

// Band is a stretch of percentages that a domain's result is reported as. A single figure over a handful of items would
// promise more than it knows.
type Band struct {
	From int `json:"from"`
	To   int `json:"to"`
}

// widths says how wide a band is for how many items. Half a band is about one standard error of a share at one half.
func width(items int) int {
	switch {
	case items >= 30:
		return 10
	case items >= 15:
		return 20
	case items >= 8:
		return 30
	case items >= 4:
		return 50
	}
	return 100
}

// BandOf places points out of that many items in a band whose ends are multiples of ten.
func BandOf(points *big.Rat, items int) Band {
	w := width(items)
	if items < 1 || w == 100 {
		return Band{0, 100}
	}
	percent := new(big.Rat).Quo(points, big.NewRat(int64(items), 100))
	below := new(big.Rat).Sub(percent, big.NewRat(int64((w-10)/2), 1))
	from := floor(below.Quo(below, big.NewRat(10, 1))) * 10
	from = min(max(from, 0), 100-w)
	return Band{from, from + w}
}
