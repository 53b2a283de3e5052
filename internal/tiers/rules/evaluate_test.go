package rules

import (
	"encoding/json"
	"math/rand"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"
)

var (
	bare       = cmpopts.IgnoreUnexported(Forecast{})
	ignoreText = cmpopts.IgnoreFields(Excluded{}, "WhyText")
)

func TestWhoCountsAndWhyNot(t *testing.T) {
	t.Parallel()
	p := program(t, `{'headcount': {'id': 'c', 'of': {'kind': 'certification', 'certification': ['x']}, 'min': 1}}`)
	p.People.OnePartner, p.People.Employment = true, []string{"employee"}
	cases := []struct {
		name   string
		change func(s *Snapshot)
		want   string // empty: counted
		on     string
	}{
		{"holds it", func(*Snapshot) {}, "", ""},
		{"first instant", func(s *Snapshot) { s.Awards[0].From = s.AsOf }, "", ""},
		{"an instant early", func(s *Snapshot) { s.Awards[0].From = s.AsOf.Add(time.Microsecond) }, "-", ""},
		{"last instant", func(s *Snapshot) { s.Awards[0].Until = s.AsOf.Add(time.Microsecond) }, "", ""},
		{"expiry instant", func(s *Snapshot) { s.Awards[0].Until = s.AsOf }, Expired, "2026-11-22"},
		{"revoked", func(s *Snapshot) { s.Awards[0].Until, s.Awards[0].Ended = moment("2026-10-01"), Revoked }, Revoked, "2026-10-01"},
		{"revoked later", func(s *Snapshot) { s.Awards[0].Until, s.Awards[0].Ended = moment("2026-12-01"), Revoked }, "", ""},
		{"status", func(s *Snapshot) { s.Awards[0].Status = "emeritus" }, OtherStatus, ""},
		{"held", func(s *Snapshot) { s.Awards[0].HeldFrom = s.AsOf }, Held, ""},
		{"held next", func(s *Snapshot) { s.Awards[0].HeldFrom = s.AsOf.Add(time.Microsecond) }, "", ""},
		{"certification stopped", func(s *Snapshot) { s.Certifications = []Certification{{Key: "x", CountsUntil: s.AsOf}} }, NoLongerCounts, "2026-11-22"},
		{"certification stops next", func(s *Snapshot) {
			s.Certifications = []Certification{{Key: "x", CountsUntil: s.AsOf.Add(time.Microsecond)}}
		}, "", ""},
		{"left", func(s *Snapshot) { s.Affiliations[0].To = s.AsOf }, AffiliationEnded, "2026-11-22"},
		{"leaves next", func(s *Snapshot) { s.Affiliations[0].To = s.AsOf.Add(time.Microsecond) }, "", ""},
		{"joins later", func(s *Snapshot) { s.Affiliations[0].From = moment("2026-12-01") }, AffiliationAhead, "2026-12-01"},
		{"did not confirm", func(s *Snapshot) { s.Affiliations[0].ByPerson = false }, NotConfirmedByPerson, ""},
		{"was not confirmed", func(s *Snapshot) { s.Affiliations[0].ByPartner = false }, NotConfirmedByPartner, ""},
		{"contractor", func(s *Snapshot) { s.Affiliations[0].Employment = "contractor" }, OtherEmployment, ""},
		{"elsewhere since", func(s *Snapshot) { other(s, "2026-06-01") }, CountedElsewhere, ""},
		{"elsewhere before", func(s *Snapshot) { other(s, "2025-06-01") }, "", ""},
		{"earned after leaving", func(s *Snapshot) {
			s.Affiliations[0].To, s.Awards[0].From = moment("2026-05-01"), moment("2026-06-01")
		}, "-", ""},
		{"another award", func(s *Snapshot) { s.Awards[0].Key = "y" }, "-", ""},
		{"lapsed and renewed", func(s *Snapshot) {
			s.Awards[0].Until = moment("2026-10-01")
			s.Awards = append(s.Awards, award("per_1", "certification", "x", "2026-10-01", ""))
		}, "", ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := snapshot("2026-11-22")
			employee(&s, "per_1")
			s.Awards = []Award{award("per_1", "certification", "x", "2026-03-01", "")}
			c.change(&s)
			n := nodeOf(t, judged(t, p, s, "t"), "c")
			switch {
			case c.want == "" && (n.Result != Met || !cmp.Equal(n.Counted, []string{"per_1"})):
				t.Fatalf("not counted: %+v", n)
			case c.want == "-" && (len(n.Excluded) != 0 && n.Excluded[0].Why != NotYetEarned || len(n.Counted) != 0):
				t.Fatalf("seen: %+v", n)
			case c.want != "" && c.want != "-":
				if diff := cmp.Diff([]Excluded{{Person: "per_1", Why: c.want, On: c.on}}, n.Excluded, ignoreText); diff != "" || n.Result != NotMet {
					t.Fatal(diff, n)
				}
			}
		})
	}
}

