package scoring

import (
	"math/big"

	"laurel/internal/fault"
)

// Scale is the reporting scale of an exam. Pass is the scaled score of the cut. With two segments the points below the cut have a
// line of their own, from (nothing, Min); with one, or none said, a single line goes through the cut.
type Scale struct {
	Min      int `json:"min"`
	Pass     int `json:"pass"`
	Max      int `json:"max"`
	Segments int `json:"segments,omitempty" enum:"1,2"`
}

// Cut is where an exam is passed, in points, exact. A percentage of 60 points need not be a whole number of points.
type Cut struct {
	Raw *big.Rat
	Max int
}

// ErrCut says that no cut can be drawn: it must lie above nothing and not above everything.
var ErrCut = fault.New(fault.Invalid, "cut_out_of_range", "The cut must be more than 0 and at most everything.")

// CutAt draws the cut at a number of points.
func CutAt(raw, max int) (Cut, error) {
	if raw < 1 || raw > max {
		return Cut{}, ErrCut
	}
	return Cut{Raw: big.NewRat(int64(raw), 1), Max: max}, nil
}

// CutAtPercent draws the cut at a percentage of the points, "65" or "69.995".
func CutAtPercent(percent string, max int) (Cut, error) {
	p, ok := Number(percent)
	if !ok || max < 1 || p.Sign() <= 0 || p.Cmp(big.NewRat(100, 1)) > 0 {
		return Cut{}, ErrCut
	}
	return Cut{Raw: p.Mul(p, big.NewRat(int64(max), 100)), Max: max}, nil
}

// CutExactly draws the cut at points that need not be whole, such as those of an equated form.
func CutExactly(raw string, max int) (Cut, error) {
	v, ok := Number(raw)
	if !ok || v.Sign() <= 0 || v.Cmp(big.NewRat(int64(max), 1)) > 0 {
		return Cut{}, ErrCut
	}
	return Cut{Raw: v, Max: max}, nil
}

// Passed is the whole decision: the raw points reach the cut. The scaled score never decides.
func (c Cut) Passed(raw *big.Rat) bool { return raw.Cmp(c.Raw) >= 0 }

// Scaled puts raw points on the reporting scale: one straight line through (cut, Pass) and (everything, Max), not below Min, or
// with two segments below the cut the line through (nothing, Min) and (cut, Pass),
// rounded to the nearest whole number, halves up. A fail that would round up to Pass is reported one below it, so that the
// number never contradicts the decision. Where the cut is everything, the line runs from (nothing, Min) to (cut, Pass), and
// reaching it gives Max.
func (s Scale) Scaled(raw *big.Rat, c Cut) int {
	all := big.NewRat(int64(c.Max), 1)
	if raw.Cmp(all) >= 0 {
		return s.Max
	}
	x0, y0, x1, y1 := c.Raw, s.Pass, all, s.Max
	if c.Raw.Cmp(all) == 0 || s.Segments == 2 && !c.Passed(raw) {
		x0, y0, x1, y1 = Wrong(), s.Min, c.Raw, s.Pass
	}
	slope := new(big.Rat).Quo(big.NewRat(int64(y1-y0), 1), new(big.Rat).Sub(x1, x0))
	at := new(big.Rat).Sub(raw, x0)
	at.Mul(at, slope).Add(at, big.NewRat(int64(y0), 1))
	scaled := nearest(at)
	if !c.Passed(raw) {
		scaled = min(scaled, s.Pass-1)
	}
	return min(max(scaled, s.Min), s.Max)
}

// Nearest rounds halves up, towards plus infinity.
func Nearest(v *big.Rat) int { return nearest(v) }

func nearest(v *big.Rat) int {
	return floor(new(big.Rat).Add(v, big.NewRat(1, 2)))
}

func floor(v *big.Rat) int {
	// Euclidean division rounds towards minus infinity for a positive divisor, which a denominator always is.
	return int(new(big.Int).Div(v.Num(), v.Denom()).Int64())
}

// Validate says whether the three points are in order: 0 <= Min < Pass < Max, and the segments one or two.
func (s Scale) Validate() bool {
	return s.Min >= 0 && s.Min < s.Pass && s.Pass < s.Max && s.Max <= 1_000_000 && s.Segments >= 0 && s.Segments <= 2
}
