package scoring

import (
	"math/big"
	"testing"

	"pgregory.net/rapid"
)

func rat(t *testing.T, s string) *big.Rat {
	t.Helper()
	v, ok := new(big.Rat).SetString(s)
	if !ok {
		t.Fatalf("not a number: %s", s)
	}
	return v
}

func TestSet(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		chosen, key []string
		right       bool
	}{
		"equal":             {[]string{"a", "c"}, []string{"a", "c"}, true},
		"other order":       {[]string{"c", "a"}, []string{"a", "c"}, true},
		"named twice":       {[]string{"a", "a", "c"}, []string{"a", "c"}, true},
		"one short":         {[]string{"a"}, []string{"a", "c"}, false},
		"one too many":      {[]string{"a", "b", "c"}, []string{"a", "c"}, false},
		"nothing":           {nil, []string{"a"}, false},
		"nothing, no key":   {nil, nil, false},
		"twice is not both": {[]string{"a", "a"}, []string{"a", "c"}, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := Set(c.chosen, c.key).Sign() > 0; got != c.right {
				t.Errorf("Set(%v, %v) right = %v", c.chosen, c.key, got)
			}
		})
	}
}

func TestFractions(t *testing.T) {
	t.Parallel()
	worth := map[string]*big.Rat{"a": rat(t, "1/3"), "b": rat(t, "1/3"), "c": rat(t, "1/3"), "x": rat(t, "-1/2"), "y": rat(t, "-1")}
	for name, c := range map[string]struct {
		chosen []string
		want   string
	}{
		"three thirds are one whole": {[]string{"a", "b", "c"}, "1"},
		"one third":                  {[]string{"b"}, "1/3"},
		"penalty":                    {[]string{"a", "b", "x"}, "1/6"},
		"never below nothing":        {[]string{"a", "y"}, "0"},
		"named twice counts once":    {[]string{"a", "a"}, "1/3"},
		"unknown option":             {[]string{"z"}, "0"},
		"nothing":                    {nil, "0"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := Fractions(c.chosen, worth); got.Cmp(rat(t, c.want)) != 0 {
				t.Errorf("got %s, want %s", got.RatString(), c.want)
			}
		})
	}
}

func TestOne(t *testing.T) {
	t.Parallel()
	if One("b", []string{"a", "b"}).Sign() != 1 || One("c", []string{"a", "b"}).Sign() != 0 || One("", nil).Sign() != 0 {
		t.Error("One must give the point for an accepted option and nothing else")
	}
}

func TestNumber(t *testing.T) {
	t.Parallel()
	for _, s := range []string{"0", "-1", "+3", "3.14", ".5", "5.", "6.02e23", "1E-9", "00012"} {
		if _, ok := Number(s); !ok {
			t.Errorf("%q is a number", s)
		}
	}
	for _, s := range []string{"", " 1", "1 ", "NaN", "Inf", "-", ".", "1,5", "1e400", "0x10", "1_000", "1/3", "1e", "٣", "1.2.3",
		"1111111111111111111111111111111111111111111111111111111111111"} {
		if _, ok := Number(s); ok {
			t.Errorf("%q is not a number", s)
		}
	}
}

func TestNumeric(t *testing.T) {
	t.Parallel()
	one, half := rat(t, "1"), rat(t, "1/2")
	grant := []Interval{Around(rat(t, "1822"), Wrong(), one), Around(rat(t, "1822"), rat(t, "2"), half)}
	pi := []Interval{Around(rat(t, "3.1415"), rat(t, "0.0005"), one)}
	span := []Interval{{From: rat(t, "-5"), To: rat(t, "5"), Fraction: one}}
	for name, c := range map[string]struct {
		answer string
		key    []Interval
		want   string
	}{
		"first match wins":   {"1822", grant, "1"},
		"near":               {"1824", grant, "1/2"},
		"too far":            {"1825", grant, "0"},
		"upper edge":         {"3.142", pi, "1"},
		"lower edge":         {"3.141", pi, "1"},
		"a hair over":        {"3.1420000000000000001", pi, "0"},
		"both ends included": {"-5", span, "1"},
		"outside the span":   {"5.0001", span, "0"},
		"exponent":           {"18.22e2", grant, "1"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := Numeric(rat(t, c.answer), c.key); got.Cmp(rat(t, c.want)) != 0 {
				t.Errorf("got %s, want %s", got.RatString(), c.want)
			}
		})
	}
}

