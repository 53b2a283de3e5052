package scoring

import (
	"math/big"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func is(t *testing.T, what string, got *big.Rat, want string) {
	t.Helper()
	if got.Cmp(rat(t, want)) != 0 {
		t.Errorf("%s: got %s, want %s", what, got.RatString(), want)
	}
}

// The published vectors: water is H and O; chlorine costs a point, anything else two, and the sum lies within 0 and 2.
func TestMapping(t *testing.T) {
	t.Parallel()
	water := Mapping{Values: map[string]*big.Rat{"H": rat(t, "1"), "O": rat(t, "1"), "Cl": rat(t, "-1")}, Default: rat(t, "-2"), Lower: rat(t, "0"), Upper: rat(t, "2")}
	for values, want := range map[string]string{"H O": "2", "H": "1", "H O Cl": "1", "H O He": "0", "H H O": "2", "": "0", "He": "0", "O H": "2"} {
		is(t, values, water.Points(strings.Fields(values)), want)
	}
	is(t, "half of it", water.Fraction([]string{"H"}), "1/2")
	is(t, "best", water.Best(), "2")
	open := Mapping{Values: water.Values, Default: rat(t, "-2")}
	is(t, "unbounded below", open.Points(nil), "-2")
	is(t, "never a negative share", open.Fraction([]string{"He"}), "0")
	is(t, "a lower bound above nothing", Mapping{Lower: rat(t, "1/2")}.Points(nil), "1/2")
	is(t, "decimals", Mapping{Values: map[string]*big.Rat{"a": rat(t, "0.1"), "b": rat(t, "0.2")}}.Points([]string{"a", "b"}), "0.3")
}

func TestOrder(t *testing.T) {
	t.Parallel()
	for answer, want := range map[string]map[string]string{
		"ABCDEF": {OrderAllOrNothing: "1", OrderAbsolute: "1", OrderNextExcludeLast: "1", OrderNextIncludeLast: "1", OrderOnePreviousNext: "1",
			OrderAllPreviousNext: "1", OrderLongestOrdered: "1", OrderLongestContiguous: "1", OrderRelative: "1"},
		"BCDEFA": {OrderAllOrNothing: "0", OrderAbsolute: "0", OrderNextExcludeLast: "4/5", OrderNextIncludeLast: "4/6", OrderOnePreviousNext: "8/12",
			OrderAllPreviousNext: "10/15", OrderLongestOrdered: "5/6", OrderLongestContiguous: "5/6", OrderRelative: "20/30"},
		"ABDCEF": {OrderAllOrNothing: "0", OrderAbsolute: "4/6", OrderNextExcludeLast: "2/5", OrderNextIncludeLast: "3/6", OrderOnePreviousNext: "6/12",
			OrderAllPreviousNext: "14/15", OrderLongestOrdered: "5/6", OrderLongestContiguous: "3/6", OrderRelative: "28/30"},
		"FEDCBA": {OrderAllOrNothing: "0", OrderAbsolute: "0", OrderNextExcludeLast: "0", OrderNextIncludeLast: "0", OrderOnePreviousNext: "0",
			OrderAllPreviousNext: "0", OrderLongestOrdered: "0", OrderLongestContiguous: "0", OrderRelative: "12/30"},
		"ABCDE":   {OrderAbsolute: "0", OrderLongestOrdered: "0"}, // one is missing
		"AABCDE":  {OrderAbsolute: "0"},                           // one stands twice
		"ABCDEFG": {OrderNextExcludeLast: "0"},                    // one too many
		"":        {OrderAllOrNothing: "0", OrderRelative: "0"},
	} {
		for rule, points := range want {
			got, ok := Order(rule, strings.Split(answer, ""), strings.Split("ABCDEF", ""))
			if !ok {
				t.Fatalf("%s is not known", rule)
			}
			is(t, answer+" "+rule, got, points)
		}
	}
	if _, ok := Order("order_by_taste", nil, nil); ok {
		t.Error("a rule outside the family is scored")
	}
}

func TestRightMinusWrong(t *testing.T) {
	t.Parallel()
	key := []string{"a", "b", "c"}
	for chosen, want := range map[string]string{"a b c": "1", "a b": "2/3", "a b x": "1/3", "a x": "0", "x y": "0", "a a b": "2/3", "a b c x": "2/3", "": "0"} {
		is(t, chosen, RightMinusWrong(strings.Fields(chosen), key), want)
	}
	is(t, "no key", RightMinusWrong([]string{"a"}, nil), "0")
}

func TestPairs(t *testing.T) {
	t.Parallel()
	key := map[string]string{"s1": "a", "s2": "b", "s3": "a"}
	is(t, "all", Pairs(map[string]string{"s1": "a", "s2": "b", "s3": "a"}, key), "1")
	is(t, "two", Pairs(map[string]string{"s1": "a", "s2": "x", "s3": "a"}, key), "2/3")
	is(t, "one given", Pairs(map[string]string{"s2": "b"}, key), "1/3")
	is(t, "an unknown stem", Pairs(map[string]string{"s9": "a"}, key), "0")
	is(t, "none", Pairs(nil, key), "0")
	is(t, "all or nothing, nearly", AllPairs(map[string]string{"s1": "a", "s2": "b"}, key), "0")
	is(t, "all or nothing", AllPairs(key, key), "1")
}

func TestGaps(t *testing.T) {
	t.Parallel()
	is(t, "two of three", Gaps([]Gap{{rat(t, "1"), 1}, {rat(t, "1"), 1}, {rat(t, "0"), 1}}), "2/3")
	is(t, "weights", Gaps([]Gap{{rat(t, "1"), 3}, {rat(t, "1/2"), 1}}), "7/8")
	is(t, "a penalty costs only its own gap", Gaps([]Gap{{rat(t, "-1"), 1}, {rat(t, "1"), 1}}), "1/2")
	is(t, "none", Gaps(nil), "0")
	is(t, "all", AllGaps([]Gap{{rat(t, "1"), 1}, {rat(t, "1"), 2}}), "1")
	is(t, "not all", AllGaps([]Gap{{rat(t, "1"), 1}, {rat(t, "1/2"), 2}}), "0")
	is(t, "all of none", AllGaps(nil), "0")
}

func TestTolerances(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		value, tolerance string
		kind             Kind
		from, to         string
	}{
		"absolute":             {"3.14", "0.005", Absolute, "3.135", "3.145"},
		"unnamed is absolute":  {"1", "1/2", "", "1/2", "3/2"},
		"relative":             {"200", "0.05", Relative, "190", "210"},
		"relative, negative":   {"-200", "0.05", Relative, "-210", "-190"},
		"relative of nothing":  {"0", "0.05", Relative, "0", "0"},
		"geometric":            {"100", "0.25", Geometric, "80", "125"},
		"geometric, negative":  {"-100", "0.25", Geometric, "-125", "-80"},
		"no tolerance":         {"7", "0", Relative, "7", "7"},
		"absolute of negative": {"-1", "2", Absolute, "-3", "1"},
	} {
		i, ok := Within(rat(t, c.value), rat(t, c.tolerance), c.kind)
		if !ok {
			t.Fatal(name)
		}
		is(t, name+" from", i.From, c.from)
		is(t, name+" to", i.To, c.to)
	}
	if _, ok := Within(rat(t, "1"), rat(t, "-1"), Geometric); ok {
		t.Error("a negative tolerance")
	}
	if _, ok := Within(rat(t, "1"), rat(t, "1"), "generous"); ok {
		t.Error("a kind that is none")
	}
}

