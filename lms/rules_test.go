package lms

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"laurel/internal/fault"
)

var noon = time.Date(2026, 8, 31, 12, 0, 0, 0, time.UTC)

func number(n int) *int    { return &n }
func truth(yes bool) *bool { return &yes }
func quiz() *Check {
	return &Check{PassPercent: 50, Questions: []Question{
		{Stem: "one", Options: []Option{{"x", true}, {"y", false}}},
		{Stem: "two", Options: []Option{{"x", true}, {"y", false}, {"z", true}}},
	}}
}

func TestStepInALesson(t *testing.T) {
	t.Parallel()
	plain, checked := Lesson{ID: "l"}, Lesson{ID: "l", Check: quiz()}
	for _, c := range []struct {
		name    string
		lesson  Lesson
		before  Progress
		step    Step
		percent int
		done    bool
		err     error
	}{
		{"half read", plain, Progress{}, Step{Percent: number(50)}, 50, false, nil},
		{"scrolled back", plain, Progress{Percent: 70}, Step{Percent: number(20)}, 70, false, nil},
		{"read to the end", plain, Progress{Percent: 70}, Step{Percent: number(100)}, 100, true, nil},
		{"done", plain, Progress{}, Step{Completed: truth(true)}, 100, true, nil},
		{"not done is no step back", plain, Progress{Percent: 100, CompletedAt: &noon}, Step{Completed: truth(false)}, 100, true, nil},
		{"read, with a check", checked, Progress{}, Step{Percent: number(100)}, 100, false, nil},
		{"done without its check", checked, Progress{}, Step{Completed: truth(true)}, 0, false, ErrCheckOpen},
		{"check passed", checked, Progress{}, Step{Answers: map[string][]string{"q1": {"a"}}}, 100, true, nil},
		{"check failed", checked, Progress{Percent: 40}, Step{Answers: map[string][]string{"q1": {"b"}, "q2": {"a"}}}, 40, false, nil},
		{"check failed after it was passed", checked, Progress{Percent: 100, CheckPassed: true, CompletedAt: &noon}, Step{Answers: map[string][]string{}}, 100, true, nil},
		{"done after its check", checked, Progress{CheckPassed: true}, Step{Completed: truth(true)}, 100, true, nil},
		{"answers without a check", plain, Progress{}, Step{Answers: map[string][]string{"q1": {"a"}}}, 0, false, ErrInput},
		{"an unknown question", checked, Progress{}, Step{Answers: map[string][]string{"q3": {"a"}}}, 0, false, ErrInput},
		{"nothing", plain, Progress{}, Step{}, 0, false, ErrInput},
	} {
		after, _, err := c.before.take(c.step, c.lesson, noon.Add(time.Hour))
		if !errors.Is(err, c.err) {
			t.Errorf("%s: %v", c.name, err)
		}
		if err == nil && (after.Percent != c.percent || (after.CompletedAt != nil) != c.done) {
			t.Errorf("%s: %+v", c.name, after)
		}
		if c.before.CompletedAt != nil && !after.CompletedAt.Equal(noon) {
			t.Errorf("%s: completed again at %s", c.name, after.CompletedAt)
		}
	}
}

func TestProgressMovesForwardOnly(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		lesson := Lesson{}
		if rapid.Bool().Draw(t, "checked") {
			lesson.Check = quiz()
		}
		p := Progress{}
		for range rapid.IntRange(1, 20).Draw(t, "steps") {
			step := Step{}
			if rapid.Bool().Draw(t, "reads") {
				step.Percent = number(rapid.IntRange(0, 100).Draw(t, "percent"))
			}
			if rapid.Bool().Draw(t, "says") {
				step.Completed = truth(rapid.Bool().Draw(t, "completed"))
			}
			if rapid.Bool().Draw(t, "answers") {
				step.Answers = map[string][]string{"q1": rapid.SliceOf(rapid.SampledFrom([]string{"a", "b", "z"})).Draw(t, "q1")}
			}
			next, _, err := p.take(step, lesson, noon)
			if err != nil {
				next = p
			}
			if next.Percent < p.Percent || next.CheckPercent < p.CheckPercent || p.CheckPassed && !next.CheckPassed || p.CompletedAt != nil && next.CompletedAt == nil {
				t.Fatalf("%+v went back to %+v by %+v", p, next, step)
			}
			if lesson.Check != nil && next.CompletedAt != nil && !next.CheckPassed {
				t.Fatalf("completed without the check: %+v", next)
			}
			p = next
		}
	})
}

func TestMark(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name    string
		answers map[string][]string
		want    Marks
	}{
		{"all right", map[string][]string{"q1": {"a"}, "q2": {"c", "a"}}, Marks{[]bool{true, true}, 100, true}},
		{"said twice", map[string][]string{"q1": {"a", "a"}, "q2": {"b"}}, Marks{[]bool{true, false}, 50, true}},
		{"too many", map[string][]string{"q1": {"a", "b"}, "q2": {"a", "b", "c"}}, Marks{[]bool{false, false}, 0, false}},
		{"too few", map[string][]string{"q2": {"a"}}, Marks{[]bool{false, false}, 0, false}},
		{"none", map[string][]string{}, Marks{[]bool{false, false}, 0, false}},
	} {
		got, err := quiz().Mark(c.answers)
		if d := cmp.Diff(c.want, got); err != nil || d != "" {
			t.Errorf("%s: %s %v", c.name, d, err)
		}
	}
}

