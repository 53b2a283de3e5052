// Package psychometrics says how well items and forms measure: classical figures, each with the number of cases it rests on, the
// name of its formula and the least number of cases below which it is withheld. Nothing in it decides about a person.
//
// It works on a Matrix of what each attempt earned and chose. Item response theory, and adaptive exams that need it, would come
// beside it: calibration reads the same Matrix, and its figures are Figures.
package psychometrics

import "math"

// Figure is a number that can be defended. Value is nil where the figure is withheld, and Why then says the reason.
type Figure struct {
	Value   *float64 `json:"value"`
	N       int      `json:"n"`
	Least   int      `json:"least_n"`
	Formula string   `json:"formula"`
	Why     string   `json:"withheld,omitempty"`
}

// Why a figure is withheld.
const (
	TooFew     = "n"         // fewer cases than Least
	NoSpread   = "no_spread" // all cases are alike, so the figure is not defined
	NotFitting = "model"     // the formula does not hold for this kind of data
)

// Least numbers of cases. Where a figure rests on fewer, it is withheld.
const (
	LeastItem        = 30  // facility, discrimination, options of one item
	LeastExtremes    = 100 // upper-lower: 27 of 100 on either side
	LeastForm        = 30  // mean, spread, reliability of a form
	LeastConsistency = 100 // decision consistency
	LeastPeriod      = 30  // one period of a drift
	LeastShared      = 20  // items that two attempts share
	LeastLike        = 50  // attempts that answer similarity learns its expectation from
	LeastResponse    = 100 // where an item stands for a bookmark
	LeastEquating    = 30  // attempts on either form
	LeastAgreement   = 2   // works marked twice
	LeastJudges      = 2   // a standard error of judges
)

// figure makes one, or withholds it.
func figure(value float64, n, least int, formula string) Figure {
	f := Figure{N: n, Least: least, Formula: formula}
	switch {
	case n < least:
		f.Why = TooFew
	case math.IsNaN(value) || math.IsInf(value, 0):
		f.Why = NoSpread
	default:
		f.Value = &value
	}
	return f
}

// unfit withholds a figure whose formula does not hold here.
func unfit(n, least int, formula string) Figure {
	f := figure(0, n, least, formula)
	if f.Value != nil {
		f.Value, f.Why = nil, NotFitting
	}
	return f
}

// Known gives the value of a figure that is not withheld.
func (f Figure) Known() (float64, bool) {
	if f.Value == nil {
		return 0, false
	}
	return *f.Value, true
}