func other(s *Snapshot, from string) {
	s.Affiliations = append(s.Affiliations, Affiliation{ID: "aff_o", Person: "per_1", Partner: "ptn_b", Employment: "employee",
		ByPerson: true, ByPartner: true, From: moment(from)})
}

func TestFactLines(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		rule  string
		value int64
		want  Result
		short string
	}{
		{`{'fact': {'name': 'revenue', 'at_least': '100 USD'}}`, 10000, Met, "null"},
		{`{'fact': {'name': 'revenue', 'at_least': '100 USD'}}`, 9999, NotMet, `{"amount":1,"currency":"USD"}`},
		{`{'fact': {'name': 'revenue', 'more_than': '100 USD'}}`, 10000, NotMet, "null"},
		{`{'fact': {'name': 'revenue', 'more_than': '100 USD'}}`, 10001, Met, "null"},
		{`{'fact': {'name': 'revenue', 'at_most': '100 USD'}}`, 10000, Met, "null"},
		{`{'fact': {'name': 'revenue', 'at_most': '100 USD'}}`, 10001, NotMet, `{"amount":1,"currency":"USD"}`},
		{`{'fact': {'name': 'launches', 'at_least': 3}}`, 2, NotMet, "1"},
		{`{'fact': {'name': 'nps', 'more_than': 50.5}}`, 50_500_000, NotMet, "null"},
		{`{'fact': {'name': 'nps', 'at_least': 50.5}}`, 50_400_000, NotMet, `"0.1"`},
	} {
		p := program(t, c.rule)
		s := snapshot("2026-11-22")
		for _, f := range p.Facts {
			o := observed(f.Name, "2026-10", c.value, "2026-11-01")
			o.Currency = "USD"
			s.Observations = append(s.Observations, o)
		}
		n := judged(t, p, s, "t").Nodes[0]
		short, _ := json.Marshal(n.Short)
		if n.Result != c.want || string(short) != c.short {
			t.Errorf("%s with %d: %s, short %s", c.rule, c.value, n.Result, short)
		}
	}
}

func TestStaleMissingAndForeignFactsAreUnknown(t *testing.T) {
	t.Parallel()
	p := program(t, `{'fact': {'name': 'revenue', 'at_least': '100 USD'}}`)
	age, _ := ParsePeriod("P35D")
	day35, day36 := "2026-10-18", "2026-10-17"
	for _, c := range []struct {
		name  string
		when  WhenStale
		on    string
		value int64
		want  Result
		why   string
	}{
		{"35 days old is fresh", StaleUnknown, day35, 10000, Met, ""},
		{"36 days old is stale", StaleUnknown, day36, 10000, Unknown, "stale"},
		{"hold confirms", StaleHold, day36, 10000, Met, "stale"},
		{"hold never denies", StaleHold, day36, 9999, Unknown, "stale"},
		{"fail was asked for", StaleFail, day36, 10000, NotMet, "stale"},
	} {
		q := *p
		q.Tiers = append([]Tier{}, p.Tiers...)
		rule, _ := p.Fact("revenue")
		rule.MaxAge, rule.WhenStale = age, c.when
		q.Facts = []FactRule{rule}
		q.Tiers[1].Enter = &Requirement{ID: "require", test: factTest{rule: rule, line: "at_least", need: 10000}}
		s := snapshot("2026-11-22")
		s.Observations = []Observation{observed("revenue", "2026-09", c.value, c.on)}
		if n := judged(t, &q, s, "t").Nodes[0]; n.Result != c.want || n.Why != c.why {
			t.Errorf("%s: %s %s", c.name, n.Result, n.Why)
		}
	}
	s := snapshot("2026-11-22")
	if n := judged(t, p, s, "t").Nodes[0]; n.Result != Unknown || n.Why != "no_observation" {
		t.Errorf("missing: %+v", n)
	}
	s.Observations = []Observation{observed("revenue", "2024", 1, "2025-01-01")}
	if n := judged(t, p, s, "t").Nodes[0]; n.Result != Unknown || n.Why != "no_observation_in_window" {
		t.Errorf("too old: %+v", n)
	}
	s.Observations = []Observation{observed("revenue", "2026-10", 1, "2026-11-01")}
	s.Observations[0].Currency = "EUR"
	if n := judged(t, p, s, "t").Nodes[0]; n.Result != Unknown || n.Why != "other_currency" {
		t.Errorf("foreign: %+v", n)
	}
}