func TestSettle(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name             string
		before           Enrollment
		done, all, valid int
		percent          int
		changed, over    bool
	}{
		{"nothing yet", Enrollment{}, 0, 7, 0, 0, false, false},
		{"rounded down", Enrollment{}, 2, 3, 0, 66, true, false},
		{"all but one of very many", Enrollment{}, 999, 1000, 0, 99, true, false},
		{"all", Enrollment{Percent: 99}, 7, 7, 0, 100, true, true},
		{"all, for a time", Enrollment{}, 1, 1, 6, 100, true, true},
		{"no lessons are not all lessons", Enrollment{}, 0, 0, 0, 0, false, false},
		{"longer than before", Enrollment{Percent: 50}, 2, 8, 0, 25, true, false},
		{"completed stays", Enrollment{Percent: 100, CompletedAt: &noon}, 2, 8, 0, 100, false, true},
	} {
		got, changed := c.before.settle(c.done, c.all, c.valid, noon)
		if got.Percent != c.percent || changed != c.changed || (got.CompletedAt != nil) != c.over || (got.ValidUntil != nil) != (c.valid > 0) {
			t.Errorf("%s: %+v changed %t", c.name, got, changed)
		}
		if want := c.before.Version + map[bool]int64{true: 1}[changed]; got.Version != want {
			t.Errorf("%s: version %d", c.name, got.Version)
		}
	}
}

func TestMonthsLater(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		from   string
		months int
		want   string
	}{{"2026-08-31", 6, "2027-02-28"}, {"2027-08-31", 6, "2028-02-29"}, {"2026-01-15", 12, "2027-01-15"}, {"2026-12-31", 2, "2027-02-28"}, {"2024-02-29", 12, "2025-02-28"}} {
		from, _ := time.Parse(time.DateOnly, c.from)
		if got := monthsLater(from, c.months).Format(time.DateOnly); got != c.want {
			t.Errorf("%d months after %s is %s, want %s", c.months, c.from, got, c.want)
		}
	}
}

func TestRounds(t *testing.T) {
	t.Parallel()
	until := noon.AddDate(1, 0, 0)
	e := Enrollment{CompletedAt: &noon, ValidUntil: &until}
	for _, c := range []struct {
		name           string
		e              Enrollment
		at             time.Time
		counts, renews bool
	}{
		{"open", Enrollment{}, noon, false, false},
		{"for ever", Enrollment{CompletedAt: &noon}, noon.AddDate(50, 0, 0), true, false},
		{"fresh", e, noon, true, false},
		{"within ninety days of its end", e, until.Add(-renewable), true, true},
		{"a moment before", e, until.Add(-renewable - 1), true, false},
		{"at its end", e, until, false, true},
	} {
		if c.e.Counts(c.at) != c.counts || c.e.renews(c.at) != c.renews {
			t.Errorf("%s: counts %t, renews %t", c.name, c.e.Counts(c.at), c.e.renews(c.at))
		}
	}
}

func TestDocumentsThatAreRefused(t *testing.T) {
	t.Parallel()
	track := func(change func(*Track)) []fault.Field {
		v := Track{Key: "k", Title: "T", Courses: []string{"c"}}
		change(&v)
		return v.check()
	}
	course := func(change func(*Course)) []fault.Field {
		v := Course{Key: "k", Title: "T", Lessons: []Lesson{{Key: "l", Title: "L", Check: quiz()}}}
		change(&v)
		return v.check()
	}
	for _, c := range []struct {
		name   string
		faults []fault.Field
		field  string
	}{
		{"a good track", track(func(*Track) {}), ""},
		{"a good course", course(func(*Course) {}), ""},
		{"track key", track(func(v *Track) { v.Key = "a/b" }), "key"},
		{"no title", track(func(v *Track) { v.Title = "" }), "title"},
		{"long description", track(func(v *Track) { v.Description = strings.Repeat("x", 5001) }), "description"},
		{"job role", track(func(v *Track) { v.JobRole = "an engineer" }), "job_role"},
		{"no courses", track(func(v *Track) { v.Courses = nil }), "courses"},
		{"a course twice", track(func(v *Track) { v.Courses = []string{"c", "c"} }), "courses[1]"},
		{"an exam twice", track(func(v *Track) { v.Opens = []string{"e", "e"} }), "opens[1]"},
		{"validity", track(func(v *Track) { v.ValidityMonths = -1 }), "validity_months"},
		{"no lessons", course(func(v *Course) { v.Lessons = nil }), "lessons"},
		{"a lesson twice", course(func(v *Course) { v.Lessons = append(v.Lessons, v.Lessons[0]) }), "lessons[1].key"},
		{"lesson key", course(func(v *Course) { v.Lessons[0].Key = "" }), "lessons[0].key"},
		{"lesson title", course(func(v *Course) { v.Lessons[0].Title = "" }), "lessons[0].title"},
		{"minutes", course(func(v *Course) { v.Lessons[0].Minutes = 601 }), "lessons[0].minutes"},
		{"a novel", course(func(v *Course) { v.Lessons[0].Markdown = strings.Repeat("x", mostMarkdown+1) }), "lessons[0].markdown"},
		{"pass mark", course(func(v *Course) { v.Lessons[0].Check.PassPercent = 0 }), "lessons[0].check.pass_percent"},
		{"no questions", course(func(v *Course) { v.Lessons[0].Check.Questions = nil }), "lessons[0].check.questions"},
		{"one option", course(func(v *Course) {
			v.Lessons[0].Check.Questions[0].Options = []Option{{"x", true}}
		}), "lessons[0].check.questions[0].options"},
		{"nothing correct", course(func(v *Course) { v.Lessons[0].Check.Questions[0].Options[0].Correct = false }), "lessons[0].check.questions[0].options"},
	} {
		got := ""
		if len(c.faults) > 0 {
			got = c.faults[0].Field
		}
		if got != c.field || len(c.faults) > 1 {
			t.Errorf("%s: %+v", c.name, c.faults)
		}
	}
}
