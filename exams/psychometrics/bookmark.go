package psychometrics

import (
	"math"
	"math/big"
	"sort"
)

// responseProbability is how surely a borderline candidate masters the item at the bookmark.
const responseProbability = 0.67

// Bookmark takes where the item stands that each judge marked.
func Bookmark(places []*big.Rat) Panel { return panelOf(places, FormulaBookmark) }

// step is a stretch of totals over which the fitted share is the same.
type step struct{ total, n, sum float64 }

// Places tells for each item at which total a candidate earns 0.67 of it: the order of the booklet, and the cut of its bookmark.
// The share earned is fitted as never falling with the total (pool adjacent violators) and read between the steps by straight
// lines. It is withheld where the share reaches 0.67 nowhere, or everywhere.
func (m *Matrix) Places() []Figure {
	earned, possible := m.totals()
	most := 0.0
	for _, p := range possible {
		most = math.Max(most, p)
	}
	out := make([]Figure, len(m.Items))
	for i := range m.Items {
		s := m.seen(i, earned, possible)
		out[i] = figure(math.NaN(), len(s.rows), LeastResponse, FormulaPlace)
		if len(s.rows) >= LeastResponse {
			out[i] = figure(place(rising(s, m.Items[i].Points))*most, len(s.rows), LeastResponse, FormulaPlace)
		}
	}
	return out
}

// rising fits shares that never fall.
func rising(s seen, points float64) []step {
	at := map[float64]*step{}
	for i, total := range s.full {
		if math.IsNaN(total) {
			continue
		}
		if at[total] == nil {
			at[total] = &step{}
		}
		at[total].total += total
		at[total].n++
		at[total].sum += s.points[i] / points
	}
	order := make([]float64, 0, len(at))
	for total := range at {
		order = append(order, total)
	}
	sort.Float64s(order)
	var fit []step
	for _, total := range order {
		fit = append(fit, *at[total])
		for k := len(fit); k > 1 && fit[k-2].sum*fit[k-1].n > fit[k-1].sum*fit[k-2].n; k = len(fit) {
			a, b := fit[k-2], fit[k-1]
			fit = append(fit[:k-2], step{a.total + b.total, a.n + b.n, a.sum + b.sum})
		}
	}
	return fit
}

// place is the total at which the fitted share reaches the response probability.
func place(fit []step) float64 {
	for k := 1; k < len(fit); k++ {
		y0, y1 := fit[k-1].sum/fit[k-1].n, fit[k].sum/fit[k].n
		if y0 < responseProbability && y1 >= responseProbability {
			x0, x1 := fit[k-1].total/fit[k-1].n, fit[k].total/fit[k].n
			return x0 + (x1-x0)*(responseProbability-y0)/(y1-y0)
		}
	}
	return math.NaN()
}