func TestMaturityCountsLinesOfNinetyDays(t *testing.T) {
	t.Parallel()
	p := starter(t)
	s := snapshot("2026-11-22")
	o := observed("revenue", "2026-10", 999, "2026-11-20")
	o.Active = nil
	s.Observations = []Observation{o}
	if _, known := Figure(p, s, "revenue"); known {
		t.Fatal("maturity was guessed")
	}
	s.Observations[0].Lines = []Line{
		{Value: 1, From: moment("2026-08-24")},                             // 90 days today
		{Value: 10, From: moment("2026-08-25")},                            // 89 days
		{Value: 100, From: moment("2026-01-01"), To: moment("2026-11-22")}, // ended this instant
		{Value: 1000, From: moment("2026-01-01"), To: moment("2026-11-23")},
	}
	if q, known := Figure(p, s, "revenue"); !known || q != 1001 {
		t.Fatal(q, known)
	}
}

func TestThreeValuedConnectives(t *testing.T) {
	t.Parallel()
	met, not, dark := `{'all': []}`, `{'fact': {'name': 'launches', 'at_least': 9}}`, `{'fact': {'name': 'nps', 'at_least': 1}}`
	for rule, want := range map[string]Result{
		`{'all': [` + met + `,` + dark + `]}`:                              Unknown,
		`{'all': [` + not + `,` + dark + `]}`:                              NotMet,
		`{'any': [` + met + `,` + dark + `]}`:                              Met,
		`{'any': [` + not + `,` + dark + `]}`:                              Unknown,
		`{'any': [` + not + `]}`:                                           NotMet,
		`{'n_of': {'n': 2, 'of': [` + met + `,` + dark + `,` + not + `]}}`: Unknown,
		`{'n_of': {'n': 2, 'of': [` + dark + `,` + not + `,` + not + `]}}`: NotMet,
		`{'n_of': {'n': 2, 'of': [` + met + `,` + met + `,` + dark + `]}}`: Met,
	} {
		rule := strings.ReplaceAll(rule, "'require'", "")
		s := snapshot("2026-11-22")
		s.Observations = []Observation{observed("launches", "2026", 1, "2026-11-01")}
		if e := judged(t, program(t, rule), s, "t"); e.Result != want {
			t.Errorf("%s: %s", rule, e.Result)
		}
	}
}

func TestPercentile(t *testing.T) {
	t.Parallel()
	p := program(t, `{'percentile': {'by': 'revenue', 'top': 0.15, 'within': {'tier': 'low'}, 'freeze': 'yearly'}}`)
	for _, c := range []struct {
		size, above int
		want        Result
	}{{1, 0, Met}, {6, 0, Met}, {6, 1, NotMet}, {7, 1, Met}, {7, 2, NotMet}, {20, 2, Met}, {20, 3, NotMet}} {
		s := snapshot("2026-11-22")
		cohort := Cohort{Ranking: p.Rankings()[0], FrozenAt: moment("2026-11-22"), Members: []Member{{Partner: "ptn_a", Value: 50}}}
		for i := 1; i < c.size; i++ {
			value := Quantity(50) // a tie shares the rank
			if i <= c.above {
				value = 51
			}
			cohort.Members = append(cohort.Members, Member{Partner: "ptn_" + itoa(i), Value: value})
		}
		s.Cohorts = []Cohort{cohort}
		if n := judged(t, p, s, "t").Nodes[0]; n.Result != c.want || n.Have != c.above+1 {
			t.Errorf("%+v: %+v", c, n)
		}
		s.Cohorts[0].FrozenAt = moment("2026-11-23")
		if n := judged(t, p, s, "t").Nodes[0]; n.Result != Unknown || n.Why != "no_cohort" {
			t.Errorf("a freeze to come: %+v", n)
		}
	}
}

