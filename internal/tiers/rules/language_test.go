package rules

import (
	"encoding/json"
	"strings"
	"testing"
)

// designation parses the infrastructure program and makes a partner with people who hold the named certifications.
func designated(t testing.TB, people map[string][]string) (*Program, Snapshot) {
	t.Helper()
	p, err := Parse(documents(t)["designation-infrastructure.yaml"])
	if err != nil {
		t.Fatal(faultsOf(err))
	}
	s := snapshot("2026-11-22")
	for person, keys := range people {
		employee(&s, person)
		for _, key := range keys {
			s.Awards = append(s.Awards, award(person, "certification", key, "2026-02-01", ""))
		}
	}
	return p, s
}

func pointsOf(t testing.TB, n Node, term string) string {
	t.Helper()
	for _, p := range n.Points {
		if p.Term == term {
			text, _ := json.Marshal(p.Points)
			return string(text)
		}
	}
	t.Fatalf("no term %s in %+v", term, n.Points)
	return ""
}

// Points begin when the gate is met: two administrators first, then four points for each person.
func TestGatesOfAScore(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		people map[string][]string
		want   string
	}{
		{map[string][]string{"a": {"azure-administrator"}, "b": {"network-engineer"}}, `0`},
		{map[string][]string{"a": {"azure-administrator", "network-engineer"}, "b": {"azure-administrator", "stack-hub-operator"}}, `8`},
	} {
		p, s := designated(t, c.people)
		n := judged(t, p, s, "designated").Nodes[1]
		if got := pointsOf(t, n, "intermediate"); n.Kind != KindScore || got != c.want {
			t.Errorf("%v: %s", c.people, got)
		}
		if n.Result != Unknown && n.Result != NotMet {
			t.Errorf("%+v", n)
		}
	}
}

func TestShareIsCountedUpToItsLimit(t *testing.T) {
	t.Parallel()
	p := program(t, `{'share': {'of': {'kind': 'certification'}, 'over': {'fact': {'name': 'launches'}}, 'min': 0.5, 'count_up_to': 2}}`)
	for _, c := range []struct {
		staff, certified int
		want             Result
		need             int
	}{{1, 1, Met, 1}, {3, 1, NotMet, 2}, {1000, 2, Met, 2}, {1000, 1, NotMet, 2}} {
		s := snapshot("2026-11-22")
		s.Observations = []Observation{observed("launches", "2026-10", int64(c.staff), "2026-11-01")}
		for _, person := range []string{"per_1", "per_2"}[:c.certified] {
			employee(&s, person)
			s.Awards = append(s.Awards, award(person, "certification", "x", "2026-02-01", ""))
		}
		if n := judged(t, p, s, "t").Nodes[0]; n.Result != c.want || n.Need != c.need {
			t.Errorf("%+v: %+v", c, n)
		}
	}
	if n := judged(t, p, snapshot("2026-11-22"), "t").Nodes[0]; n.Result != Unknown {
		t.Errorf("nobody said how many there are: %+v", n)
	}
}

func TestRatioByNothingIsNotKnown(t *testing.T) {
	t.Parallel()
	p := program(t, `{'ratio': {'num': {'fact': {'name': 'launches'}}, 'den': {'fact': {'name': 'revenue'}}, 'at_least': 0.01}}`)
	for _, c := range []struct {
		num, cents int64
		want       Result
	}{{1, 10000, Met}, {1, 10001, NotMet}, {1, 0, Unknown}} {
		s := snapshot("2026-11-22")
		s.Observations = []Observation{observed("launches", "2026-10", c.num, "2026-11-01"), observed("revenue", "2026-10", c.cents, "2026-11-01")}
		if n := judged(t, p, s, "t").Nodes[0]; n.Result != c.want {
			t.Errorf("%+v: %+v", c, n)
		}
	}
}

