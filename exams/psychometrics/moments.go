package psychometrics

import "math"

// pairs gathers two variables and gives their moments. One pass, with running means, so that large numbers lose nothing.
type pairs struct {
	n             int
	mx, my        float64
	sxx, syy, sxy float64
}

func (p *pairs) add(x, y float64) {
	p.n++
	dx, dy := x-p.mx, y-p.my
	p.mx += dx / float64(p.n)
	p.my += dy / float64(p.n)
	p.sxx += dx * (x - p.mx)
	p.syy += dy * (y - p.my)
	p.sxy += dx * (y - p.my)
}

// varX, varY and cov have n-1 below.
func (p *pairs) varX() float64 { return p.sxx / float64(p.n-1) }
func (p *pairs) varY() float64 { return p.syy / float64(p.n-1) }
func (p *pairs) cov() float64  { return p.sxy / float64(p.n-1) }

// r is Pearson's correlation; not a number where either does not vary.
func (p *pairs) r() float64 {
	if p.n < 2 || p.sxx <= tiny || p.syy <= tiny {
		return math.NaN()
	}
	return p.sxy / math.Sqrt(p.sxx*p.syy)
}

// tiny is what rounding leaves of a variation that is none.
const tiny = 1e-12

// variable is one of them.
func variable(values []float64) *pairs {
	p := &pairs{}
	for _, v := range values {
		p.add(v, v)
	}
	return p
}

func (p *pairs) sd() float64 { return math.Sqrt(p.varX()) }

// density and quantile of the standard normal.
func density(z float64) float64 { return math.Exp(-z*z/2) / math.Sqrt(2*math.Pi) }

func quantile(p float64) float64 { return math.Sqrt2 * math.Erfinv(2*p-1) }

// beyond is the share of the standard normal beyond z on either side.
func beyond(z float64) float64 { return math.Erfc(math.Abs(z) / math.Sqrt2) }
