package marking

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"

	"laurel/internal/fault"
)

// Rubric says what a response to an item is worth. A version never changes; a work is marked by the one it began with.
type Rubric struct {
	ID        string
	ItemID    string
	Version   int
	Title     string
	Criteria  []Criterion `gorm:"serializer:json"`
	MaxPoints int
	CreatedBy string
	CreatedAt time.Time

	State      ReviewState
	ReviewedBy string
	Comment    string // of who declined it
}

// ReviewState is how far the review of a rubric is. Only an approved one is marked by.
type ReviewState string

// The states of a rubric.
const (
	InReview ReviewState = "in_review"
	Approved ReviewState = "approved"
	Declined ReviewState = "declined"
)

// Criterion is one thing that is judged, by choosing a level.
type Criterion struct {
	Key      string  `json:"key"`
	Title    string  `json:"title"`
	Guidance string  `json:"guidance,omitempty"`
	Levels   []Level `json:"levels"`
}

// Level is how well it was done.
type Level struct {
	Key         string `json:"key"`
	Title       string `json:"title"`
	Description string `json:"description,omitempty"`
	Points      int    `json:"points"`
}

const (
	mostCriteria = 20
	mostLevels   = 10
	mostPoints   = 1000
)

var keyShape = regexp.MustCompile(`^[a-z0-9_-]{1,40}$`)

// most is the most points a criterion gives.
func (c Criterion) most() int {
	most := 0
	for _, l := range c.Levels {
		most = max(most, l.Points)
	}
	return most
}

// check names what keeps a rubric from being used, and counts its points.
func (r *Rubric) check() []fault.Field {
	var faults []fault.Field
	if strings.TrimSpace(r.Title) == "" {
		faults = append(faults, wrong("title", "required", "Give the rubric a title."))
	}
	if len(r.Criteria) < 1 || len(r.Criteria) > mostCriteria {
		faults = append(faults, wrong("criteria", "count", fmt.Sprintf("A rubric has 1 to %d criteria.", mostCriteria)))
	}
	r.MaxPoints = 0
	seen := map[string]bool{}
	for i, c := range r.Criteria {
		at := fmt.Sprintf("criteria[%d]", i)
		if !keyShape.MatchString(c.Key) || seen[c.Key] {
			faults = append(faults, wrong(at+".key", "key", "A key is made of a-z, 0-9, - and _, and stands once."))
		}
		seen[c.Key] = true
		faults = append(faults, c.check(at)...)
		r.MaxPoints += c.most()
	}
	return faults
}

func (c Criterion) check(at string) []fault.Field {
	var faults []fault.Field
	if strings.TrimSpace(c.Title) == "" {
		faults = append(faults, wrong(at+".title", "required", "Say what is judged."))
	}
	if len(c.Levels) < 2 || len(c.Levels) > mostLevels {
		faults = append(faults, wrong(at+".levels", "count", fmt.Sprintf("A criterion has 2 to %d levels.", mostLevels)))
	}
	seen := map[string]bool{}
	for i, l := range c.Levels {
		level := fmt.Sprintf("%s.levels[%d]", at, i)
		if !keyShape.MatchString(l.Key) || seen[l.Key] {
			faults = append(faults, wrong(level+".key", "key", "A key is made of a-z, 0-9, - and _, and stands once in its criterion."))
		}
		seen[l.Key] = true
		if strings.TrimSpace(l.Title) == "" {
			faults = append(faults, wrong(level+".title", "required", "Name the level."))
		}
		if l.Points < 0 || l.Points > mostPoints {
			faults = append(faults, wrong(level+".points", "range", fmt.Sprintf("Points are 0 to %d.", mostPoints)))
		}
	}
	if len(c.Levels) > 0 && c.most() == 0 {
		faults = append(faults, wrong(at+".levels", "worthless", "One level must be worth something."))
	}
	return faults
}

// plainRubric judges an answer as a whole. It stands in until an author writes a better one.
func plainRubric() Rubric {
	c := Criterion{Key: "answer", Title: "The answer as a whole", Guidance: "Judge what was asked, not style or length."}
	for i, title := range []string{"Nothing of what was asked", "A quarter of it", "Half of it", "Most of it", "All of it"} {
		c.Levels = append(c.Levels, Level{Key: fmt.Sprintf("l%d", i), Title: title, Points: i})
	}
	return Rubric{Title: "The answer as a whole", Criteria: []Criterion{c}, MaxPoints: c.most()}
}

// points adds up chosen levels; every criterion needs exactly one.
func (r Rubric) points(marks map[string]string) (int, []fault.Field) {
	total := 0
	var faults []fault.Field
	left := maps.Clone(marks)
	for _, c := range r.Criteria {
		chosen, given := marks[c.Key]
		delete(left, c.Key)
		at := slices.IndexFunc(c.Levels, func(l Level) bool { return l.Key == chosen })
		switch {
		case !given:
			faults = append(faults, wrong("marks."+c.Key, "required", "Choose a level for every criterion."))
		case at < 0:
			faults = append(faults, wrong("marks."+c.Key, "unknown_level", "The rubric has no such level here."))
		default:
			total += c.Levels[at].Points
		}
	}
	if len(left) > 0 {
		faults = append(faults, wrong("marks", "unknown_criterion", "The rubric has no such criterion."))
	}
	return total, faults
}
