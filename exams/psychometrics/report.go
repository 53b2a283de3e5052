package psychometrics

import "math"

// Form is what is said of a form, or of an exam whose forms differ from attempt to attempt.
type Form struct {
	N           int         `json:"n"`
	Items       float64     `json:"items"`       // scored items of an attempt, in the mean
	Points      float64     `json:"points"`      // the most an attempt could earn, in the mean
	SameItems   bool        `json:"same_items"`  // every attempt had the same items
	Dichotomous bool        `json:"dichotomous"` // every scored item is right or wrong
	Cut         float64     `json:"cut"`
	Mean        Figure      `json:"mean"`
	SD          Figure      `json:"sd"`
	PassRate    Figure      `json:"pass_rate"`
	Alpha       Figure      `json:"alpha"`
	KR21        Figure      `json:"kr21"`
	SEM         Figure      `json:"sem"`
	CSEM        Figure      `json:"csem_at_cut"`
	Decision    Consistency `json:"decision"`
}

// Report is everything about one set of attempts.
type Report struct {
	Form  Form          `json:"form"`
	Items []ItemFigures `json:"items"`
}

// Analyse measures form and items. Cut is the part of the points that passes; periods are the names behind Matrix.Period; none, and
// there is no drift.
func (m *Matrix) Analyse(cut float64, periods []string) Report {
	earned, possible := m.totals()
	c, same := m.covariances(), m.complete()
	out := Report{Form: m.form(earned, possible, cut, c), Items: make([]ItemFigures, 0, len(m.Items))}
	of := map[int]int{} // matrix item -> its place among the scored
	for i, item := range c.items {
		of[item] = i
	}
	for i := range m.Items {
		f, s := m.item(i, earned, possible)
		place, scored := of[i]
		if n := len(s.rows); same && scored && n > 0 {
			f.Deleted = figure(c.alpha(place), n, LeastItem, FormulaAlphaDeleted)
		} else {
			f.Deleted = unfit(n, LeastItem, FormulaAlphaDeleted)
		}
		f.Drift = m.drift(i, s, m.Period, periods)
		f.flags()
		out.Items = append(out.Items, f)
	}
	return out
}

// form figures. Attempts with forms of their own may differ in points; their points are put on the mean number of points.
func (m *Matrix) form(earned, possible []float64, cut float64, c covariances) Form {
	n, most := m.Rows, 0.0
	for _, p := range possible {
		most += p
	}
	most /= math.Max(float64(n), 1)
	on, passed := make([]float64, 0, n), 0
	for row := range earned {
		if possible[row] == 0 {
			continue
		}
		on = append(on, earned[row]*most/possible[row])
		if earned[row] >= cut*possible[row]-1e-9 {
			passed++
		}
	}
	v := variable(on)
	f := Form{N: n, Items: m.length(), Points: most, SameItems: m.complete(), Dichotomous: m.allDichotomous(), Cut: cut * most}
	f.Mean = figure(v.mx, n, LeastForm, FormulaMean)
	f.SD = figure(v.sd(), n, LeastForm, FormulaSD)
	f.PassRate = figure(share(float64(passed), float64(n)), n, LeastForm, FormulaPassRate)
	alpha, formula := c.alpha(-1), FormulaAlpha
	if f.Dichotomous {
		formula = FormulaKR20
	}
	if !f.SameItems {
		alpha, formula = c.alphaOfPairs(f.Items), FormulaAlphaPairs
	}
	f.Alpha = figure(alpha, n, LeastForm, formula)
	if !f.SameItems && math.IsNaN(alpha) { // too few items were met together
		f.Alpha = unfit(n, LeastForm, formula)
	}
	f.errors(scores{n, v.mx, v.varX(), most}, alpha)
	return f
}

// errors are the figures that follow from alpha.
func (f *Form) errors(s scores, alpha float64) {
	k21 := kr21(s.most, s.mean, s.variance, s.n)
	f.KR21 = unfit(s.n, LeastForm, FormulaKR21)
	if f.Dichotomous && f.Items == s.most {
		f.KR21 = figure(k21, s.n, LeastForm, FormulaKR21)
	}
	f.SEM = unfit(s.n, LeastForm, FormulaSEM)
	if f.Alpha.Value != nil {
		f.SEM = figure(math.Sqrt(s.variance*(1-alpha)), s.n, LeastForm, FormulaSEM)
	}
	f.CSEM = csem(f.Cut, s.most, alpha, k21, f.Dichotomous && f.Items == s.most, s.n)
	f.Decision = s.consistency(alpha, f.Cut)
}

// length is how many scored items an attempt had, in the mean.
func (m *Matrix) length() float64 {
	cells := 0
	for row := range m.Rows {
		for i := range m.Items {
			if _, ok := m.points(row, i); ok && m.Items[i].Scored {
				cells++
			}
		}
	}
	return share(float64(cells), math.Max(float64(m.Rows), 1))
}

func (m *Matrix) allDichotomous() bool {
	for i := range m.Items {
		if m.Items[i].Scored && !m.dichotomous(i) {
			return false
		}
	}
	return true
}
