package psychometrics

import (
	"math"
	"math/rand/v2"
	"testing"
)

func TestIncompleteBeta(t *testing.T) {
	t.Parallel()
	near(t, "I_.5(2,2)", incompleteBeta(.5, 2, 2), .5, 1e-12)
	near(t, "I_.3(1,3)", incompleteBeta(.3, 1, 3), 1-math.Pow(.7, 3), 1e-12)
	near(t, "I_.9(5,1)", incompleteBeta(.9, 5, 1), math.Pow(.9, 5), 1e-12)
	near(t, "I_.1(.5,.5)", incompleteBeta(.1, .5, .5), 2/math.Pi*math.Asin(math.Sqrt(.1)), 1e-10)
}

// What the formulas say is what happens when the model is played: true shares from the beta, two forms of binomial errors.
func TestConsistencyIsWhatTwoFormsWouldShow(t *testing.T) {
	t.Parallel()
	// A form of 40 points with these moments and reliability has an effective length of 40: variance follows the beta-binomial.
	const a, b, n, cut = 9.0, 4.0, 40.0, 26.0
	reliability := n / (n + a + b)
	mean := n * a / (a + b)
	s := scores{1000, mean, n * a * b * (a + b + n) / ((a + b) * (a + b) * (a + b + 1)), n}
	c := s.consistency(reliability, cut)
	near(t, "effective length", c.Length, n, 0)
	r := rand.New(rand.NewPCG(1, 2)) //nolint:gosec // a model that is played
	alike, right, plays := 0, 0, 40_000
	for range plays {
		x, y := 0.0, 0.0
		for range int(a) {
			x += r.ExpFloat64()
		}
		for range int(b) {
			y += r.ExpFloat64()
		}
		share := x / (x + y)
		draw := func() bool {
			k := 0
			for range int(n) {
				if r.Float64() < share {
					k++
				}
			}
			return float64(k) >= cut
		}
		first := draw()
		if first == draw() {
			alike++
		}
		if first == (share >= cut/n) {
			right++
		}
	}
	near(t, "consistency", value(t, c.Consistency), float64(alike)/float64(plays), .007)
	near(t, "accuracy", value(t, c.Accuracy), float64(right)/float64(plays), .007)
	if k := value(t, c.Kappa); k <= 0 || k >= value(t, c.Consistency) {
		t.Errorf("kappa %f", k)
	}
	d := betaBinomial{40, a, b}
	near(t, "all chances", d.tail(0), 1, 1e-9)
	near(t, "all of both", d.twice(0), 1, 1e-9)
}

func TestConsistencyNeedsAReliabilityAndACut(t *testing.T) {
	t.Parallel()
	s := scores{500, 30, 64, 60}
	for _, c := range []Consistency{s.consistency(0, 39), s.consistency(-.2, 39), s.consistency(math.NaN(), 39), s.consistency(.8, 0), s.consistency(1, 39)} {
		if c.Consistency.Value != nil || c.Consistency.Why != NotFitting {
			t.Errorf("%+v", c)
		}
	}
	if c := s.consistency(.85, 39); value(t, c.Consistency) < .7 {
		t.Errorf("%+v", c)
	}
}
