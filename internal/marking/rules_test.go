package marking

import (
	"math"
	"math/big"
	"os"
	"testing"
	"time"
)

func TestMain(m *testing.M) {
	time.Local = time.UTC
	os.Exit(m.Run())
}

// twoByTwo is a rubric of ten points: 6 for the argument, 4 for the form.
func twoByTwo() Rubric {
	return Rubric{ItemID: "itm_1", Title: "Design note", Criteria: []Criterion{
		{Key: "argument", Title: "Argument", Levels: []Level{{"none", "None", "", 0}, {"some", "Some", "", 3}, {"full", "Full", "", 6}}},
		{Key: "form", Title: "Form", Levels: []Level{{"poor", "Poor", "", 0}, {"fair", "Fair", "", 3}, {"good", "Good", "", 4}}},
	}}
}

func TestARubricIsCheckedAndAddsUp(t *testing.T) {
	t.Parallel()
	r := twoByTwo()
	if faults := r.check(); len(faults) > 0 || r.MaxPoints != 10 {
		t.Fatalf("faults %v, %d points", faults, r.MaxPoints)
	}
	if points, faults := r.points(map[string]string{"argument": "full", "form": "fair"}); points != 9 || len(faults) > 0 {
		t.Errorf("9 points expected, got %d, %v", points, faults)
	}
	for name, marks := range map[string]map[string]string{
		"one is missing": {"argument": "full"}, "no such level": {"argument": "full", "form": "best"},
		"no such criterion": {"argument": "full", "form": "fair", "style": "good"}, "nothing": nil,
	} {
		if _, faults := r.points(marks); len(faults) == 0 {
			t.Errorf("%s: accepted", name)
		}
	}
	for name, spoil := range map[string]func(r *Rubric){
		"no title": func(r *Rubric) { r.Title = " " }, "no criteria": func(r *Rubric) { r.Criteria = nil },
		"a key twice":     func(r *Rubric) { r.Criteria[1].Key = "argument" },
		"a level twice":   func(r *Rubric) { r.Criteria[0].Levels[1].Key = "none" },
		"one level":       func(r *Rubric) { r.Criteria[0].Levels = r.Criteria[0].Levels[:1] },
		"nothing worth":   func(r *Rubric) { r.Criteria[0].Levels = r.Criteria[0].Levels[:1]; r.Criteria[0].Levels[0].Points = 0 },
		"negative points": func(r *Rubric) { r.Criteria[0].Levels[0].Points = -1 },
	} {
		r := twoByTwo()
		spoil(&r)
		if len(r.check()) == 0 {
			t.Errorf("%s: accepted", name)
		}
	}
}

func TestMarksAreJudged(t *testing.T) {
	t.Parallel()
	done := func(kind Kind, points int) Task { return Task{Kind: kind, State: Done, Points: points} }
	single, double := Entry{Mode: Single}, Entry{Mode: DoubleBlind, Tolerance: 2}
	for name, c := range map[string]struct {
		entry      Entry
		tasks      []Task
		fraction   string
		adjudicate bool
	}{
		"one mark":                   {single, []Task{done(First, 9)}, "9/10", false},
		"none yet":                   {single, []Task{{Kind: First, State: Claimed}}, "", false},
		"one of two":                 {double, []Task{done(First, 9), {Kind: Second, State: Waiting}}, "", false},
		"two alike":                  {double, []Task{done(First, 9), done(Second, 9)}, "9/10", false},
		"two within the tolerance":   {double, []Task{done(First, 9), done(Second, 8)}, "17/20", false},
		"two at the tolerance":       {double, []Task{done(First, 9), done(Second, 7)}, "4/5", false},
		"two beyond it":              {double, []Task{done(First, 9), done(Second, 6)}, "", true},
		"two beyond it, the other":   {double, []Task{done(First, 6), done(Second, 9)}, "", true},
		"a third person has decided": {double, []Task{done(First, 9), done(Second, 6), done(Adjudication, 7)}, "7/10", false},
		"nothing earned":             {single, []Task{done(First, 0)}, "0", false},
		"all earned":                 {single, []Task{done(First, 10)}, "1", false},
	} {
		v := c.entry.judge(c.tasks)
		got := ""
		if v.final {
			got = fraction(v.points, 10)
		}
		if got != c.fraction || v.adjudicate != c.adjudicate {
			t.Errorf("%s: %q, adjudicate %t", name, got, v.adjudicate)
		}
	}
}

// table makes pairs out of counts: table[i][j] responses got mark i from one and j from the other, of most.
func table(most int64, counts [][]int) []Pair {
	var out []Pair
	for i, row := range counts {
		for j, n := range row {
			for range n {
				out = append(out, Pair{big.NewRat(int64(i), most), big.NewRat(int64(j), most)})
			}
		}
	}
	return out
}

func TestKappa(t *testing.T) {
	t.Parallel()
	near := func(got *float64, want float64) bool { return got != nil && math.Abs(*got-want) < 1e-9 }

	// 50 responses, 20 and 15 alike: po = .7, pe = .25 + .25 = .5, kappa = .4. With two categories weighting changes nothing.
	a := agree(table(1, [][]int{{15, 10}, {5, 20}}))
	if a.N != 50 || a.Withheld || !near(a.Exact, .7) || !near(a.Kappa, .4) || !near(a.Weighted, .4) {
		t.Errorf("two categories: %+v", a)
	}
	// Three categories, margins 20/12/8 and 18/14/8 of 40: po = 30/40; pe = (20·18 + 12·14 + 8·8)/1600 = 592/1600 = .37;
	// kappa = .38/.63. Squared steps: observed 6·1 + 3·1 + 1·4 = 13; expected (20·14 + 12·18 + 12·8 + 8·14 + 4·(20·8 + 8·18))/40 = 1920/40 = 48;
	// weighted = 1 - 13/48.
	a = agree(table(2, [][]int{{15, 4, 1}, {2, 9, 1}, {1, 1, 6}}))
	observed := 4.0 + 2 + 1 + 1 + 4*(1+1)
	expected := (20.0*14 + 12*18 + 12*8 + 8*14 + 4*(20*8+8*18)) / 40
	if !near(a.Exact, .75) || !near(a.Kappa, (.75-.37)/(1-.37)) || !near(a.Weighted, 1-observed/expected) {
		t.Errorf("three categories: %+v, kappa %v, weighted %v", a, *a.Kappa, *a.Weighted)
	}
	if a = agree(table(1, [][]int{{10, 0}, {0, 10}})); !near(a.Kappa, 1) || !near(a.Weighted, 1) {
		t.Errorf("always alike: %+v", a)
	}
	if a = agree(table(1, [][]int{{25}})); a.Kappa != nil || a.Weighted != nil || *a.Exact != 1 {
		t.Errorf("one mark for all leaves kappa undefined: %+v", a)
	}
	if a = agree(table(1, [][]int{{10, 0}, {0, 9}})); !a.Withheld || a.N != 19 || a.Kappa != nil {
		t.Errorf("too few: %+v", a)
	}
}
