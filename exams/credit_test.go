package exams

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

func clockAt(s int) time.Time {
	return time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC).Add(time.Duration(s) * time.Second)
}

func spanOf(from, until int) span { return span{clockAt(from), clockAt(until)} }

func TestCreditIsTheTimeThatWasLost(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		outages, running []span
		most, want       int
	}{
		"none":                       {nil, []span{spanOf(0, 100)}, 1800, 0},
		"within":                     {[]span{spanOf(20, 50)}, []span{spanOf(0, 100)}, 1800, 30},
		"before the start":           {[]span{spanOf(-60, 0)}, []span{spanOf(0, 100)}, 1800, 0},
		"over the start":             {[]span{spanOf(-60, 10)}, []span{spanOf(0, 100)}, 1800, 10},
		"over a pause":               {[]span{spanOf(20, 80)}, []span{spanOf(0, 40), spanOf(70, 100)}, 1800, 30},
		"wholly in a pause":          {[]span{spanOf(45, 60)}, []span{spanOf(0, 40), spanOf(70, 100)}, 1800, 0},
		"two records of one failure": {[]span{spanOf(20, 50), spanOf(30, 60)}, []span{spanOf(0, 100)}, 1800, 40},
		"the same record twice":      {[]span{spanOf(20, 50), spanOf(20, 50)}, []span{spanOf(0, 100)}, 1800, 30},
		"two failures":               {[]span{spanOf(60, 70), spanOf(20, 50)}, []span{spanOf(0, 100)}, 1800, 40},
		"capped":                     {[]span{spanOf(0, 3600)}, []span{spanOf(0, 7200)}, 1800, 1800},
		"backwards":                  {[]span{spanOf(50, 20)}, []span{spanOf(0, 100)}, 1800, 0},
	} {
		if got := credit(c.outages, c.running, seconds(c.most)); got != seconds(c.want) {
			t.Errorf("%s: %s, want %ds", name, got, c.want)
		}
	}
}

// However failures are cut into records, and in whatever order they come home, an attempt is given the same in all, once.
func TestCreditDoesNotDependOnHowFailuresAreToldOf(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		start := clockAt(0)
		a := Attempt{State: InProgress, StartedAt: &start, Limits: Limits{LimitSeconds: 100_000, Sections: []SectionLimit{{First: 1, Last: 9}}}, Section: 1, SectionAt: &start}
		a.Policy.ClockCreditCapSeconds = rapid.IntRange(1, 2000).Draw(t, "cap")
		now := clockAt(5000)
		n := rapid.IntRange(0, 6).Draw(t, "outages")
		var outages []Outage
		var spans []span
		for i := range n {
			from := rapid.IntRange(-500, 4900).Draw(t, "from")
			until := from + rapid.IntRange(1, 100).Draw(t, "for")
			outages = append(outages, Outage{ID: string(rune('a' + i)), From: clockAt(from), Until: clockAt(until)})
			spans = append(spans, spanOf(from, until))
		}
		want := credit(spans, []span{{start, now}}, seconds(a.Policy.ClockCreditCapSeconds))
		var ledger []Entry
		for len(outages) > 0 { // they come home one by one, some told of twice
			i := rapid.IntRange(0, len(outages)-1).Draw(t, "next")
			ledger = append(ledger, owed(a, ledger, []Outage{outages[i]}, now)...)
			outages = append(outages[:i], outages[i+1:]...)
		}
		_ = ledger
		all := owed(a, nil, outagesOf(spans), now)
		if got := sum(all, ByCredit); got != want {
			t.Fatalf("at once: %s, want %s", got, want)
		}
		if more := owed(a, all, outagesOf(spans), now); len(more) > 0 {
			t.Fatalf("a second time: %v", more)
		}
	})
}

func outagesOf(spans []span) []Outage {
	out := make([]Outage, len(spans))
	for i, s := range spans {
		out[i] = Outage{ID: string(rune('a' + i)), Kind: ServiceSilent, From: s.from, Until: s.until}
	}
	return out
}

