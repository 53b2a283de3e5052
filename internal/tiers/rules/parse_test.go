package rules

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"laurel/internal/fault"
)

func faultsOf(err error) []string {
	found := []string{}
	for _, f := range fault.Of(err).Fields {
		found = append(found, f.Field+" "+f.Code)
	}
	return found
}

func TestParseTellsEveryFaultAtOnce(t *testing.T) {
	t.Parallel()
	_, err := Parse([]byte(`
spec: tier/v1
program: bad program
currency: usd
colour: red
standing: {promote: at_checkpoint, grace: sixty}
people: {employment: [friend], scope: family}
facts:
  revenue: {type: money, window: {last: P12M, same_month_last_year: true}}
  growth: {derive: "1 + unheard"}
tiers:
  - key: one
    rank: 1
    entry: open
    require:
      all:
        - fact: {name: revenue, at_least: 100000}
        - fact: {name: revenue, at_least: 5 EUR}
        - fact: {name: unheard, at_least: 5}
        - headcount: {of: {kind: certification}, min: 0}
        - headcount: {id: a, of: {region: [EMEA]}, min: 1, when: "1 + 1"}
        - seats: {group: x}
        - tier: {holds: one}
        - {headcount: {of: {}, min: 1}, awards: {of: {}, min: 1}}
  - {key: one, rank: 1, entry: open, require: {any: []}, require: {all: []}}
`))
	want := []string{
		"colour unknown_member",
		"version required",
		"program bad_key",
		"standing.grace bad_period", "standing.promote required",
		"people.employment not_one_of",
		"currency bad_currency",
		"facts.revenue.window conflict",
		"facts.growth.derive bad_formula",
		"tiers[1].require duplicate_member",
		"tiers[1].key duplicate_key",
		"tiers[1].rank duplicate_rank",
		"tiers[0].require.all[0].fact.at_least bare_money",
		"tiers[0].require.all[1].fact.at_least other_currency",
		"tiers[0].require.all[2].fact.name unknown_fact",
		"tiers[0].require.all[3].headcount.min out_of_range",
		"tiers[0].require.all[4].headcount.when bad_formula",
		"tiers[0].require.all[4].headcount.of.region unknown_region",
		"tiers[0].require.all[5].seats.needs required",
		"tiers[0].require.all[5].seats.group unknown_group",
		"tiers[0].require.all[6].tier.holds circular",
		"tiers[0].require.all[7] conflict",
		"tiers[1].require.any empty",
	}
	got := faultsOf(err)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Fatal(diff)
	}
	if !errors.Is(err, ErrProgram) {
		t.Fatal(err)
	}
}

func TestParseRefusesTricks(t *testing.T) {
	t.Parallel()
	for name, document := range map[string]string{
		"empty":      "",
		"a list":     "[]",
		"a word":     "hello",
		"two bombs":  "a: &a [1]\nb: *a",
		"a merge":    "<<: {spec: tier/v1}",
		"a tag":      "spec: !!binary aGVsbG8=",
		"deep":       strings.Repeat("[", 5000) + strings.Repeat("]", 5000),
		"huge":       strings.Repeat("#", mostBytes+1),
		"not UTF-8":  "spec: \xff",
		"a map key":  "? {a: 1}\n: 2",
		"broken":     "{",
		"NUL":        "spec: \"a\x00\"",
		"many lines": strings.Repeat("- a\n", mostNodes+1),
	} {
		if p, err := Parse([]byte(document)); !errors.Is(err, ErrProgram) {
			t.Errorf("%s: %v, %v", name, p, err)
		}
	}
}

func TestYAMLAndJSONOfOneDocumentHaveOneDigest(t *testing.T) {
	t.Parallel()
	p := starter(t)
	again, err := Parse(p.Document)
	if err != nil {
		t.Fatal(faultsOf(err))
	}
	if again.SHA256 != p.SHA256 || string(again.Document) != string(p.Document) {
		t.Fatalf("%s\n%s", p.Document, again.Document)
	}
}

