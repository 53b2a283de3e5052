package rules

import (
	"encoding/json"
	"strings"
	"testing"
)

func texts(of []Sentence) []string {
	found := []string{}
	for _, s := range of {
		found = append(append(found, s.Text), texts(s.Parts)...)
	}
	return found
}

func TestAProgramIsToldInWords(t *testing.T) {
	t.Parallel()
	told := presets(t)["three-tier-starter"].Tell()
	strategic := told.Tiers[2]
	for _, want := range []string{"Holds Certified", "At least 5 people with a certification", "Revenue of at least 100,000 USD in the last 12 months",
		"In the top 15 % by revenue among partners that hold Certified"} {
		if !has(texts(strategic.Enter), want) {
			t.Errorf("%q is not in %q", want, texts(strategic.Enter))
		}
	}
	if strategic.Entry != "By invitation, once the requirements are met." || len(strategic.Keep) != 3 || told.Tiers[0].Keep != nil {
		t.Errorf("%+v", strategic)
	}
	for _, want := range []string{"A commission of 30 % to 35 %", "Registered deals are protected for 60 days", "A marketing budget of 10,000 USD every 12 months", "A partner manager", "Co-branded collateral"} {
		if !has(texts(strategic.Grants), want) {
			t.Errorf("%q is not in %q", want, texts(strategic.Grants))
		}
	}
	for _, g := range strategic.Grants {
		if g.Assumed != (g.ID == "renewal_commission" || g.ID == "exam_discount" || g.ID == "vouchers_per_year") {
			t.Errorf("%+v", g)
		}
	}
	if got := texts(told.Standing); got[1] != "Who no longer qualifies keeps the tier for 60 days, then loses it." {
		t.Error(got)
	}
	if got := texts(told.Facts); !strings.Contains(strings.Join(got, "\n"), "Revenue: added up in the last 12 months, reported by PRM; a customer counts after 90 days; only while still active; older than 35 days it can still confirm, never deny") {
		t.Error(got)
	}
}

// No preset shows a person a key with underscores, an empty sentence, or a raw date.
func TestEveryPresetReadsWell(t *testing.T) {
	t.Parallel()
	for key, p := range presets(t) {
		told := p.Tell()
		all := append(texts(told.Standing), texts(told.People)...)
		for _, tier := range told.Tiers {
			all = append(all, tier.Title, tier.Entry)
			all = append(append(append(append(all, texts(tier.Enter)...), texts(tier.Keep)...), texts(tier.Targets)...), texts(tier.Grants)...)
		}
		for _, d := range told.Designations {
			all = append(append(all, d.Title), texts(d.Rules)...)
		}
		for _, s := range told.Scores {
			all = append(append(all, s.Title), texts(s.Tracks)...)
		}
		for _, text := range all {
			if text == "" || raw.MatchString(text) || strings.Contains(text, "%!") {
				t.Errorf("%s: %q", key, text)
			}
		}
	}
}

// wanted are the lines that are said of each program and that a checklist has to answer for.
var wanted = map[string][]string{
	"three-tier-starter": {"open / application / invitation", "1 trained + 1 USD target", "2 certified + 10,000 USD pipeline + case study",
		"5 certified + 100,000 USD revenue + NPS above 50", "from the top 10-15 % of tier 2", "10-15 / 20-25 / 30-35 % + renewal commission", "60-day deal protection",
		"partner manager, 10,000 USD MDF, co-branded collateral"},
	"consulting-fy27": {"two certifications and a stage-2 lead, or three leads, or two certifications and two projects", "windows of the current and the previous fiscal year",
		"competencies at two levels", "the highest tier is kept for the rest of the fiscal year and the next"},
	"nav-legacy": {"Base, Ridge, Crest, Summit", "specialization tracks by cloud", "certifications gate tiers", "at least 2 specializations for Summit (fictional)", "15-20 % recurring",
		"deal registration for higher tiers", "FY27 as its successor"},
	"services-path": {"Registered, Standard (today Select), Advanced, Premier", "competencies Machine Learning, Security, DevOps and verticals", "expertise over volume",
		"MDF 1,000-25,000 USD from Advanced"},
	"designation-infrastructure": {"at least 70 of 100 points and every metric above 0", "net customer adds 10 points each, at most 30", "intermediate certifications 4 points a person, at most 20, gate 2 administrators",
		"advanced certifications 4 points a person, at most 20, gate 2 architects", "usage growth 1 point per 1 %, at most 20", "deployments 2 points each, at most 10",
		"qualified on any one day in the current and five previous months", "two tracks, the best total wins"},
	"solutions-points": {"Gold, Platinum, Diamond, Elite", "margins 20-35 % by retention", "90-day activation, 12-month retention", "sourced and influenced apart"},
	"var-roles":        {"Select, Premier, Gold", "roles engineer, account manager, specialist with role sharing", "labs mandatory for technical roles", "60-day exclusivity"},
	"value-index":      {"index from 0 to 10, at least 7.5", "certifications per 100,000 USD", "career certifications", "performance", "engagement"},
	"marketplace":      {"Authorized, Silver, Gold, Platinum", "technical accreditation", "marketplace share 15-25 %", "reseller and solution tracks apart"},
	"ads-partners": {"optimisation score of at least 70 %", "10,000 USD of spend in 90 days", "half of the strategists certified, counted up to 100",
		"a certification for every product with 500 USD of spend", "top 3 % of the country, once a year"},
	"cosell-ladder": {"co-sell ACV of 250,000 / 2,000,000 / 20,000,000 USD", "two people with professional certifications", "dedicated sales and technical people",
		"the highest tier by invitation", "six months of transition"},
	"dual-path": {"Registered, Certified, Premier", "referral (bounty 100-500 USD)", "implementation (certified consultant on staff)"},
}