func TestFeesAndGuards(t *testing.T) {
	t.Parallel()
	p := program(t, `{'all': [{'fee': {'product': 'annual'}}, {'headcount': {'of': {'kind': 'certification'}, 'min': 1, 'when': 'launches >= 500'}}]}`)
	s := snapshot("2026-11-22")
	s.Fees = []Fee{{"annual", moment("2026-01-01"), moment("2027-01-01")}}
	for launches, want := range map[int64]Result{499: Met, 500: NotMet} {
		s.Observations = []Observation{observed("launches", "2026-10", launches, "2026-11-01")}
		if e := judged(t, p, s, "t"); e.Result != want || Judge(p, s)["t"] != want {
			t.Errorf("%d: %+v", launches, e)
		}
	}
	s.Observations = nil
	if e := judged(t, p, s, "t"); e.Result != Unknown {
		t.Errorf("%+v", e)
	}
	s.Fees = nil
	if e := judged(t, p, s, "t"); e.Result != NotMet {
		t.Errorf("%+v", e)
	}
}

func TestSpecialisationsShareTheirPeople(t *testing.T) {
	t.Parallel()
	p, err := Parse(documents(t)["var-roles.yaml"])
	if err != nil {
		t.Fatal(faultsOf(err))
	}
	s := snapshot("2026-11-22")
	s.Partner.Country = "DE"
	employee(&s, "ana", "bo", "cy", "di")
	for person, keys := range map[string][]string{"ana": {"account-manager"}, "bo": {"se-security", "se-routing", "se-collaboration"},
		"cy": {"fe-security", "fe-routing", "fe-collaboration", "contact-center-express"}, "di": {"fe-security", "fe-routing", "fe-collaboration", "unity-design"}} {
		for _, key := range keys {
			a := award(person, "certification", key, "2026-02-01", "")
			a.Level = "practical"
			s.Awards = append(s.Awards, a)
		}
	}
	e := judged(t, p, s, "gold")
	n := e.Nodes[1]
	if n.Kind != KindHolds || n.Have != 2 || n.Need != 3 || strings.Join(n.Held, " ") != "spec.security spec.routing" || len(e.Designations) != 3 {
		t.Fatalf("%+v %+v", n, e.Designations)
	}
	last := e.Designations[2].Nodes[1]
	if last.Kind != KindSeats || last.Have != 2 || last.Bottleneck == nil || last.Bottleneck.Capacity != 2 || strings.Join(last.Bottleneck.People, "") != "bo" || len(last.Bottleneck.Needs) != 3 {
		t.Errorf("%+v %+v", last, last.Bottleneck)
	}
	s.Designations = []DesignationState{{Key: "spec.collaboration", From: moment("2026-02-01")}}
	if n := judged(t, p, s, "gold").Nodes[1]; !has(n.Held, "spec.collaboration") || len(n.Held) != 2 {
		t.Errorf("what is held keeps its seats: %+v", n)
	}
}

func TestOneCertificationStandsInForAnother(t *testing.T) {
	t.Parallel()
	s := snapshot("2026-11-22")
	employee(&s, "per_1")
	s.Awards = []Award{award("per_1", "certification", "expert", "2026-02-01", "")}
	s.Certifications = []Certification{{Key: "expert", Implies: []string{"pro"}}, {Key: "pro", Implies: []string{"base"}}, {Key: "old"}}
	s.Certifications[0].Equivalents = []Equivalent{{"old", moment("2026-11-23")}}
	for rule, want := range map[string]Result{
		`{'headcount': {'of': {'certification': ['base']}, 'min': 1}}`:                       Met,
		`{'headcount': {'of': {'certification': ['old']}, 'min': 1}}`:                        NotMet,
		`{'headcount': {'of': {'certification': ['old'], 'equivalents': true}, 'min': 1}}`:   Met,
		`{'headcount': {'of': {'certification': ['other'], 'equivalents': true}, 'min': 1}}`: NotMet,
	} {
		if n := judged(t, program(t, rule), s, "t").Nodes[0]; n.Result != want {
			t.Errorf("%s: %+v", rule, n)
		}
	}
	s.AsOf = moment("2026-11-23")
	if n := judged(t, program(t, `{'headcount': {'of': {'certification': ['old'], 'equivalents': true}, 'min': 1}}`), s, "t").Nodes[0]; n.Result != NotMet {
		t.Errorf("the day it ends: %+v", n)
	}
}