func TestTierForSomeTime(t *testing.T) {
	t.Parallel()
	p := program(t, `{'tier': {'holds': 'low', 'for': 'P12M'}}`)
	for since, want := range map[string]Result{"2025-11-22": Met, "2025-11-23": NotMet} {
		s := snapshot("2026-11-22")
		s.Holds = []Holding{{Tier: "low", Since: moment(since)}}
		if e := judged(t, p, s, "t"); e.Result != want {
			t.Errorf("since %s: %s", since, e.Result)
		}
	}
}

func TestStarterExplainsItself(t *testing.T) {
	t.Parallel()
	p := starter(t)
	s := snapshot("2026-11-22")
	employee(&s, "per_1", "per_2", "per_3", "per_4")
	s.Affiliations[3].To = moment("2026-10-02")
	s.Holds = []Holding{{Tier: "registered", Since: moment("2026-02-01")}}
	s.Awards = []Award{
		award("per_1", "training", "basics", "2026-02-01", ""),
		award("per_1", "certification", "engineer", "2026-03-01", "2026-12-14"),
		award("per_2", "certification", "engineer", "2025-09-30", "2026-09-30"),
		award("per_4", "certification", "engineer", "2026-03-01", ""),
	}
	s.Observations = []Observation{observed("pipeline", "2026-10", 600_000, "2026-11-01")}
	s.Attestations = []Attestation{{ID: "att_1", Kind: "case_study", From: moment("2026-05-01")}}
	e := judged(t, p, s, "")
	if e.Target != "certified" || e.Result != NotMet || *e.Holds != "registered" {
		t.Fatal(e.Target, e.Result)
	}
	want := "Not Certified: 1 more person with a certification; 4,000 USD more pipeline; 1 more approved case study; " +
		"1 of 1 certified people stops counting within 60 days, on 14 December 2026."
	if e.Summary != want {
		t.Errorf("%s", e.Summary)
	}
	n := nodeOf(t, e, "certified")
	if diff := cmp.Diff([]Excluded{
		{Person: "per_2", Why: Expired, WhyText: "it has expired (30 September 2026)", On: "2026-09-30"},
		{Person: "per_4", Why: AffiliationEnded, WhyText: "has left (2 October 2026)", On: "2026-10-02"}}, n.Excluded); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(&AtRisk{"P60D", 1, "2026-12-14"}, n.AtRisk); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]Forecast{{On: "2026-12-14", Person: "per_1", Event: "Engineer of a person expires", Then: "Registered is still met"}}, e.Forecast, bare); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"per_2", "per_3"}, e.WaysUp[0].Candidates); diff != "" {
		t.Error(diff)
	}
	if e.Nodes[0].ID != "require" || e.Nodes[1].Parent != "require" || e.Nodes[3].Why != "1 waits for approval" {
		t.Errorf("%+v", e.Nodes)
	}
	held := judged(t, p, s, "registered")
	if held.Rule != "keep" || held.Result != Met || !cmp.Equal(held.Indispensable, []string{"per_1"}) || held.Targets[0].Result != Unknown {
		t.Errorf("%+v", held)
	}
}

func TestForecastNamesTheDayTheTierBreaks(t *testing.T) {
	t.Parallel()
	p := starter(t)
	s := snapshot("2026-11-22")
	employee(&s, "per_1")
	s.Holds = []Holding{{Tier: "registered", Since: moment("2026-02-01")}}
	s.Awards = []Award{award("per_1", "training", "basics", "2026-02-01", "2026-12-14")}
	want := []Forecast{{On: "2026-12-14", Person: "per_1", Event: "Basics of a person expires", Then: "Registered is not met any more", GraceUntil: "2027-02-12"}}
	if diff := cmp.Diff(want, judged(t, p, s, "").Forecast, bare); diff != "" {
		t.Error(diff)
	}
}

