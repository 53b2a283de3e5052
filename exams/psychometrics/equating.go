package psychometrics

import (
	"math"

	"laurel/internal/fault"
)

// The methods of equating, with their formulas.
const (
	Identity = "identity"
	Mean     = "mean"
	Linear   = "linear"
	Tucker   = "tucker"
)

// ErrEquating says why two forms cannot be equated.
var ErrEquating = fault.New(fault.Invalid, "equating_not_possible", "These forms cannot be equated by this method.")

// Conversion turns points of one form into points of another: y = Slope x + Intercept.
type Conversion struct {
	Slope     float64
	Intercept float64
	NFrom     int
	NTo       int
	Formula   string
}

// To converts points of the form; From goes back.
func (c Conversion) To(x float64) float64   { return c.Slope*x + c.Intercept }
func (c Conversion) From(y float64) float64 { return (y - c.Intercept) / c.Slope }

// Sample is the totals on one form, and for anchors the points on the items that both forms have, in the same order.
type Sample struct {
	Totals  []float64
	Anchors []float64
}

// Equate puts the form of from on the scale of to.
func Equate(method string, from, to Sample) (Conversion, error) {
	c := Conversion{Slope: 1, NFrom: len(from.Totals), NTo: len(to.Totals)}
	if method == Identity {
		c.Formula = FormulaIdentity
		return c, nil
	}
	if min(c.NFrom, c.NTo) < LeastEquating {
		return c, ErrEquating.With(fault.Field{Field: "method", Code: "too_few", Detail: "at least 30 attempts on each form; with fewer, identity is the safest"})
	}
	x, y := variable(from.Totals), variable(to.Totals)
	switch method {
	case Mean:
		c.Formula, c.Intercept = FormulaEquate, y.mx-x.mx
	case Linear:
		c.Formula = FormulaLinear
		c.line(x.mx, x.varX(), y.mx, y.varX())
	case Tucker:
		if len(from.Anchors) != c.NFrom || len(to.Anchors) != c.NTo {
			return c, ErrEquating.With(fault.Field{Field: "anchors", Code: "required", Detail: "items that both forms have"})
		}
		c.Formula = FormulaTucker
		c.tucker(joint(from), joint(to))
	default:
		return c, ErrEquating.With(fault.Field{Field: "method", Code: "unknown", Detail: "identity, mean, linear or tucker"})
	}
	if !(c.Slope > 0) || math.IsNaN(c.Intercept) || math.IsInf(c.Slope, 0) || math.IsInf(c.Intercept, 0) {
		return c, ErrEquating.With(fault.Field{Field: "method", Code: "no_spread", Detail: "all totals, or all anchor scores, of a form are alike"})
	}
	return c, nil
}

func joint(s Sample) *pairs {
	p := &pairs{}
	for i, t := range s.Totals {
		p.add(t, s.Anchors[i])
	}
	return p
}

func (c *Conversion) line(mx, vx, my, vy float64) {
	c.Slope = math.Sqrt(vy / vx)
	c.Intercept = my - c.Slope*mx
}

// moments of a group on its form (X) and on the anchors (V).
type moments struct {
	n                  float64
	mx, vx, mv, vv, xv float64
}

func (c *Conversion) tucker(x, y *pairs) {
	of := func(p *pairs) moments { return moments{float64(p.n), p.mx, p.varX(), p.my, p.varY(), p.cov()} }
	a, b := of(x), of(y)
	mx, vx, my, vy := synthetic(a, b, a.n/(a.n+b.n))
	c.line(mx, vx, my, vy)
}

// synthetic gives mean and variance of both forms in one population of w parts the first group and 1-w parts the second (Kolen and
// Brennan): each form's regression on the anchors is held to be the same in both groups.
func synthetic(a, b moments, w float64) (mx, vx, my, vy float64) {
	ga, gb := a.xv/a.vv, b.xv/b.vv
	dm, dv := a.mv-b.mv, a.vv-b.vv
	mx = a.mx - (1-w)*ga*dm
	my = b.mx + w*gb*dm
	vx = a.vx - (1-w)*ga*ga*dv + w*(1-w)*ga*ga*dm*dm
	vy = b.vx + w*gb*gb*dv + w*(1-w)*gb*gb*dm*dm
	return mx, vx, my, vy
}

// Sample gives totals over all scored items, and the points on the anchors, of each row. Items of the anchors that are not in the
// matrix are left out.
func (m *Matrix) Sample(anchors []string) Sample {
	s := Sample{}
	earned, _ := m.totals()
	s.Totals = earned
	if len(anchors) == 0 {
		return s
	}
	wanted := map[string]bool{}
	for _, id := range anchors {
		wanted[id] = true
	}
	s.Anchors = make([]float64, m.Rows)
	for row := range m.Rows {
		for i := range m.Items {
			if v, ok := m.points(row, i); ok && wanted[m.Items[i].ID] {
				s.Anchors[row] += v
			}
		}
	}
	return s
}

// Scored names the scored items that any row was presented.
func (m *Matrix) Scored() []string {
	out := []string{}
	for i := range m.Items {
		for row := range m.Rows {
			if _, ok := m.points(row, i); ok && m.Items[i].Scored {
				out = append(out, m.Items[i].ID)
				break
			}
		}
	}
	return out
}
