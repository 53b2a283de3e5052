package exams

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"laurel/exams/items"
	"laurel/exams/scoring"
)

func TestShares(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		blueprint Blueprint
		want      []Share
	}{
		"no domains":               {Blueprint{Length: 7}, []Share{{"", 7}}},
		"even":                     {Blueprint{Length: 10, Domains: []Domain{{"a", 1}, {"b", 1}}}, []Share{{"a", 5}, {"b", 5}}},
		"40 35 25 of 20":           {Blueprint{Length: 20, Domains: []Domain{{"a", 40}, {"b", 35}, {"c", 25}}}, []Share{{"a", 8}, {"b", 7}, {"c", 5}}},
		"30 40 30 of 30":           {Blueprint{Length: 30, Domains: []Domain{{"a", 30}, {"b", 40}, {"c", 30}}}, []Share{{"a", 9}, {"b", 12}, {"c", 9}}},
		"largest remainder":        {Blueprint{Length: 10, Domains: []Domain{{"a", 3}, {"b", 3}, {"c", 1}}}, []Share{{"a", 4}, {"b", 4}, {"c", 2}}},
		"equal: first named":       {Blueprint{Length: 10, Domains: []Domain{{"a", 1}, {"b", 1}, {"c", 1}}}, []Share{{"a", 4}, {"b", 3}, {"c", 3}}},
		"fewer items than domains": {Blueprint{Length: 1, Domains: []Domain{{"a", 1}, {"b", 2}}}, []Share{{"a", 0}, {"b", 1}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if d := cmp.Diff(c.want, c.blueprint.Shares()); d != "" {
				t.Error(d)
			}
		})
	}
	rapid.Check(t, func(t *rapid.T) {
		b := Blueprint{Length: rapid.IntRange(1, 500).Draw(t, "length")}
		total := 0
		for range rapid.IntRange(1, 12).Draw(t, "domains") {
			w := rapid.IntRange(1, 10_000).Draw(t, "weight")
			b.Domains = append(b.Domains, Domain{rapid.String().Draw(t, "name"), w})
			total += w
		}
		sum := 0
		for i, s := range b.Shares() {
			sum += s.Items
			quota := b.Length * b.Domains[i].Weight
			if s.Items*total < quota-total || s.Items*total > quota+total {
				t.Fatalf("share %d is more than one off its quota", i)
			}
		}
		if sum != b.Length {
			t.Fatalf("%d of %d", sum, b.Length)
		}
	})
}

func TestRetakePolicy(t *testing.T) {
	t.Parallel()
	day := 24 * time.Hour
	start := time.Date(2026, 1, 1, 9, 0, 0, 0, time.UTC)
	sat := func(after time.Duration, passed bool) Sitting {
		closed := start.Add(after + time.Hour)
		return Sitting{StartedAt: start.Add(after), ClosedAt: &closed, Passed: passed}
	}
	policy := Retake{WaitSeconds: []int{86400, 14 * 86400}, MaxAttempts: 3, PerSeconds: 365 * 86400}
	for name, c := range map[string]struct {
		policy   Retake
		sittings []Sitting
		at       time.Duration
		want     error
		until    time.Duration
	}{
		"first":                     {policy: policy},
		"too soon":                  {policy, []Sitting{sat(0, false)}, time.Hour + day - time.Second, ErrCooling, time.Hour + day},
		"to the second":             {policy, []Sitting{sat(0, false)}, time.Hour + day, nil, 0},
		"second wait is longer":     {policy, []Sitting{sat(0, false), sat(2*day, false)}, 10 * day, ErrCooling, 16*day + time.Hour},
		"last wait goes on":         {Retake{WaitSeconds: []int{60}}, []Sitting{sat(0, false), sat(day, false)}, day + time.Hour + 59*time.Second, ErrCooling, day + time.Hour + time.Minute},
		"used up":                   {policy, []Sitting{sat(0, false), sat(20*day, false), sat(40*day, false)}, 100 * day, ErrAttemptsUsed, 365 * day},
		"the period moves":          {policy, []Sitting{sat(0, false), sat(20*day, false), sat(40*day, false)}, 365 * day, nil, 0},
		"passed":                    {policy, []Sitting{sat(0, true)}, 1000 * day, ErrPassed, 0},
		"a pass wears off":          {Retake{AfterPassSeconds: 86400}, []Sitting{sat(0, true)}, time.Hour + day, nil, 0},
		"a pass has not worn off":   {Retake{AfterPassSeconds: 86400}, []Sitting{sat(0, true)}, day, ErrPassed, time.Hour + day},
		"a pass ends the waits":     {Retake{WaitSeconds: []int{86400 * 99}, AfterPassSeconds: 1}, []Sitting{sat(0, false), sat(100*day, true)}, 101 * day, nil, 0},
		"one that runs is no fail":  {policy, []Sitting{{StartedAt: start}}, time.Minute, nil, 0},
		"one is being marked":       {Retake{}, []Sitting{sat(0, false), {ID: "att_2", StartedAt: start, ClosedAt: &start, Undecided: true}}, 1000 * day, ErrUndecided, 0},
		"no policy, as often as so": {Retake{}, []Sitting{sat(0, false), sat(day, false)}, 2 * day, nil, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := c.policy.May(c.sittings, start.Add(c.at))
			if !errors.Is(err, c.want) {
				t.Fatalf("got %v, want %v", err, c.want)
			}
			if c.until > 0 && untilOf(err) != start.Add(c.until) {
				t.Errorf("until %v, want %v", untilOf(err), start.Add(c.until))
			}
		})
	}
}