func TestText(t *testing.T) {
	t.Parallel()
	one := rat(t, "1")
	for name, c := range map[string]struct {
		answer, key string
		exact       bool
		want        bool
	}{
		"same":                  {"nobody", "nobody", false, true},
		"case does not matter":  {"NoBody", "nobody", false, true},
		"case matters if asked": {"NoBody", "nobody", true, false},
		"blanks":                {"  no \t one ", "no one", false, true},
		"other":                 {"someone", "nobody", false, false},
		"empty":                 {"", "nobody", false, false},
		"umlaut":                {"KÖLN", "köln", false, true},
		"greek":                 {"ΣΊΣΥΦΟΣ", "σίσυφος", false, true},
		"star in the middle":    {"certificate signing request", "cert*request", false, true},
		"star matches nothing":  {"ab", "a*b", false, true},
		"star alone":            {"anything", "*", false, true},
		"star does not forgive": {"abc", "a*b", false, false},
		"two stars":             {"a long way to go", "a*way*go", false, true},
		"escaped star":          {"a*b", `a\*b`, false, true},
		"escaped star is plain": {"axxb", `a\*b`, false, false},
		"backslash":             {`C:\dir`, `c:\dir`, false, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := Text(c.answer, []Accepted{{Text: c.key, Exact: c.exact, Fraction: one}}).Sign() > 0
			if got != c.want {
				t.Errorf("%q against %q = %v", c.answer, c.key, got)
			}
		})
	}
}

func TestFraction(t *testing.T) {
	t.Parallel()
	for _, s := range []string{"1/3", "-1", "0.25", "1", "0"} {
		if _, ok := Fraction(s); !ok {
			t.Errorf("%q is a fraction", s)
		}
	}
	for _, s := range []string{"2", "-1.01", "1/0", "a", "", "3/2"} {
		if _, ok := Fraction(s); ok {
			t.Errorf("%q is not a fraction of a point", s)
		}
	}
}

// The published vector: 60 items, cut 39 at 700, everything 1000, floor 100; the line is 14.285714 x + 142.857143.
func TestScaled(t *testing.T) {
	t.Parallel()
	scale := Scale{Min: 100, Pass: 700, Max: 1000}
	cut, err := CutAt(39, 60)
	if err != nil {
		t.Fatal(err)
	}
	for raw, want := range map[string]int{
		"0": 143, "20": 429, "38": 686, "39": 700, "50": 857, "60": 1000,
		"77/2":             693, // 692.857
		"38.99":            699, // 699.857 would round to the passing score
		"38.9999999999999": 699,
	} {
		if got := scale.Scaled(rat(t, raw), cut); got != want {
			t.Errorf("raw %s scaled to %d, want %d", raw, got, want)
		}
	}
	t.Run("floor", func(t *testing.T) {
		t.Parallel()
		if got := (Scale{Min: 300, Pass: 700, Max: 1000}).Scaled(Wrong(), cut); got != 300 {
			t.Errorf("got %d", got)
		}
	})
	t.Run("everything is the cut", func(t *testing.T) {
		t.Parallel()
		all, _ := CutAt(60, 60)
		for raw, want := range map[string]int{"60": 1000, "59": 690, "0": 100} {
			if got := scale.Scaled(rat(t, raw), all); got != want {
				t.Errorf("raw %s scaled to %d, want %d", raw, got, want)
			}
		}
	})
}

