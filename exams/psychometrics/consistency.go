package psychometrics

import "math"

// longest is the greatest effective length that is reckoned with; a longer one changes no digit that is shown.
const longest = 400

// Consistency is how surely the same person would be decided alike again.
type Consistency struct {
	Consistency Figure  `json:"consistency"`
	Kappa       Figure  `json:"kappa"`
	Accuracy    Figure  `json:"accuracy"`
	Length      float64 `json:"effective_length"`
}

// scores describe the points of a form: mean and variance (n-1) of n attempts, on 0..Most.
type scores struct {
	n              int
	mean, variance float64
	most           float64
}

// consistency at a cut, after Livingston and Lewis (1995) with Huynh's (1976) beta-binomial on the effective length.
func (s scores) consistency(reliability, cut float64) Consistency {
	length := math.Round((s.mean*(s.most-s.mean) - reliability*s.variance) / (s.variance * (1 - reliability)))
	if !(reliability > 0 && reliability < 1) || !(length >= 2) || cut <= 0 || cut > s.most {
		return Consistency{unfit(s.n, LeastConsistency, FormulaConsistency), unfit(s.n, LeastConsistency, FormulaKappa),
			unfit(s.n, LeastConsistency, FormulaAccuracy), 0}
	}
	length = math.Min(length, longest)
	level := s.mean / s.most
	b := betaBinomial{n: int(length)}
	b.a = (1/reliability - 1) * level * length
	b.b = (1/reliability - 1) * (1 - level) * length
	pass := int(math.Ceil(cut/s.most*length - 1e-9))
	both, once := b.twice(pass), b.tail(pass)
	p := 1 - 2*once + 2*both // both pass, and both fail, which is 1 - 2 once + both
	chance := once*once + (1-once)*(1-once)
	return Consistency{figure(p, s.n, LeastConsistency, FormulaConsistency),
		figure((p-chance)/(1-chance), s.n, LeastConsistency, FormulaKappa),
		figure(b.accuracy(pass, cut/s.most), s.n, LeastConsistency, FormulaAccuracy), length}
}

// betaBinomial is right answers out of n where the true share has a beta distribution.
type betaBinomial struct {
	n    int
	a, b float64
}

func (d betaBinomial) p(x int) float64 {
	n, k := float64(d.n), float64(x)
	return math.Exp(lnChoose(n, k) + lnBeta(d.a+k, d.b+n-k) - lnBeta(d.a, d.b))
}

// tail is the chance of at least x.
func (d betaBinomial) tail(x int) float64 {
	sum := 0.0
	for i := x; i <= d.n; i++ {
		sum += d.p(i)
	}
	return math.Min(sum, 1)
}

// twice is the chance of at least x in each of two forms: a sum over how many are right in both together.
func (d betaBinomial) twice(x int) float64 {
	n, sum := float64(d.n), 0.0
	choose := make([]float64, d.n+1)
	for i := range choose {
		choose[i] = lnChoose(n, float64(i))
	}
	base := lnBeta(d.a, d.b)
	for t := 2 * x; t <= 2*d.n; t++ {
		joint := lnBeta(d.a+float64(t), d.b+2*n-float64(t)) - base
		for i := max(x, t-d.n); i <= min(d.n, t-x); i++ {
			sum += math.Exp(choose[i] + choose[t-i] + joint)
		}
	}
	return math.Min(sum, 1)
}

// accuracy is the chance that the decision at x agrees with the true share being at or above level. Given x right of n, the true
// share has a beta distribution too.
func (d betaBinomial) accuracy(x int, level float64) float64 {
	sum := 0.0
	for i := range d.n + 1 {
		below := incompleteBeta(level, d.a+float64(i), d.b+float64(d.n-i))
		if i < x {
			sum += d.p(i) * below
		} else {
			sum += d.p(i) * (1 - below)
		}
	}
	return sum
}
