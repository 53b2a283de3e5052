package labs

import (
	"fmt"
	"math/big"
	"regexp"
	"strings"
	"time"

	"laurel/internal/fault"
	"laurel/internal/hooks"
	"laurel/internal/labs/checks"
)

// Grading is who grades.
type Grading string

// Who grades.
const (
	ByScript  Grading = "script"
	ByOutside Grading = "outside"
	ByPeople  Grading = "people"
)

// Definition is a version of what a lab asks.
type Definition struct {
	ID        string
	ItemID    string
	Version   int
	Document  Document `gorm:"serializer:json"`
	CreatedBy string
	CreatedAt time.Time

	State      ReviewState
	ReviewedBy string
	Comment    string // of who declined it
}

// ReviewState is how far the review of a definition is. Only an approved one is used.
type ReviewState string

// The states of a definition.
const (
	InReview ReviewState = "in_review"
	Approved ReviewState = "approved"
	Declined ReviewState = "declined"
)

// Document says how a lab is prepared and graded, and what each of its tasks is worth.
type Document struct {
	Grading       Grading   `json:"grading"`
	Module        string    `json:"module,omitempty"`         // script: the hash of the check script
	MemoryMiB     int       `json:"memory_mib,omitempty"`     // script
	Seconds       int       `json:"seconds,omitempty"`        // script
	URL           string    `json:"url,omitempty"`            // outside: where messages go
	Provision     bool      `json:"provision,omitempty"`      // outside: the grader prepares something first
	AnswerSeconds int       `json:"answer_seconds,omitempty"` // outside: how long it may take to prepare, and to grade
	Sections      []Section `json:"sections,omitempty"`
	Tasks         []Task    `json:"tasks"`
}

// Section is a group of tasks that need so many points together, or the whole lab is worth nothing.
type Section struct {
	Key     string `json:"key"`
	Minimum int    `json:"minimum_points"`
}

// Task is worth its points when every one of its checks passes; with partial credit, the part of them that pass.
type Task struct {
	Key     string   `json:"key"`
	Title   string   `json:"title"`
	Section string   `json:"section,omitempty"`
	Points  int      `json:"points"`
	Checks  []string `json:"checks"`
	Partial bool     `json:"partial_credit,omitempty"`
}

// Earned is what a task came to.
type Earned struct {
	Task   string `json:"task"`
	Points string `json:"points"`
	Of     int    `json:"of"`
	Passed int    `json:"passed"`
	Checks int    `json:"checks"`
}

const (
	mostTasks       = 50
	mostChecks      = 50
	mostPoints      = 1000
	standardAnswer  = time.Hour
	longestAnswer   = 24 * 3600
	shortestAnswers = 10
)

var (
	keyShape = regexp.MustCompile(`^[a-z0-9_-]{1,40}$`)
	hash     = regexp.MustCompile(`^[0-9a-f]{64}$`)
)

// answerWithin is how long an outside grader may take.
func (d Document) answerWithin() time.Duration {
	if d.AnswerSeconds == 0 {
		return standardAnswer
	}
	return time.Duration(d.AnswerSeconds) * time.Second
}

func (d Document) limits() checks.Limits {
	return checks.Limits{MemoryMiB: d.MemoryMiB, Wall: time.Duration(d.Seconds) * time.Second}
}

