package psychometrics

import "math"

// covariances of scored items over the rows that saw both.
type covariances struct {
	m        *Matrix
	items    []int // of the matrix
	cov      [][]float64
	together [][]int
}

// covariances gathers all sums in one pass over the rows, around each item's mean.
func (m *Matrix) covariances() covariances {
	c := covariances{m: m}
	for i := range m.Items {
		if m.Items[i].Scored {
			c.items = append(c.items, i)
		}
	}
	k := len(c.items)
	sums, x, y, xy := make([]int, k*k), make([]float64, k*k), make([]float64, k*k), make([]float64, k*k)
	at, vals := make([]int, 0, k), make([]float64, 0, k)
	center := m.centers(c.items)
	for row := range m.Rows {
		at, vals = at[:0], vals[:0]
		for i, item := range c.items {
			if v, ok := m.points(row, item); ok {
				at, vals = append(at, i), append(vals, v-center[i])
			}
		}
		for a, i := range at {
			for b := a; b < len(at); b++ {
				cell := i*k + at[b]
				sums[cell]++
				x[cell] += vals[a]
				y[cell] += vals[b]
				xy[cell] += vals[a] * vals[b]
			}
		}
	}
	c.fill(sums, x, y, xy)
	return c
}

func (c *covariances) fill(sums []int, x, y, xy []float64) {
	k := len(c.items)
	c.cov, c.together = make([][]float64, k), make([][]int, k)
	for i := range k {
		c.cov[i], c.together[i] = make([]float64, k), make([]int, k)
	}
	for i := range k {
		for j := i; j < k; j++ {
			n := float64(sums[i*k+j])
			v := (xy[i*k+j] - x[i*k+j]*y[i*k+j]/n) / (n - 1)
			c.cov[i][j], c.cov[j][i] = v, v
			c.together[i][j], c.together[j][i] = sums[i*k+j], sums[i*k+j]
		}
	}
}

func (m *Matrix) centers(items []int) []float64 {
	out := make([]float64, len(items))
	for i, item := range items {
		n := 0.0
		for row := range m.Rows {
			if v, ok := m.points(row, item); ok {
				n++
				out[i] += (v - out[i]) / n
			}
		}
	}
	return out
}

// alpha of the items but one; without is -1 for all. Complete data only.
func (c covariances) alpha(without int) float64 {
	items, sum, total := 0.0, 0.0, 0.0
	for i := range c.items {
		if i == without {
			continue
		}
		items++
		sum += c.cov[i][i]
		for j := range c.items {
			if j != without {
				total += c.cov[i][j]
			}
		}
	}
	if items < 2 || total <= tiny {
		return math.NaN()
	}
	return items / (items - 1) * (1 - sum/total)
}

// alphaOfPairs is for forms that differ from attempt to attempt; length is how many items an attempt has. With complete data it
// equals alpha. It says nothing where fewer than half of the pairs were seen together often enough.
func (c covariances) alphaOfPairs(length float64) float64 {
	v, items, cov, pairs, all := 0.0, 0.0, 0.0, 0.0, 0.0
	for i := range c.items {
		if c.together[i][i] < LeastForm {
			continue
		}
		v, items = v+c.cov[i][i], items+1
		for j := range i {
			all++
			if c.together[i][j] >= LeastForm {
				cov, pairs = cov+c.cov[i][j], pairs+1
			}
		}
	}
	if pairs == 0 || pairs < all/2 {
		return math.NaN()
	}
	v, cov = v/items, cov/pairs
	return length * cov / (v + (length-1)*cov)
}

// kr21 of k points; variance with n-1 is turned into the one with n, as the formula's pq have n below.
func kr21(k, mean, variance float64, n int) float64 {
	variance *= float64(n-1) / float64(n)
	if k < 2 || variance <= tiny {
		return math.NaN()
	}
	return k / (k - 1) * (1 - mean*(k-mean)/(k*variance))
}

// csem is the conditional standard error of measurement at x of k points. Where items earn parts of their points the binomial
// error is too large, and Keats's factor brings it to what alpha says.
func csem(x, k, alpha, kr21 float64, dichotomous bool, n int) Figure {
	lord := x * (k - x) / (k - 1)
	if dichotomous {
		return figure(math.Sqrt(lord), n, LeastForm, FormulaCSEM)
	}
	if !(kr21 < 1) || !(alpha <= 1) {
		return unfit(n, LeastForm, FormulaCSEMKeats)
	}
	return figure(math.Sqrt(lord*(1-alpha)/(1-kr21)), n, LeastForm, FormulaCSEMKeats)
}