func TestQuantity(t *testing.T) {
	t.Parallel()
	key := []Interval{Around(rat(t, "2"), rat(t, "0.01"), rat(t, "1")), Around(rat(t, "2"), rat(t, "0.1"), rat(t, "1/2"))}
	u := Units{Factors: map[string]*big.Rat{"m": rat(t, "1"), "cm": rat(t, "1/100")}, Penalty: rat(t, "0.1")}
	is(t, "in the first unit", Quantity(rat(t, "2"), "m", key, u), "1")
	is(t, "in another unit", Quantity(rat(t, "200"), "cm", key, u), "1")
	is(t, "the second interval", Quantity(rat(t, "205"), "cm", key, u), "1/2")
	is(t, "right number, wrong unit", Quantity(rat(t, "2"), "cm", key, u), "9/10")
	is(t, "right number, no unit", Quantity(rat(t, "2"), "", key, u), "9/10")
	is(t, "half right, no unit", Quantity(rat(t, "2.05"), "", key, u), "2/5")
	is(t, "wrong", Quantity(rat(t, "3"), "m", key, u), "0")
	u.OfAnswer = true
	is(t, "half right, no unit, a part of the answer", Quantity(rat(t, "2.05"), "", key, u), "9/20")
	is(t, "no units asked for", Quantity(rat(t, "2"), "kg", key, Units{}), "1")
}

func TestFolding(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		answer, key   string
		exact, folded bool
		want          bool
	}{
		"composed or not":             {"Ko\u0308ln", "köln", false, false, true},
		"accents count":               {"Koln", "Köln", false, false, false},
		"accents folded":              {"koln", "Köln", false, true, true},
		"folded, but case counts":     {"koln", "Köln", true, true, false},
		"ligature":                    {"efficient", "e\ufb03cient", false, true, true},
		"dash":                        {"state–of–the–art", "state-of-the-art", false, true, true},
		"quote":                       {"don’t", "don't", false, true, true},
		"quote counts":                {"don’t", "don't", false, false, false},
		"a star still means anything": {"Crème brûlée", "creme*", false, true, true},
	} {
		got := Text(c.answer, []Accepted{{Text: c.key, Exact: c.exact, Folded: c.folded, Fraction: Right()}}).Sign() > 0
		if got != c.want {
			t.Errorf("%s: %q against %q = %v", name, c.answer, c.key, got)
		}
	}
}

