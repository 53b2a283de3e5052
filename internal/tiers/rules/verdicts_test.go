package rules

import (
	"fmt"
	"reflect"
	"testing"
	"time"
)

// crowd is a partner with many people, some of whom end on some day within the horizon.
func crowd(people int) Snapshot {
	at := time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC)
	s := Snapshot{AsOf: at, KnownAt: at, Partner: Partner{ID: "ptn_a", Country: "DE", Joined: at.AddDate(-2, 0, 0)}}
	for i := range people {
		id := fmt.Sprintf("per_%05d", i)
		s.People = append(s.People, Person{ID: id, Country: "DE"})
		a := Affiliation{ID: "aff_" + id, Person: id, Partner: "ptn_a", Employment: "employee", ByPerson: true, ByPartner: true, From: at.AddDate(-1, 0, i%40-20)}
		if i%7 == 0 {
			a.To = at.AddDate(0, 0, i%90-20)
		}
		s.Affiliations = append(s.Affiliations, a)
		if i%11 == 0 {
			s.Affiliations = append(s.Affiliations, Affiliation{ID: "oth_" + id, Person: id, Partner: "ptn_b", Employment: "employee", ByPerson: true, ByPartner: true,
				From: at.AddDate(0, 0, i%60-10), To: at.AddDate(0, 0, i%60+5)})
		}
		for k, key := range []string{"engineer", "manager", "basics"} {
			kind := "certification"
			if key == "basics" {
				kind = "training"
			}
			w := Award{Source: fmt.Sprintf("crd_%d_%d", i, k), Person: id, Kind: kind, Key: key, Title: key, Level: "professional", Roles: []string{"engineer"},
				Status: "active", From: at.AddDate(0, 0, i%50-40)}
			if (i+k)%3 == 0 {
				w.Until = at.AddDate(0, 0, i%80-10)
			}
			if (i+k)%13 == 0 {
				w.HeldFrom = at.AddDate(0, 0, i%70-5)
			}
			s.Awards = append(s.Awards, w)
		}
	}
	s.Certifications = []Certification{{Key: "engineer", Title: "Engineer", CountsUntil: at.AddDate(0, 0, 40), Equivalents: []Equivalent{{"manager", at.AddDate(0, 0, 21)}}},
		{Key: "manager", Title: "Manager", Implies: []string{"basics"}}}
	return s
}

const crowded = `
spec: tier/v1
program: crowded
version: "1"
currency: USD
people: {employment: [employee], status: [active], one_partner_at_a_time: true, joiner: {counts_after: P5D}, leaver: {counts_for: P3D}}
tiers:
  - key: one
    rank: 1
    entry: open
    require:
      all:
        - headcount: {id: engineers, of: {certification: [engineer]}, min: 20}
        - headcount: {id: managers, of: {certification: [manager], equivalents: true, valid_for: P20D}, min: 10}
        - awards: {id: all, of: {kind: [certification]}, min: 30}
        - share: {id: part, of: {kind: [certification]}, over: {headcount: {of: {kind: [training]}}}, min: 0.1}
  - key: two
    rank: 2
    entry: open
    require: {all: [{tier: {holds: one}}, {headcount: {id: many, of: {kind: [certification]}, min: 5000}}]}
`

func TestWhatIsTakenOverIsWhatWouldBeFound(t *testing.T) {
	t.Parallel()
	p, err := Parse([]byte(crowded))
	if err != nil {
		t.Fatal(err)
	}
	s := crowd(400).sorted()
	h := newHearing(p, &s, Days(90))
	different := 0
	for _, r := range p.Tiers[0].Enter.flat() {
		c, is := r.test.(interface{ filter() Filter })
		if !is {
			continue
		}
		now := h.tally(c.filter())
		for days := range 90 {
			at := s.AsOf.AddDate(0, 0, days)
			later := s
			later.AsOf = at
			fresh := newHearing(p, &later, Days(90))
			want := fresh.tally(c.filter())
			if got := h.moved(at, "").tally(c.filter()); !reflect.DeepEqual(got, want) {
				t.Fatalf("%s after %d days: %v instead of %v", r.ID, days, got, want)
			}
			if !reflect.DeepEqual(want, now) {
				different++
			}
		}
	}
	if different < 100 {
		t.Error("hardly anything changes in", different)
	}
}

func BenchmarkEvaluate2000(b *testing.B) {
	p, err := Parse([]byte(crowded))
	if err != nil {
		b.Fatal(err)
	}
	s := crowd(2000)
	for b.Loop() {
		if _, err := Evaluate(p, s, Question{Target: "one"}); err != nil {
			b.Fatal(err)
		}
	}
}

func (t headcount) filter() Filter { return t.of }
func (t awards) filter() Filter    { return t.of }