func untilOf(err error) time.Time {
	until, _ := faultOf(err).Extra["until"].(time.Time)
	return until
}

// Every move between states that is not in the table is refused.
func TestMoves(t *testing.T) {
	t.Parallel()
	all := []State{Ready, InProgress, Paused, Submitted, Graded, Voided}
	legal := map[string]bool{
		"ready in_progress": true, "ready voided": true, "in_progress paused": true, "in_progress submitted": true, "in_progress voided": true,
		"paused in_progress": true, "paused submitted": true, "paused voided": true, "submitted graded": true, "submitted voided": true, "graded voided": true,
	}
	for _, from := range all {
		for _, to := range all {
			if from.May(to) != legal[string(from)+" "+string(to)] {
				t.Errorf("%s to %s: %v", from, to, from.May(to))
			}
		}
	}
}

// A whole form: points by domain, the cut, the scale, and what a blueprint without domains reports.
func TestScore(t *testing.T) {
	t.Parallel()
	var slots []Slot
	var responses []Response
	var keys []Key
	for i := range 10 {
		version := "v" + items.OptionID(i)
		domain := map[bool]string{true: "Routing", false: "Access"}[i < 6]
		slots = append(slots, Slot{Position: i + 1, ItemVersionID: version, Type: items.SingleChoice, Domain: domain, Arrangement: items.Arrangement{Options: []items.Shown{{ID: "O1", Option: "a"}, {ID: "O2", Option: "b"}}}})
		keys = append(keys, Key{ItemVersionID: version, Number: 1, Key: `{"accepted":["a"]}`})
		switch {
		case i < 5:
			responses = append(responses, Response{Position: i + 1, Response: `{"choice":"O1"}`})
		case i < 8:
			responses = append(responses, Response{Position: i + 1, Response: `{"choice":"O2"}`})
		case i == 8:
			responses = append(responses, Response{Position: i + 1, Response: `null`})
		}
	}
	d := Document{Blueprint: Blueprint{Length: 10, Domains: []Domain{{"Routing", 6}, {"Access", 4}}}, Scoring: Scoring{CutPercent: "50", Scale: scoring.Scale{Min: 100, Pass: 700, Max: 1000}}}
	got, err := Score(slots, responses, keys, d)
	if err != nil {
		t.Fatal(err)
	}
	want := []DomainResult{{"Routing", scoring.Band{From: 50, To: 100}}, {"Access", scoring.Band{From: 0, To: 50}}}
	if got.Raw != "5" || got.Cut != "5" || got.Decision != Pass || got.ScaledScore != 700 || len(got.Items) != 10 {
		t.Errorf("%+v", got)
	}
	if diff := cmp.Diff(want, got.Domains); diff != "" {
		t.Error(diff)
	}
	d.Blueprint.Domains, d.Scoring = nil, Scoring{CutRaw: 6, Scale: d.Scoring.Scale}
	got, err = Score(slots, responses, keys, d)
	if err != nil || got.Decision != Fail || got.ScaledScore != 625 || got.Domains[0].Name != "Access" || got.Domains[1].Name != "Routing" {
		t.Errorf("%+v %v", got, err)
	}
	if _, err := Score(slots, responses, keys[1:], d); err == nil {
		t.Error("a form with an item without key was scored")
	}
}