func coords(t *testing.T, s string) []*big.Rat {
	t.Helper()
	var out []*big.Rat
	for _, c := range strings.Fields(s) {
		out = append(out, rat(t, c))
	}
	return out
}

func TestAreas(t *testing.T) {
	t.Parallel()
	shapes := map[string]Area{
		"rect": {Shape: Rect, Coords: coords(t, "10 10 20 30")}, "circle": {Shape: Circle, Coords: coords(t, "50 50 5")},
		"ellipse": {Shape: Ellipse, Coords: coords(t, "0 0 10 2")}, "hook": {Shape: Poly, Coords: coords(t, "0 0 10 0 10 10 8 10 8 2 0 2")},
	}
	for _, c := range []struct {
		shape, x, y string
		in          bool
	}{
		{"rect", "10", "10", true}, {"rect", "20", "30", true}, {"rect", "20.001", "30", false}, {"rect", "15", "9.999", false},
		{"circle", "53", "54", true}, {"circle", "55", "50", true}, {"circle", "54", "54", false},
		{"ellipse", "10", "0", true}, {"ellipse", "0", "2", true}, {"ellipse", "9", "1", false}, {"ellipse", "-6", "1.6", true},
		{"hook", "1", "1", true}, {"hook", "9", "9", true}, {"hook", "4", "5", false}, {"hook", "8", "5", true}, {"hook", "10", "10", true},
		{"hook", "11", "1", false}, {"hook", "-1", "2", false}, {"hook", "4", "2", true}, {"hook", "4", "2.0001", false},
	} {
		a := shapes[c.shape]
		if !a.Valid() || a.Holds(Point{rat(t, c.x), rat(t, c.y)}) != c.in {
			t.Errorf("%s at %s, %s: want %v", c.shape, c.x, c.y, c.in)
		}
	}
	for _, bad := range []Area{{Shape: Rect, Coords: coords(t, "20 10 10 30")}, {Shape: Circle, Coords: coords(t, "1 1 0")}, {Shape: Poly, Coords: coords(t, "1 1 2 2")}, {Shape: "star"}} {
		if bad.Valid() {
			t.Errorf("%v is no area", bad)
		}
	}
}

func TestAreaMapping(t *testing.T) {
	t.Parallel()
	m := AreaMapping{
		Areas: []Area{
			{Rect, coords(t, "0 0 10 10"), rat(t, "2")}, {Rect, coords(t, "20 0 30 10"), rat(t, "1")}, {Rect, coords(t, "0 0 100 100"), rat(t, "-1")},
		},
		Default: rat(t, "-1/2"),
	}
	at := func(s string) (out []Point) {
		c := coords(t, s)
		for i := 0; i < len(c); i += 2 {
			out = append(out, Point{c[i], c[i+1]})
		}
		return out
	}
	is(t, "both", m.Points(at("5 5 25 5")), "3")
	is(t, "the same area twice", m.Points(at("5 5 6 6")), "2")
	is(t, "the first of two that overlap", m.Points(at("10 10")), "2")
	is(t, "the bad one", m.Points(at("5 5 50 50")), "1")
	is(t, "outside", m.Points(at("5 5 500 500")), "3/2")
	is(t, "outside twice, the same point", m.Points(at("500 500 500 500")), "-1/2")
	is(t, "outside twice", m.Points(at("500 500 501 501")), "-1")
	is(t, "no point", m.Points(nil), "-1/2")
	is(t, "the best of one", m.Best(1), "2")
	is(t, "the best of two", m.Best(2), "3")
	is(t, "the best of many", m.Best(9), "3")
	is(t, "share", m.Fraction(at("5 5 25 5"), 2), "1")
	is(t, "share of half", m.Fraction(at("25 5"), 2), "1/3")
	m.Upper = rat(t, "2")
	is(t, "bounded", m.Points(at("5 5 25 5")), "2")
}