// history draws a partner with people in every state.
func history(rt *rapid.T) Snapshot {
	s := snapshot("2026-11-22")
	days := rapid.IntRange(-400, 400)
	at := func(label string) time.Time { return s.AsOf.AddDate(0, 0, days.Draw(rt, label)) }
	for i := range rapid.IntRange(0, 6).Draw(rt, "people") {
		id := "per_" + itoa(i)
		s.People = append(s.People, Person{ID: id, Country: rapid.SampledFrom([]string{"DE", "AT"}).Draw(rt, "country")})
		for k := range rapid.IntRange(0, 3).Draw(rt, "ties") {
			s.Affiliations = append(s.Affiliations, Affiliation{
				ID: "aff_" + itoa(i) + itoa(k), Person: id, Partner: rapid.SampledFrom([]string{"ptn_a", "ptn_a", "ptn_b"}).Draw(rt, "partner"),
				Employment: rapid.SampledFrom(employments).Draw(rt, "employment"), ByPerson: rapid.Bool().Draw(rt, "p"), ByPartner: true,
				From: at("from"), To: at("to"),
			})
		}
		for k := range rapid.IntRange(0, 3).Draw(rt, "awards") {
			a := award(id, rapid.SampledFrom([]string{"certification", "training"}).Draw(rt, "kind"),
				rapid.SampledFrom([]string{"x", "y"}).Draw(rt, "key"), "2026-01-01", "")
			a.Source, a.From, a.Until = id+itoa(k), at("earned"), at("until")
			s.Awards = append(s.Awards, a)
		}
	}
	return s
}

func TestPermutationGivesTheSameBytes(t *testing.T) {
	t.Parallel()
	p := starter(t)
	rapid.Check(t, func(rt *rapid.T) {
		s := history(rt)
		one, _ := Evaluate(p, s, Question{Target: "certified"})
		r := rand.New(rand.NewSource(rapid.Int64().Draw(rt, "seed")))
		r.Shuffle(len(s.People), func(i, j int) { s.People[i], s.People[j] = s.People[j], s.People[i] })
		r.Shuffle(len(s.Awards), func(i, j int) { s.Awards[i], s.Awards[j] = s.Awards[j], s.Awards[i] })
		r.Shuffle(len(s.Affiliations), func(i, j int) {
			s.Affiliations[i], s.Affiliations[j] = s.Affiliations[j], s.Affiliations[i]
		})
		two, _ := Evaluate(p, s, Question{Target: "certified"})
		a, _ := json.Marshal(one)
		b, _ := json.Marshal(two)
		if string(a) != string(b) || one.ResultSHA256 == "" {
			rt.Fatalf("%s\n%s", a, b)
		}
	})
}

func TestAnAwardNeverLowersAHeadcount(t *testing.T) {
	t.Parallel()
	p := starter(t)
	rapid.Check(t, func(rt *rapid.T) {
		s := history(rt)
		if len(s.People) == 0 {
			return
		}
		before := nodeOf(t, judged(t, p, s, "certified"), "certified")
		more := award(rapid.SampledFrom(s.People).Draw(rt, "who").ID, "certification", "z", "2026-11-01", "")
		more.Status = rapid.SampledFrom(statuses).Draw(rt, "status")
		s.Awards = append(s.Awards, more)
		after := nodeOf(t, judged(t, p, s, "certified"), "certified")
		if after.have < before.have {
			rt.Fatalf("from %d to %d", before.have, after.have)
		}
	})
}

func TestTwoThousandPeople(t *testing.T) {
	t.Parallel()
	p := starter(t)
	s := snapshot("2026-11-22")
	for i := range 2000 {
		id := "per_" + itoa(i)
		employee(&s, id)
		s.Awards = append(s.Awards, award(id, "certification", "x", "2026-01-01", day(s.AsOf.AddDate(0, 0, i%90+1))))
	}
	began := time.Now()
	e := judged(t, p, s, "certified")
	if len(e.Nodes[1].Counted) != 2000 {
		t.Fatal(len(e.Nodes[1].Counted))
	}
	t.Logf("judged in %s", time.Since(began))
}
