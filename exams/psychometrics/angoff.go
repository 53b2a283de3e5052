package psychometrics

import (
	"math"
	"math/big"
)

// Panel is what judges said together. Cut is exact, in points; SD (n-1) and SE are withheld for one judge.
type Panel struct {
	Judges int
	Sums   []*big.Rat // each judge's own cut
	Cut    *big.Rat
	SD     Figure
	SE     Figure
}

// Angoff takes the rating of each judge for each item, as the part of the item's points that a borderline candidate earns, and the
// items' points. Every judge rated every item. An item that is dropped later is left out of both, and the panel is computed again.
func Angoff(ratings [][]*big.Rat, points []*big.Rat) Panel {
	sums := make([]*big.Rat, len(ratings))
	for j, row := range ratings {
		sums[j] = new(big.Rat)
		for i, r := range row {
			sums[j].Add(sums[j], new(big.Rat).Mul(r, points[i]))
		}
	}
	return panelOf(sums, FormulaAngoff)
}

// panelOf is the mean of the judges' cuts with its error.
func panelOf(sums []*big.Rat, formula string) Panel {
	p := Panel{Judges: len(sums), Sums: sums, Cut: new(big.Rat)}
	v := &pairs{}
	for _, s := range sums {
		p.Cut.Add(p.Cut, s)
		f, _ := s.Float64()
		v.add(f, f)
	}
	if len(sums) > 0 {
		p.Cut.Quo(p.Cut, big.NewRat(int64(len(sums)), 1))
	}
	sd := math.NaN()
	if len(sums) > 1 {
		sd = v.sd()
	}
	p.SD = figure(sd, len(sums), LeastJudges, formula)
	p.SE = figure(sd/math.Sqrt(float64(len(sums))), len(sums), LeastJudges, formula)
	return p
}

// Spread is what a panel is shown of one item after a round.
type Spread struct {
	Mean float64 `json:"mean"`
	SD   float64 `json:"sd"`
	Low  float64 `json:"low"`
	High float64 `json:"high"`
	N    int     `json:"n"`
}

// SpreadOf describes ratings; SD is 0 for one.
func SpreadOf(values []float64) Spread {
	if len(values) == 0 {
		return Spread{}
	}
	v := variable(values)
	s := Spread{Mean: v.mx, Low: values[0], High: values[0], N: len(values)}
	for _, x := range values {
		s.Low, s.High = math.Min(s.Low, x), math.Max(s.High, x)
	}
	if len(values) > 1 {
		s.SD = v.sd()
	}
	return s
}