func TestEveryLineOfAChecklistIsAnsweredFor(t *testing.T) {
	t.Parallel()
	all := presets(t)
	for key, p := range all {
		lines := []string{}
		for _, line := range p.About.Checklist {
			lines = append(lines, line.Line)
		}
		for _, line := range wanted[key] {
			if !has(lines, line) {
				t.Errorf("%s says nothing of %q", key, line)
			}
		}
		if len(wanted[key]) == 0 || p.About.InspiredBy == "" || p.About.Source == "" {
			t.Errorf("%s: no lines are wanted of it, or it does not say where it comes from", key)
		}
		if next := p.About.Successor; next != "" && all[next] == nil {
			t.Errorf("%s is followed by %s, which does not come with the product", key, next)
		}
	}
}

func TestALineMustPointAtSomething(t *testing.T) {
	t.Parallel()
	document := func(line string) []byte {
		return []byte(strings.Replace(withRule(`{'headcount': {'id': 'heads', 'of': {'kind': 'certification'}, 'min': 7}}`), `"currency"`, `"about": {"checklist": [`+line+`]}, "currency"`, 1))
	}
	if _, err := Parse(document(`{"line": "seven", "by": ["t.heads", "t", "facts.nps"]}`)); err != nil {
		t.Error(faultsOf(err))
	}
	for _, line := range []string{`{"line": "seven", "by": ["t.hands"]}`, `{"line": "seven"}`, `{"line": "seven", "by": ["t.heads"], "not_modelled": "no"}`} {
		if _, err := Parse(document(line)); err == nil {
			t.Errorf("%s is accepted", line)
		}
	}
}

// A case that the rules answer differently names every difference.
func TestADifferenceIsNamed(t *testing.T) {
	t.Parallel()
	p, err := Parse([]byte(strings.Replace(withRule(`{'headcount': {'id': 'heads', 'of': {'kind': 'certification'}, 'min': 2}}`), `"currency"`,
		`"golden": [{"name": "One of two", "as_of": "2026-11-22", "ask": "t", "people": [{"id": "ana", "has": [{"key": "engineer"}]}], "expect": {"result": "met",
		"nodes": [{"node": "heads", "have": 2, "short": 1, "people": ["bo"], "excluded": {"ana": "held"}}, {"node": "hands"}]}}], "currency"`, 1)))
	if err != nil {
		t.Fatal(faultsOf(err))
	}
	got, _ := json.Marshal(p.Try())
	for _, want := range []string{`"golden[0].expect.result"`, `One of two: met is expected, the rules answer not_met.`, `"golden[0].expect.nodes[0].have"`, `nodes[0].people`,
		`nodes[0].excluded.ana`, `"golden[0].expect.nodes[1].node"`} {
		if !strings.Contains(string(got), want) {
			t.Errorf("%s is not in %s", want, got)
		}
	}
	if strings.Contains(string(got), "nodes[0].short") {
		t.Error("what agrees is told as a difference")
	}
}
