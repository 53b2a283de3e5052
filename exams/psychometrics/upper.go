package psychometrics

import (
	"math"
	"sort"
)

// extreme is the part of the attempts on either side.
const extreme = 0.27

// upperLower compares the best and the worst 27 % by total. Programs differ in what they do with equal totals at the border and
// so give different figures for the same answers. Here all attempts with the border's total count, each with the same part of
// itself, so that exactly 27 % of the attempts stand on either side and the order of the rows cannot matter.
func (s seen) upperLower(points float64) Figure {
	n := len(s.rows)
	if n < LeastExtremes {
		return figure(0, n, LeastExtremes, FormulaUpperLower)
	}
	order := make([]int, n)
	for i := range order {
		order[i] = i
	}
	sort.Slice(order, func(a, b int) bool { return s.full[order[a]] < s.full[order[b]] })
	lower := s.mean(order)
	for i, j := 0, n-1; i < j; i, j = i+1, j-1 {
		order[i], order[j] = order[j], order[i]
	}
	return figure(share(s.mean(order)-lower, points), n, LeastExtremes, FormulaUpperLower)
}

// mean of the points of the first 27 % in an order, where the group of the border counts in part.
func (s seen) mean(order []int) float64 {
	quota, sum := extreme*float64(len(order)), 0.0
	left := quota
	for i := 0; i < len(order) && left > 0; {
		j, group := i, 0.0
		for ; j < len(order) && math.Abs(s.full[order[j]]-s.full[order[i]]) < 1e-9; j++ {
			group += s.points[order[j]]
		}
		part := math.Min(1, left/float64(j-i))
		sum += part * group
		left -= part * float64(j-i)
		i = j
	}
	return sum / quota
}
