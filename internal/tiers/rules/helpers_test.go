package rules

import (
	"os"
	"strings"
	"testing"
	"time"
)

func starter(t testing.TB) *Program {
	t.Helper()
	document, err := os.ReadFile("../../../assets/programs/three-tier-starter.yaml")
	if err != nil {
		t.Fatal(err)
	}
	p, err := Parse(document)
	if err != nil {
		t.Fatalf("the preset is refused: %v %v", err, faultsOf(err))
	}
	return p
}

func moment(text string) time.Time {
	for _, layout := range []string{time.RFC3339, time.DateOnly} {
		if t, err := time.Parse(layout, text); err == nil {
			return t.UTC()
		}
	}
	panic("not a moment: " + text)
}

// until is moment, with never for the empty text.
func until(text string) time.Time {
	if text == "" {
		return time.Time{}
	}
	return moment(text)
}

// employee is a person with a confirmed affiliation since 2026-01-01.
func employee(s *Snapshot, ids ...string) {
	for _, id := range ids {
		s.People = append(s.People, Person{ID: id, Country: "DE"})
		s.Affiliations = append(s.Affiliations, Affiliation{ID: "aff_" + id, Person: id, Partner: "ptn_a", Employment: "employee",
			ByPerson: true, ByPartner: true, From: moment("2026-01-01")})
	}
}

func award(person, kind, key, from, to string) Award {
	return Award{Source: "crd_" + person + key + from, Person: person, Kind: kind, Key: key, Title: capital(key),
		Status: "active", From: moment(from), Until: until(to)}
}

func snapshot(asOf string) Snapshot {
	return Snapshot{AsOf: moment(asOf), KnownAt: moment(asOf), Partner: Partner{ID: "ptn_a", ExternalID: "SF-1", Joined: moment("2026-01-01")}}
}

func observed(metric, period string, value int64, on string) Observation {
	span, ok := ParseSpan(period)
	if !ok {
		panic(period)
	}
	o := Observation{Metric: metric, Period: span, Value: Quantity(value), ObservedAt: moment(on)}
	if metric != "joint_nps" {
		o.Currency = "USD"
		active := o.Value
		o.Active = &active
	}
	return o
}

func judged(t testing.TB, p *Program, s Snapshot, target string) Explanation {
	t.Helper()
	e, err := Evaluate(p, s, Question{Target: target})
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func nodeOf(t testing.TB, e Explanation, id string) Node {
	t.Helper()
	for _, n := range e.Nodes {
		if n.ID == id {
			return n
		}
	}
	t.Fatalf("no node %s in %+v", id, e.Nodes)
	return Node{}
}

// program parses a document of one tier whose rule is given.
func program(t testing.TB, rule string) *Program {
	t.Helper()
	p, err := Parse([]byte(withRule(rule)))
	if err != nil {
		t.Fatalf("%s: %v", rule, faultsOf(err))
	}
	return p
}

func withRule(rule string) string {
	return `{"spec": "tier/v1", "program": "p", "version": "1", "currency": "USD",
	"facts": {"revenue": {"type": "money", "window": {"last": "P12M"}}, "nps": {"type": "number"}, "launches": {"type": "count"}},
	"tiers": [{"key": "low", "rank": 1, "entry": "open", "require": {"all": []}},
	{"key": "t", "rank": 2, "entry": "open", "require": ` + strings.ReplaceAll(rule, "'", `"`) + `}]}`
}
