package psychometrics

import (
	"math"
	"math/rand/v2"
	"strconv"
	"testing"
)

// simulated answers of rows candidates to single choice items with options a..d, a right; ability decides, and wrong answers prefer b.
func simulated(rows, items int, seed uint64) *Matrix {
	r := rand.New(rand.NewPCG(seed, 7)) //nolint:gosec // answers of nobody
	of := make([]Item, items)
	for i := range of {
		of[i] = Item{ID: "item" + strconv.Itoa(i), Points: 1, Scored: true, Options: []string{"a", "b", "c", "d"}}
	}
	m := NewMatrix(of, rows)
	for row := range rows {
		m.Person[row], m.Period[row] = uint32(row), uint8(2*row/rows)
		ability := r.NormFloat64()
		for i := range items {
			choice := 0
			if hard := float64(i%9)/3 - 1.8; r.Float64() > 1/(1+math.Exp(-1.2*(ability-hard))) {
				choice = 1 + int(math.Min(2, math.Floor(r.ExpFloat64()*1.4)))
			}
			m.choose(row, i, choice)
		}
	}
	return m
}

func (m *Matrix) choose(row, item, choice int) {
	points := 0.0
	if choice == 0 {
		points = 1
	}
	m.Set(row, item, Cell{Points: points, Answer: m.Items[item].Options[choice], Chosen: 1 << choice})
}

func flagged(f ItemFigures, code string) bool {
	for _, x := range f.Flags {
		if x.Code == code {
			return true
		}
	}
	return false
}

func TestAWrongKeyIsSuspectedAndARightOneIsNot(t *testing.T) {
	t.Parallel()
	m := simulated(1000, 30, 1)
	// The key of item 4 names b while a is right: who chose a earned nothing, who chose b the point.
	wrong := NewMatrix(m.Items[:], m.Rows)
	for i := range wrong.Items {
		wrong.Items[i].levels, wrong.Items[i].answers = nil, nil
	}
	keyed := simulated(1000, 30, 1)
	for row := range m.Rows {
		for i := range m.Items {
			chosen := 0
			for c := keyed.chose(row, i); c > 1; c >>= 1 {
				chosen++
			}
			points := 0.0
			if chosen == 0 && i != 4 || chosen == 1 && i == 4 {
				points = 1
			}
			wrong.Set(row, i, Cell{Points: points, Answer: wrong.Items[i].Options[chosen], Chosen: 1 << chosen})
		}
	}
	for i, it := range wrong.Analyse(0.6, nil).Items {
		if flagged(it, SuspectedMiskey) != (i == 4) {
			t.Errorf("item %d: %+v", i, it.Flags)
		}
		if i == 4 && (!flagged(it, NegativeItemRest) || it.Options[0].Right || !it.Options[1].Right) {
			t.Errorf("item 4: %+v", it)
		}
	}
}

func TestTheDistractorTableAddsUp(t *testing.T) {
	t.Parallel()
	m := simulated(500, 30, 2)
	it := m.Analyse(0.6, nil).Items[0]
	n, weighed := 0, 0.0
	for _, o := range it.Options {
		n += o.Chosen
		weighed += float64(o.Chosen) * value(t, o.MeanRest)
	}
	if n != 500 || it.Options[0].Chosen != int(math.Round(500*value(t, it.Facility))) {
		t.Errorf("options %+v", it.Options)
	}
	near(t, "r of the right option", value(t, it.Options[0].R), value(t, it.ItemRest), 1e-9)
	earned, possible := m.totals()
	s := m.seen(0, earned, possible)
	near(t, "mean rest", weighed/500, variable(s.rest).mx, 1e-9)
}

func TestDriftIsToldFromAStrongerGroup(t *testing.T) {
	t.Parallel()
	m := simulated(2000, 30, 3)
	r := rand.New(rand.NewPCG(5, 5)) //nolint:gosec // answers of nobody
	for row := 1000; row < 2000; row++ {
		if r.Float64() < .5 { // item 8, a hard one, leaked: half of the second period knows it
			m.choose(row, 8, 0)
		}
		for i := range m.Items { // and the whole second period is better at everything
			if i != 8 && r.Float64() < .15 {
				m.choose(row, i, 0)
			}
		}
	}
	items := m.Analyse(0.6, []string{"2026-01", "2026-02"}).Items
	for i, it := range items {
		if flagged(it, Drifting) != (i == 8) {
			t.Errorf("item %d: flags %+v drift %+v", i, it.Flags, it.Drift)
		}
	}
	d := items[8].Drift
	if len(d) != 2 || d[0].Difference.Value != nil || value(t, d[1].Difference) < .1 || d[1].Facility.N != 1000 {
		t.Errorf("drift %+v", d)
	}
}

func TestSimilarAnswersAreFoundAndHonestOnesAreNot(t *testing.T) {
	t.Parallel()
	m := simulated(600, 60, 4)
	if s := m.Similar(); len(s.Found) != 0 || s.Pairs != 600*599/2 {
		t.Errorf("honest answers: %d of %d pairs", len(s.Found), s.Pairs)
	}
	weak := 0
	earned, _ := m.totals()
	for row, v := range earned {
		if row < 599 && v < 28 && v > 15 {
			weak = row
		}
	}
	for i := range m.Items { // the last row copies
		v, _ := m.points(weak, i)
		m.Set(m.Rows-1, i, Cell{Points: v, Answer: m.Items[i].answers[m.answered(weak, i)].text})
	}
	s := m.Similar()
	if len(s.Found) != 1 || s.Found[0].A != weak || s.Found[0].B != 599 || s.Found[0].Identical != s.Found[0].BothWrong {
		t.Fatalf("the copy of %d: %+v", weak, s.Found)
	}
	if f := s.Found[0]; f.P > s.Threshold || f.Expected >= float64(f.Identical) {
		t.Errorf("%+v", f)
	}
	m.Person[599] = m.Person[weak]
	if s := m.Similar(); len(s.Found) != 0 {
		t.Error("two attempts of one person are held against each other")
	}
	if s := m.Keep(func(row int) bool { return row < 40 }).Similar(); !s.Withheld {
		t.Error("40 attempts and a similarity")
	}
}

func TestGeneralizedBinomial(t *testing.T) {
	t.Parallel()
	near(t, "equal chances", atLeast([]float64{.5, .5, .5}, 2), .5, 1e-12)
	near(t, "unequal", atLeast([]float64{.1, .5}, 1), 1-.9*.5, 1e-12)
	near(t, "none", atLeast(nil, 0), 1, 1e-12)
}