func TestAnOutageThatBeganAfterTheTimeGivesNothing(t *testing.T) {
	t.Parallel()
	start := clockAt(0)
	a := Attempt{State: InProgress, StartedAt: &start, Limits: Limits{LimitSeconds: 600, Sections: []SectionLimit{{First: 1, Last: 9}}}, Section: 1, SectionAt: &start}
	if got := owed(a, nil, outagesOf([]span{spanOf(600, 900)}), clockAt(900)); len(got) > 0 {
		t.Errorf("%v", got)
	}
	// One over the end gives all of it: what was left when it began is left when it ends.
	got := owed(a, nil, outagesOf([]span{spanOf(540, 900)}), clockAt(900))
	if len(got) != 1 || got[0].Length != 360*time.Second {
		t.Fatalf("%v", got)
	}
	if end := a.Limits.deadline(start, got); !end.Equal(clockAt(960)) {
		t.Errorf("ends at %s", end)
	}
}

func TestSignsOfLifeTellWhenTheServiceFailed(t *testing.T) {
	t.Parallel()
	alive := func(name string, began, beat int) pulse {
		return pulse{Process: name, BeganAt: clockAt(began), BeatAt: clockAt(beat)}
	}
	stopped := clockAt(100)
	for name, c := range map[string]struct {
		pulses []pulse
		at     int
		want   []span
	}{
		"first ever":              {nil, 100, nil},
		"beating":                 {[]pulse{alive("a", 0, 98)}, 100, nil},
		"nobody for a minute":     {[]pulse{alive("a", 0, 40)}, 100, []span{spanOf(40, 100)}},
		"one of two is lost":      {[]pulse{alive("a", 0, 60), alive("b", 0, 99)}, 100, []span{spanOf(60, 70)}},
		"another took its place":  {[]pulse{alive("a", 0, 60), alive("b", 0, 99), alive("c", 63, 99)}, 100, []span{spanOf(60, 63)}},
		"stopped in good order":   {[]pulse{{"a", clockAt(0), clockAt(99), &stopped}, alive("b", 0, 199)}, 200, nil},
		"stopped and none other":  {[]pulse{{"a", clockAt(0), clockAt(99), &stopped}}, 200, []span{spanOf(100, 200)}},
		"both gone at once":       {[]pulse{alive("a", 0, 50), alive("b", 0, 52)}, 100, []span{spanOf(52, 100)}},
		"a pause that is allowed": {[]pulse{alive("a", 0, 91)}, 100, nil},
	} {
		failed, _ := diagnose(c.pulses, "self", clockAt(c.at))
		var got []span
		for _, o := range failed {
			got = append(got, span{o.From, o.Until})
		}
		if len(got) != len(c.want) || len(got) > 0 && got[0] != c.want[0] {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}

func TestTheDeadlineFollowsFromStartLimitAndLedger(t *testing.T) {
	t.Parallel()
	start, closes := clockAt(0), clockAt(2400)
	l := Limits{LimitSeconds: 3600, Sections: []SectionLimit{{First: 1, Last: 5, LimitSeconds: 600, BreakSeconds: 300}, {First: 6, Last: 10}}}
	if got := l.deadline(start, nil); !got.Equal(clockAt(3600)) {
		t.Errorf("without a ledger: %s", got)
	}
	ledger := []Entry{{Kind: ByPause, Section: 1, Length: 90 * time.Second}, {Kind: ByAdjustment, Section: 2, Length: -30 * time.Second}}
	if got := l.deadline(start, ledger); !got.Equal(clockAt(3660)) {
		t.Errorf("with one: %s", got)
	}
	if got := l.sectionDeadline(1, clockAt(10), ledger); !got.Equal(clockAt(700)) {
		t.Errorf("the section: %s", got)
	}
	if got := l.sectionDeadline(2, clockAt(10), ledger); got != nil {
		t.Errorf("a section without a limit: %s", got)
	}
	l.ClosesAt = &closes
	if got := l.deadline(start, ledger); !got.Equal(clockAt(2460)) {
		t.Errorf("in a window: %s", got)
	}
	wide := widened(l, 150)
	if wide.LimitSeconds != 5400 || wide.Sections[0].LimitSeconds != 900 || wide.Sections[0].BreakSeconds != 450 || !wide.ClosesAt.Equal(clockAt(2400+1800)) {
		t.Errorf("half as much again: %+v", wide)
	}
	if l.Sections[0].LimitSeconds != 600 {
		t.Error("what was given is changed")
	}
}
