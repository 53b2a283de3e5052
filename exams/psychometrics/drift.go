package psychometrics

import (
	"math"
	"sort"
)

// strata are the groups of equal ability.
const strata = 5

// PeriodFigure is an item in one period. Difference is against the first period that has enough attempts, at the same ability; the
// first has none. Z is the difference over its standard error.
type PeriodFigure struct {
	Period     string  `json:"period"`
	Facility   Figure  `json:"facility"`
	Difference Figure  `json:"difference"`
	Z          float64 `json:"z"`
}

type cell struct{ n, sum, squares float64 }

func (c cell) mean() float64 { return c.sum / c.n }

// variance of the mean, with n-1; where all were alike it is that of one more of either kind, so that no difference is certain.
func (c cell) variance(points float64) float64 {
	v := (c.squares - c.sum*c.sum/c.n) / (c.n - 1)
	p := (c.sum + points/2) / (c.n + 1)
	return math.Max(v, p*(points-p)/c.n) / c.n
}

// drift compares the periods of one item, or any other groups; without names there are none.
func (m *Matrix) drift(item int, s seen, group []uint8, names []string) []PeriodFigure {
	if len(names) == 0 {
		return []PeriodFigure{}
	}
	points := m.Items[item].Points
	border := borders(s.rest)
	cells := make([][strata]cell, len(names))
	for i, row := range s.rows {
		if math.IsNaN(s.rest[i]) {
			continue
		}
		c := &cells[group[row]][sort.SearchFloat64s(border, s.rest[i])]
		c.n, c.sum, c.squares = c.n+1, c.sum+s.points[i], c.squares+s.points[i]*s.points[i]
	}
	out, first := []PeriodFigure{}, -1
	for p, name := range names {
		var all cell
		for _, c := range cells[p] {
			all.n, all.sum = all.n+c.n, all.sum+c.sum
		}
		if all.n == 0 {
			continue
		}
		f := PeriodFigure{Period: name, Facility: figure(share(all.mean(), points), int(all.n), LeastPeriod, FormulaPeriod)}
		f.Difference = unfit(int(all.n), LeastPeriod, FormulaDrift)
		if _, known := f.Facility.Known(); known && first < 0 {
			first = p
		} else if known {
			diff, z := differ(cells[first], cells[p], points)
			f.Difference = figure(diff, int(all.n), LeastPeriod, FormulaDrift)
			if _, ok := f.Difference.Known(); ok {
				f.Z = z
			}
		}
		out = append(out, f)
	}
	return out
}

// differ is the standardised difference and its z over the strata that both periods have at least two attempts in.
func differ(before, after [strata]cell, points float64) (diff, z float64) {
	weight, variance := 0.0, 0.0
	for k := range strata {
		a, b := before[k], after[k]
		if a.n < 2 || b.n < 2 {
			continue
		}
		weight += b.n
		diff += b.n * (b.mean() - a.mean())
		variance += b.n * b.n * (a.variance(points) + b.variance(points))
	}
	if weight == 0 {
		return math.NaN(), 0
	}
	return diff / weight / points, diff / math.Sqrt(variance)
}

// borders cut the rest scores into five groups about equal in number.
func borders(rest []float64) []float64 {
	sorted := make([]float64, 0, len(rest))
	for _, v := range rest {
		if !math.IsNaN(v) {
			sorted = append(sorted, v)
		}
	}
	sort.Float64s(sorted)
	out := make([]float64, strata-1)
	for k := range out {
		if len(sorted) > 0 {
			out[k] = sorted[(k+1)*len(sorted)/strata]
		}
	}
	return out
}

// Apart compares groups of rows, such as languages, item by item in the way of drift: the first group that is large enough is what
// the others are held against, at the same ability.
func (m *Matrix) Apart(group []uint8, names []string) [][]PeriodFigure {
	earned, possible := m.totals()
	out := make([][]PeriodFigure, len(m.Items))
	for i := range m.Items {
		out[i] = m.drift(i, m.seen(i, earned, possible), group, names)
	}
	return out
}