func TestTaskGate(t *testing.T) {
	t.Parallel()
	tasks := []Task{{"net", 4, 3, 3, false}, {"net", 3, 2, 3, false}, {"ops", 3, 1, 2, true}, {"ops", 1, 0, 0, false}}
	got := TaskGate(tasks, Gate{Minimum: map[string]int{"net": 4, "ops": 1}, Pass: 5})
	is(t, "points", got.Points, "11/2") // 4, nothing for two of three, half of 3, nothing without checks
	if got.Max != 11 || !got.Passed {
		t.Errorf("%+v", got)
	}
	is(t, "section", got.BySection["net"], "4")
	is(t, "share", got.Fraction(), "1/2")
	for name, g := range map[string]Gate{"in all": {Pass: 6}, "a section": {Minimum: map[string]int{"net": 5}}, "a section that is not there": {Minimum: map[string]int{"sec": 1}}} {
		if TaskGate(tasks, g).Passed {
			t.Errorf("%s: passed", name)
		}
	}
}

var letters = rapid.SliceOfNDistinct(rapid.StringMatching("[a-j]"), 2, 8, rapid.ID[string])

func within(t *rapid.T, what string, v *big.Rat) {
	if v.Sign() < 0 || v.Cmp(Right()) > 0 {
		t.Fatalf("%s: %s is no part of a point", what, v.RatString())
	}
}

// Every rule gives a part of a point, all of it for the right answer, and nothing else when the answer comes in another order.
func TestRulesGiveAPartOfAPoint(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		key := letters.Draw(t, "key")
		chosen := rapid.SliceOfN(rapid.StringMatching("[a-l]"), 0, 9).Draw(t, "chosen")
		turned := rapid.Permutation(chosen).Draw(t, "turned")
		worth := map[string]*big.Rat{}
		for _, l := range strings.Split("abcdefghij", "") {
			if slices.Contains(key, l) {
				worth[l] = big.NewRat(1, int64(len(key)))
			} else {
				worth[l] = big.NewRat(rapid.Int64Range(-7, 0).Draw(t, "worth"), 7)
			}
		}
		mapped := Mapping{Values: worth, Default: big.NewRat(-1, 3), Lower: Wrong()}
		for name, rule := range map[string]func([]string) *big.Rat{
			AllOrNothing: func(c []string) *big.Rat { return Set(c, key) }, SumOfFractions: func(c []string) *big.Rat { return Fractions(c, worth) },
			MinusWrong: func(c []string) *big.Rat { return RightMinusWrong(c, key) }, MapResponse: mapped.Fraction,
		} {
			got := rule(chosen)
			within(t, name, got)
			if again := rule(turned); again.Cmp(got) != 0 {
				t.Fatalf("%s: %v gives %s and %v gives %s", name, chosen, got, turned, again)
			}
			if best := rule(key); best.Cmp(Right()) != 0 {
				t.Fatalf("%s: the right answer %v gives %s", name, key, best)
			}
		}
	})
}

func TestOrdersGiveAPartOfAPoint(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		key := letters.Draw(t, "key")
		answer := rapid.Permutation(key).Draw(t, "answer")
		for _, rule := range Orders() {
			got, _ := Order(rule, answer, key)
			within(t, rule, got)
			if best, _ := Order(rule, key, key); best.Cmp(Right()) != 0 {
				t.Fatalf("%s: the right order gives %s", rule, best)
			}
			if got.Cmp(Right()) == 0 && !slices.Equal(answer, key) {
				t.Fatalf("%s: %v gives everything for %v", rule, answer, key)
			}
		}
	})
}

func TestToleranceIsBetweenItsEnds(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		value := big.NewRat(rapid.Int64Range(-1000, 1000).Draw(t, "value"), rapid.Int64Range(1, 50).Draw(t, "of"))
		tolerance := big.NewRat(rapid.Int64Range(0, 100).Draw(t, "tolerance"), 40)
		kind := rapid.SampledFrom([]Kind{Absolute, Relative, Geometric}).Draw(t, "kind")
		i, ok := Within(value, tolerance, kind)
		if !ok || i.From.Cmp(i.To) > 0 || !i.holds(value) {
			t.Fatalf("%s ± %s %s is %v", value, tolerance, kind, i)
		}
		i.Fraction = Right()
		within(t, "numeric", Numeric(value, []Interval{i}))
	})
}

func TestPolyAgreesWithRect(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		n := func(name string) *big.Rat { return big.NewRat(rapid.Int64Range(-8, 8).Draw(t, name), 2) }
		l, top, w, h := n("l"), n("t"), big.NewRat(rapid.Int64Range(1, 8).Draw(t, "w"), 1), big.NewRat(rapid.Int64Range(1, 8).Draw(t, "h"), 1)
		r, b := new(big.Rat).Add(l, w), new(big.Rat).Add(top, h)
		p := Point{n("x"), n("y")}
		rect := Area{Shape: Rect, Coords: []*big.Rat{l, top, r, b}}
		poly := Area{Shape: Poly, Coords: []*big.Rat{l, top, r, top, r, b, l, b}}
		if rect.Holds(p) != poly.Holds(p) {
			t.Fatalf("%v in %v", p, rect)
		}
	})
}