func TestQuantities(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]Quantity{"0": 0, "0.15": 150000, "-1.5": -1500000, "50": 50000000, "0.000001": 1} {
		if q, ok := ParseDecimal(text); !ok || q != want {
			t.Errorf("%s: %d %v", text, q, ok)
		}
	}
	for _, text := range []string{"", "1e3", ".5", "5.", "0.0000001", "1,000", "007", "99999999999999", "0x1f", " 1", "١"} {
		if _, ok := ParseDecimal(text); ok {
			t.Errorf("%q was taken", text)
		}
	}
	for text, want := range map[string]int64{"100000 USD": 10000000, "0.5 USD": 50, "12.345 KWD": 12345, "7 JPY": 7} {
		if m, ok := ParseMoney(text); !ok || m.Amount != want {
			t.Errorf("%s: %v %v", text, m, ok)
		}
	}
	for _, text := range []string{"1", "USD 1", "1 usd", "1.234 USD", "1.5 JPY", "-1 USD", "1  USD", "1 USD "} {
		if _, ok := ParseMoney(text); ok {
			t.Errorf("%q was taken", text)
		}
	}
}

func TestPeriods(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ period, from, after, before string }{
		{"P60D", "2026-12-14", "2027-02-12", "2026-10-15"},
		{"P12M", "2024-02-29", "2025-02-28", "2023-02-28"},
		{"P1M", "2026-01-31", "2026-02-28", "2025-12-31"},
		{"P1Y2M3D", "2026-01-01", "2027-03-04", "2024-10-29"},
		{"P2W", "2026-01-01", "2026-01-15", "2025-12-18"},
	} {
		p, ok := ParsePeriod(c.period)
		if got := day(p.After(moment(c.from))); !ok || got != c.after {
			t.Errorf("%s after %s: %s", c.period, c.from, got)
		}
		if got := day(p.Before(moment(c.from))); got != c.before {
			t.Errorf("%s before %s: %s", c.period, c.from, got)
		}
	}
	for _, text := range []string{"", "P", "60D", "P-1D", "PT1H", "P1.5D", "P1D1M", "p1d"} {
		if _, ok := ParsePeriod(text); ok {
			t.Errorf("%q was taken", text)
		}
	}
}

func TestSpans(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][2]string{
		"2026": {"2026-01-01", "2027-01-01"}, "2026-Q4": {"2026-10-01", "2027-01-01"},
		"2026-11": {"2026-11-01", "2026-12-01"}, "2024-02-29": {"2024-02-29", "2024-03-01"},
	} {
		s, ok := ParseSpan(text)
		if got := [2]string{day(s.From), day(s.To)}; !ok || got != want {
			t.Errorf("%s: %v", text, got)
		}
	}
	for _, text := range []string{"", "26", "2026-Q5", "2026-13", "2026-00", "2026-02-30", "2026-Q1-01", "0026"} {
		if _, ok := ParseSpan(text); ok {
			t.Errorf("%q was taken", text)
		}
	}
}

// Documents come from people: whatever is broken in one, parsing refuses or takes it, and what it takes can be judged.
func TestNoDocumentBreaksTheReader(t *testing.T) {
	t.Parallel()
	original := string(starter(t).Document)
	words := []string{"null", "[]", "{}", `""`, "-1", "1e9", `"P60D"`, "true", `{"all":[]}`, `[[]]`, "0.15", `"100 USD"`, `{"a":{"b":[1]}}`}
	rapid.Check(t, func(rt *rapid.T) {
		document := original
		for range rapid.IntRange(1, 4).Draw(rt, "changes") {
			at := rapid.IntRange(0, len(document)-1).Draw(rt, "at")
			colon := strings.IndexByte(document[at:], ':')
			if colon < 0 {
				continue
			}
			from := at + colon + 1
			to := from + strings.IndexAny(document[from:]+",", ",}]")
			if to < from {
				continue
			}
			document = document[:from] + rapid.SampledFrom(words).Draw(rt, "word") + document[min(to, len(document)):]
		}
		p, err := Parse([]byte(document))
		if err != nil {
			if !errors.Is(err, ErrProgram) || len(fault.Of(err).Fields) == 0 {
				rt.Fatalf("%v", err)
			}
			return
		}
		for _, tier := range p.Tiers {
			if _, err := Evaluate(p, history(rt), Question{Target: tier.Key}); err != nil {
				rt.Fatal(err)
			}
		}
	})
}