func TestCut(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		percent string
		max     int
		raw     string
		pass    bool
	}{
		"at the cut":               {"65", 60, "39", true},
		"one below":                {"65", 60, "38", false},
		"69.995 is under 70":       {"70", 100, "69.995", false},
		"70 is 70":                 {"70", 100, "70", true},
		"69.995 against 69.995":    {"69.995", 100, "69.995", true},
		"not a whole point":        {"66.7", 30, "20", false}, // needs 20.01
		"not a whole point, above": {"66.7", 30, "21", true},
		"two thirds of a third":    {"100", 3, "3", true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cut, err := CutAtPercent(c.percent, c.max)
			if err != nil {
				t.Fatal(err)
			}
			if got := cut.Passed(rat(t, c.raw)); got != c.pass {
				t.Errorf("%s of %d at %s%%: passed = %v", c.raw, c.max, c.percent, got)
			}
		})
	}
	for _, bad := range []string{"0", "-1", "100.01", "", "x", "NaN"} {
		if _, err := CutAtPercent(bad, 60); err == nil {
			t.Errorf("%q must be refused", bad)
		}
	}
	if _, err := CutAtPercent("50", 0); err == nil {
		t.Error("an exam of nothing has no cut")
	}
	for _, bad := range []int{0, -1, 61} {
		if _, err := CutAt(bad, 60); err == nil {
			t.Errorf("%d must be refused", bad)
		}
	}
}

func TestBandOf(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		points string
		items  int
		want   Band
	}{
		"many items":          {"21", 30, Band{70, 80}},
		"many, everything":    {"30", 30, Band{90, 100}},
		"many, nothing":       {"0", 30, Band{0, 10}},
		"some items":          {"14", 20, Band{60, 80}},
		"some, everything":    {"20", 20, Band{80, 100}},
		"few items":           {"6", 10, Band{50, 80}},
		"few, nothing":        {"0", 10, Band{0, 30}},
		"hardly any":          {"3", 5, Band{40, 90}},
		"three say nothing":   {"3", 3, Band{0, 100}},
		"none":                {"0", 0, Band{0, 100}},
		"parts of a point":    {"43/2", 30, Band{70, 80}},
		"some, just under 65": {"12.999", 20, Band{50, 70}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := BandOf(rat(t, c.points), c.items); got != c.want {
				t.Errorf("got %v, want %v", got, c.want)
			}
		})
	}
}

func TestScaledNeverContradictsTheDecision(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		most := rapid.IntRange(1, 300).Draw(t, "max")
		cut, err := CutAt(rapid.IntRange(1, most).Draw(t, "cut"), most)
		if err != nil {
			t.Fatal(err)
		}
		low := rapid.IntRange(0, 500).Draw(t, "min")
		pass := low + rapid.IntRange(1, 500).Draw(t, "above")
		scale := Scale{Min: low, Pass: pass, Max: pass + rapid.IntRange(1, 500).Draw(t, "rest")}
		parts := int64(rapid.IntRange(1, 12).Draw(t, "parts"))
		n := int64(rapid.IntRange(0, most*int(parts)).Draw(t, "raw"))
		raw, more := big.NewRat(n, parts), big.NewRat(min(n+1, int64(most)*parts), parts)
		got := scale.Scaled(raw, cut)
		if cut.Passed(raw) != (got >= scale.Pass) {
			t.Fatalf("raw %s, cut %s: scaled %d against pass %d", raw, cut.Raw, got, scale.Pass)
		}
		if got < scale.Min || got > scale.Max || scale.Scaled(more, cut) < got {
			t.Fatalf("raw %s: %d lies outside the scale or falls with more points", raw, got)
		}
	})
}

func TestBandHoldsTheShare(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		items := rapid.IntRange(1, 200).Draw(t, "items")
		points := rapid.IntRange(0, items).Draw(t, "points")
		band := BandOf(big.NewRat(int64(points), 1), items)
		percent := big.NewRat(int64(points)*100, int64(items))
		if percent.Cmp(big.NewRat(int64(band.From), 1)) < 0 || percent.Cmp(big.NewRat(int64(band.To), 1)) > 0 {
			t.Fatalf("%d of %d is not in %v", points, items, band)
		}
	})
}