// check names what keeps a definition from being used.
func (d Document) check(g hooks.Guard) []fault.Field {
	var f []fault.Field
	switch d.Grading {
	case ByScript:
		if !hash.MatchString(d.Module) {
			f = append(f, wrong("module", "required", "Give the hash of an uploaded check script."))
		}
	case ByOutside:
		if _, err := g.Address(d.URL); err != nil {
			f = append(f, fault.Of(err).Fields...)
		}
	case ByPeople:
	default:
		f = append(f, wrong("grading", "unknown", "A lab is graded by script, outside or people."))
	}
	if d.MemoryMiB < 0 || d.MemoryMiB > checks.MaxMemoryMiB {
		f = append(f, wrong("memory_mib", "range", fmt.Sprintf("At most %d MiB.", checks.MaxMemoryMiB)))
	}
	if d.Seconds < 0 || d.Seconds > int(checks.MaxWall/time.Second) {
		f = append(f, wrong("seconds", "range", fmt.Sprintf("At most %d seconds.", int(checks.MaxWall/time.Second))))
	}
	if d.AnswerSeconds != 0 && (d.AnswerSeconds < shortestAnswers || d.AnswerSeconds > longestAnswer) {
		f = append(f, wrong("answer_seconds", "range", "Between ten seconds and a day."))
	}
	if len(d.Tasks) > mostTasks || len(d.Tasks) == 0 && d.Grading != ByPeople {
		f = append(f, wrong("tasks", "count", fmt.Sprintf("A lab has 1 to %d tasks.", mostTasks)))
	}
	sections, more := d.checkSections()
	f = append(f, more...)
	seen := map[string]bool{}
	for i, t := range d.Tasks {
		at := fmt.Sprintf("tasks[%d]", i)
		if !keyShape.MatchString(t.Key) || seen[t.Key] {
			f = append(f, wrong(at+".key", "key", "A key is made of a-z, 0-9, - and _, and stands once."))
		}
		seen[t.Key] = true
		if _, known := sections[t.Section]; t.Section != "" && !known {
			f = append(f, wrong(at+".section", "unknown_section", "There is no such section."))
		}
		f = append(f, t.check(at)...)
	}
	return f
}

func (d Document) checkSections() (map[string]int, []fault.Field) {
	var f []fault.Field
	out := map[string]int{}
	for i, s := range d.Sections {
		at := fmt.Sprintf("sections[%d]", i)
		if _, twice := out[s.Key]; twice || !keyShape.MatchString(s.Key) {
			f = append(f, wrong(at+".key", "key", "A key is made of a-z, 0-9, - and _, and stands once."))
		}
		out[s.Key] = s.Minimum
		most := 0
		for _, t := range d.Tasks {
			if t.Section == s.Key {
				most += t.Points
			}
		}
		if s.Minimum < 0 || s.Minimum > most {
			f = append(f, wrong(at+".minimum_points", "range", "Not more than the tasks of the section give."))
		}
	}
	return out, f
}

func (t Task) check(at string) []fault.Field {
	var f []fault.Field
	if strings.TrimSpace(t.Title) == "" {
		f = append(f, wrong(at+".title", "required", "Say what the task is."))
	}
	if t.Points < 1 || t.Points > mostPoints {
		f = append(f, wrong(at+".points", "range", fmt.Sprintf("Points are 1 to %d.", mostPoints)))
	}
	if len(t.Checks) < 1 || len(t.Checks) > mostChecks {
		f = append(f, wrong(at+".checks", "count", fmt.Sprintf("A task has 1 to %d checks.", mostChecks)))
	}
	seen := map[string]bool{}
	for i, c := range t.Checks {
		if seen[c] || checks.Judge([]checks.Check{{Name: c}}) != nil {
			f = append(f, wrong(fmt.Sprintf("%s.checks[%d]", at, i), "name", "A check has a name of up to 100 characters, once in its task."))
		}
		seen[c] = true
	}
	return f
}

// grade says what the checks come to: for each task and for the whole, as a part of all points. A check that did not report did not
// pass. A section below its minimum makes the lab worth nothing.
func (d Document) grade(list []checks.Check) ([]Earned, string) {
	passed := map[string]bool{}
	for _, c := range list {
		passed[c.Name] = c.Passed
	}
	total, most := new(big.Rat), 0
	sections := map[string]*big.Rat{}
	out := []Earned{}
	for _, t := range d.Tasks {
		n := 0
		for _, c := range t.Checks {
			if passed[c] {
				n++
			}
		}
		points := new(big.Rat)
		if n == len(t.Checks) || t.Partial {
			points.SetFrac64(int64(t.Points)*int64(n), int64(len(t.Checks)))
		}
		if sections[t.Section] == nil {
			sections[t.Section] = new(big.Rat)
		}
		sections[t.Section].Add(sections[t.Section], points)
		total.Add(total, points)
		most += t.Points
		out = append(out, Earned{t.Key, points.RatString(), t.Points, n, len(t.Checks)})
	}
	for _, s := range d.Sections {
		got := sections[s.Key]
		if got == nil {
			got = new(big.Rat)
		}
		if got.Cmp(big.NewRat(int64(s.Minimum), 1)) < 0 {
			return out, "0"
		}
	}
	return out, total.Quo(total, big.NewRat(int64(most), 1)).RatString()
}
