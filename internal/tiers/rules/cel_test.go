package rules

import (
	"math/big"
	"strings"
	"testing"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/types"
)

func rat(text string) decimal {
	r, ok := new(big.Rat).SetString(text)
	if !ok {
		panic(text)
	}
	return decimal{r}
}

func TestFormulasAreExact(t *testing.T) {
	t.Parallel()
	facts := []string{"a", "b", "spend"}
	for _, c := range []struct {
		text  string
		known map[string]decimal
		want  string // empty: not known
	}{
		{"b == 0 ? 0.0 : 100.0 * double(a - b) / double(b)", map[string]decimal{"a": rat("112.70"), "b": rat("100")}, "127/10"},
		{"b == 0 ? 0.0 : 100.0 * double(a - b) / double(b)", map[string]decimal{"a": rat("112.70"), "b": rat("0")}, "0"},
		{"a / 3 * 3", map[string]decimal{"a": rat("0.1")}, "1/10"},
		{"0.1 + 0.2", nil, "3/10"},
		{"-a + 1", map[string]decimal{"a": rat("0.3")}, "7/10"},
		{"a < 100000 ? 1.0 : double(a) / 100000.0", map[string]decimal{"a": rat("250000.50")}, "500001/200000"},
		{"a / b", map[string]decimal{"a": rat("1"), "b": rat("0")}, ""},
		{"a + b", map[string]decimal{"a": rat("1")}, ""},
		{"a > 0 ? a : b", map[string]decimal{"a": rat("1")}, "1"},
	} {
		f, detail := compile(c.text, facts, cel.DoubleType)
		if f == nil {
			t.Errorf("%s: %s", c.text, detail)
			continue
		}
		value, ok := f.run(c.known, Partner{})
		if got, _ := value.(decimal); ok != (c.want != "") || ok && got.rat.Cmp(rat(c.want).rat) != 0 {
			t.Errorf("%s: %v %v", c.text, value, ok)
		}
	}
}

func TestGuardsAreThreeValued(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text  string
		known map[string]decimal
		want  string
	}{
		{"spend >= 500", map[string]decimal{"spend": rat("500")}, "true"},
		{"spend >= 500", map[string]decimal{"spend": rat("499.99")}, "false"},
		{"spend >= 500", nil, ""},
		{"spend >= 500 || a > 1", map[string]decimal{"a": rat("2")}, "true"},
		{"spend >= 500 && a > 1", map[string]decimal{"a": rat("0")}, "false"},
		{"'smb' in partner.tracks", nil, "true"},
		{"partner.country == 'DE' && !(a > 1)", map[string]decimal{"a": rat("1")}, "true"},
	} {
		f, detail := compile(c.text, []string{"a", "spend"}, cel.BoolType)
		if f == nil {
			t.Errorf("%s: %s", c.text, detail)
			continue
		}
		value, ok := f.run(c.known, Partner{Country: "DE", Tracks: []string{"smb"}})
		if ok != (c.want != "") || ok && value != types.Bool(c.want == "true") {
			t.Errorf("%s: %v %v", c.text, value, ok)
		}
	}
}

func TestFormulasAreRefusedAtParsing(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"unheard > 1":                         "Undeclared reference to 'unheard'",
		"a +":                                 "Syntax error",
		"a + 'x' > 1":                         "no matching overload",
		"a":                                   "Gives double",
		"[1].exists(x, x > 1)":                "Undeclared reference",
		"size('abc') > 1":                     "Undeclared reference",
		strings.Repeat("a+", 220) + "a > 1":   "Costs too much",
		strings.Repeat("a + ", 400) + "a > 1": "At most 1000 bytes",
		"partner.tracks.foo > 1":              "does not support field selection",
		"":                                    "",
	} {
		f, detail := compile(text, []string{"a"}, cel.BoolType)
		if f != nil || !strings.Contains(strings.ToLower(detail), strings.ToLower(want)) {
			t.Errorf("%s: %q", text, detail)
		}
	}
}

func FuzzFormula(f *testing.F) {
	f.Add("a + 1.0 > b ? true : a in [1.0]")
	f.Fuzz(func(_ *testing.T, text string) {
		if run, _ := compile(text, []string{"a", "b"}, cel.BoolType); run != nil {
			run.run(map[string]decimal{"a": rat("1")}, Partner{})
		}
	})
}
