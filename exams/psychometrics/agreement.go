package psychometrics

import "math"

// Weights of a disagreement by its distance on an ordered scale.
const (
	Unweighted = 0
	LinearBy   = 1
	Quadratic  = 2
)

// Kappa is the agreement of two markers beyond chance. A pair holds the marks that both gave one work, as places on a scale from 0.
// Where neither marker ever used a second mark there is no chance to beat, and the figure is withheld.
func Kappa(marks [][2]int, scale, weight int) Figure {
	formula := [...]string{FormulaCohen, FormulaCohenLine, FormulaCohenQuad}[weight]
	n := float64(len(marks))
	first, second := make([]float64, scale), make([]float64, scale)
	seen := 0.0
	for _, m := range marks {
		first[m[0]]++
		second[m[1]]++
		seen += apart(m[0], m[1], weight)
	}
	chance := 0.0
	for i := range scale {
		for j := range scale {
			chance += first[i] * second[j] / n * apart(i, j, weight)
		}
	}
	return figure(1-share(seen, chance), len(marks), LeastAgreement, formula)
}

func apart(i, j, weight int) float64 {
	d := math.Abs(float64(i - j))
	if weight == Unweighted {
		return math.Min(d, 1)
	}
	return math.Pow(d, float64(weight))
}
