package psychometrics

import (
	"errors"
	"testing"
)

func TestSyntheticMomentsOfTucker(t *testing.T) {
	t.Parallel()
	// Kolen and Brennan's example: 36 items, 12 of them anchors; synthetic population is the first group.
	x := moments{1655, 15.8205, 6.5278 * 6.5278, 5.1063, 2.3760 * 2.3760, 13.4088}
	y := moments{1638, 18.6728, 6.8784 * 6.8784, 5.8626, 2.4515 * 2.4515, 14.7603}
	mx, vx, my, vy := synthetic(x, y, 1)
	near(t, "mean of X", mx, 15.8205, 1e-9)
	near(t, "mean of Y", my, 16.8153, .0002)
	var c Conversion
	c.line(mx, vx, my, vy)
	near(t, "slope", c.Slope, 1.0289, .0003)
	near(t, "intercept", c.Intercept, .537, .005)
}

func TestEquatingByMeanAndLine(t *testing.T) {
	t.Parallel()
	var from, to Sample
	for i := range 40 {
		x := float64(10 + i%20)
		from.Totals, to.Totals = append(from.Totals, x), append(to.Totals, 1.2*x+3)
		from.Anchors, to.Anchors = append(from.Anchors, float64(i%20)/2), append(to.Anchors, float64(i%20)/2)
	}
	for _, method := range []string{Linear, Tucker} { // groups are alike on the anchors, so Tucker is the line
		c, err := Equate(method, from, to)
		if err != nil || c.NFrom != 40 || c.Formula == "" {
			t.Fatal(method, err, c)
		}
		near(t, method+" slope", c.Slope, 1.2, 1e-9)
		near(t, method+" intercept", c.Intercept, 3, 1e-9)
		near(t, method+" there and back", c.From(c.To(17.5)), 17.5, 1e-9)
	}
	c, err := Equate(Mean, from, to)
	if err != nil || c.Slope != 1 {
		t.Fatal(err, c)
	}
	near(t, "mean intercept", c.Intercept, .2*19.5+3, 1e-9)
	if c, err := Equate(Identity, Sample{}, Sample{}); err != nil || c.To(12) != 12 {
		t.Error(err, c)
	}
	few := Sample{Totals: from.Totals[:29]}
	flat := Sample{Totals: make([]float64, 40), Anchors: make([]float64, 40)}
	for _, bad := range []struct {
		method string
		from   Sample
	}{{Linear, few}, {Linear, flat}, {Tucker, flat}, {Tucker, Sample{Totals: from.Totals}}, {"spline", from}} {
		if _, err := Equate(bad.method, bad.from, to); !errors.Is(err, ErrEquating) {
			t.Errorf("%s: %v", bad.method, err)
		}
	}
}

func TestTuckerUndoesAStrongerGroup(t *testing.T) {
	t.Parallel()
	// Both forms are twice the anchors; the second group is two anchor points better. The forms are the same, so y = x.
	var a, b Sample
	for i := range 60 {
		v := float64(i % 10)
		noise := float64(i/10%2)*2 - 1 // the same around either
		a.Anchors, a.Totals = append(a.Anchors, v), append(a.Totals, 2*v+noise)
		b.Anchors, b.Totals = append(b.Anchors, v+2), append(b.Totals, 2*(v+2)+noise)
	}
	c, err := Equate(Tucker, a, b)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "slope", c.Slope, 1, 1e-9)
	near(t, "intercept", c.Intercept, 0, 1e-9)
	line, _ := Equate(Linear, a, b)
	near(t, "what a line without anchors would say", line.Intercept, 4, 1e-9)
}
