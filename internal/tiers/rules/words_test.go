package rules

import (
	"encoding/json"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// sentences are all texts of an answer that people read.
func sentences(e Explanation) []string {
	found := []string{e.Summary, e.ProgramTitle, e.TargetTitle, e.HoldsTitle}
	for _, n := range append(slices.Clone(e.Nodes), e.Targets...) {
		found = append(found, n.Title, n.Label, n.WhyText)
		for _, x := range n.Excluded {
			found = append(found, x.WhyText)
		}
	}
	for _, f := range e.Forecast {
		found = append(found, f.Event, f.Then)
	}
	for _, w := range e.WaysUp {
		found = append(found, w.Text, w.Label, w.CertificationTitle, w.TierTitle)
	}
	return found
}

// raw is what no sentence may hold: ids, keys with underscores, ids of nodes such as certified5, days as numbers.
var raw = regexp.MustCompile(`per_|ptn_|[a-z]_[a-z]|certified5|\d{4}-\d{2}-\d{2}`)

func TestSentencesAreForPeople(t *testing.T) {
	t.Parallel()
	p := starter(t)
	rapid.Check(t, func(rt *rapid.T) {
		s := history(rt)
		for _, o := range []Observation{observed("revenue", "2026-10", 4_300_000, "2026-11-01"), observed("joint_nps", "2026-10", 45_000_000, "2026-03-01"),
			observed("pipeline", "2026-10", 1, "2026-11-01")} {
			if rapid.Bool().Draw(rt, o.Metric) {
				s.Observations = append(s.Observations, o)
			}
		}
		if held := rapid.SampledFrom([]string{"", "registered", "certified", "strategic"}).Draw(rt, "held"); held != "" {
			s.Holds = []Holding{{Tier: held, Since: moment("2026-02-01")}}
		}
		for _, tier := range p.Tiers {
			horizon, _ := ParsePeriod("P400D")
			e, err := Evaluate(p, s, Question{Target: tier.Key, Horizon: horizon})
			if err != nil {
				rt.Fatal(err)
			}
			for _, text := range sentences(e) {
				if raw.MatchString(text) {
					rt.Fatalf("%s: %s", tier.Key, text)
				}
			}
		}
	})
}

func TestMoreThanReadsAsMoreThan(t *testing.T) {
	t.Parallel()
	s := snapshot("2026-11-22")
	s.Observations = []Observation{observed("joint_nps", "2026-10", 45_000_000, "2026-11-01"), observed("revenue", "2026-10", 4_300_000, "2026-11-01")}
	e := judged(t, starter(t), s, "strategic")
	n := nodeOf(t, e, "joint_nps")
	if n.Title != "Joint NPS of more than 50 in the last 12 months" || n.Comparison != MoreThan || n.Have != "45" || n.Need != "50" || n.Short != "5" {
		t.Errorf("%+v", n)
	}
	for _, want := range []string{"Joint NPS is 45 and must be more than 50", "57,000 USD more revenue", "5 more people with a certification"} {
		if !strings.Contains(e.Summary, want) {
			t.Errorf("%q is not in %s", want, e.Summary)
		}
	}
	if n := nodeOf(t, e, "top_by_revenue"); n.Label != "rank by revenue" || n.WhyText != "ranks have not been taken yet" || n.Title != "In the top 15 % by revenue among partners that hold Certified" {
		t.Errorf("%+v", n)
	}
	if n := nodeOf(t, e, "certified5"); n.Label != "certified people" || n.Comparison != AtLeast {
		t.Errorf("%+v", n)
	}
	if w := e.WaysUp[0]; w.Text != "hold Certified first" || w.TierTitle != "Certified" {
		t.Errorf("%+v", w)
	}
	if w := e.WaysUp[1]; w.Text != "5 more people with a certification" || w.Label != "certified people" {
		t.Errorf("%+v", w)
	}
}

func TestADocumentMayNameItsNodesAndFacts(t *testing.T) {
	t.Parallel()
	document := strings.Replace(withRule(`{'all': [{'fact': {'name': 'nps', 'at_least': 7}}, {'headcount': {'id': 'h_x', 'label': 'heads', 'title': 'Seven heads', 'of': {'kind': 'certification'}, 'min': 7}}]}`),
		`"nps": {`, `"nps": {"label": "Happiness", `, 1)
	p, err := Parse([]byte(document))
	if err != nil {
		t.Fatal(faultsOf(err))
	}
	e := judged(t, p, snapshot("2026-11-22"), "t")
	if e.Nodes[1].Label != "Happiness" || e.Nodes[1].Title != "Happiness of at least 7" || e.Nodes[2].Label != "heads" || e.Nodes[2].Title != "Seven heads" {
		t.Errorf("%+v", e.Nodes)
	}
}

func TestNamesAreLaidOver(t *testing.T) {
	t.Parallel()
	p := starter(t)
	s := snapshot("2026-11-22")
	employee(&s, "per_1", "per_2", "per_3")
	s.Affiliations[1].To = moment("2026-10-02")
	s.Awards = []Award{award("per_1", "certification", "engineer", "2026-03-01", "2026-12-14"), award("per_2", "certification", "engineer", "2026-03-01", "")}
	e := judged(t, p, s, "certified")
	before, _ := json.Marshal(e)
	named := e.Named(map[string]string{"per_1": "Ana Silva", "per_2": "Bo", "per_3": "Çelik", "per_9": "nobody's business"})
	if after, _ := json.Marshal(e); string(after) != string(before) {
		t.Error("naming changed the answer it was given")
	}
	if f := named.Forecast[0]; f.Event != "Engineer of Ana Silva expires" || f.PersonName != "Ana Silva" || e.Forecast[0].Event != "Engineer of a person expires" {
		t.Errorf("%+v", f)
	}
	if got := slices.Sorted(maps.Keys(named.People)); !slices.Equal(got, []string{"per_1", "per_2", "per_3"}) {
		t.Error(got)
	}
	if named.ResultSHA256 != e.ResultSHA256 || nodeOf(t, named, "certified").Excluded[0].PersonName != "Bo" {
		t.Errorf("%+v", named)
	}
}
