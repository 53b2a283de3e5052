package marking

import (
	"math/big"
	"time"
)

// Kind of a task.
type Kind string

// The kinds: a mark by itself, a second one blind to it, and the word of a third person on two that differ.
const (
	First        Kind = "first"
	Second       Kind = "second"
	Adjudication Kind = "adjudication"
)

// TaskState of a task.
type TaskState string

// The states of a task.
const (
	Waiting TaskState = "waiting"
	Claimed TaskState = "claimed"
	Done    TaskState = "done"
)

// hold is how long a task belongs to who claimed it; then it returns.
const hold = 30 * time.Minute

// Task is one mark that somebody has to give.
type Task struct {
	ID        string
	WorkID    string
	Kind      Kind
	State     TaskState
	MarkerID  string
	LeaseEnds *time.Time
	Marks     map[string]string `gorm:"serializer:json"`
	Points    int
	Comment   string
	OpenedAt  time.Time
	DoneAt    *time.Time
}

// WorkState of a work.
type WorkState string

// The states of a work.
const (
	Open         WorkState = "open"
	Adjudicating WorkState = "adjudication"
	Final        WorkState = "final"
)

// Entry is a response on its way to a final mark, with the rule and the rubric it is marked by.
type Entry struct {
	ID            string
	AttemptID     string
	Position      int
	ExamKey       string
	ItemID        string
	ItemVersionID string
	Type          string
	PersonID      string
	RubricID      string
	Mode          Mode
	Tolerance     int
	State         WorkState
	Points        string
	MaxPoints     int
	Fraction      string
	OpenedAt      time.Time
	FinalAt       *time.Time
}

// verdict is what the marks that are there come to: a final mark, the need of a third person, or neither yet.
type verdict struct {
	final      bool
	adjudicate bool
	points     *big.Rat
}

// judge decides on the marks of a work. The mean of two that agree well enough is exact, not rounded.
func (e Entry) judge(tasks []Task) verdict {
	done := map[Kind]Task{}
	for _, t := range tasks {
		if t.State == Done {
			done[t.Kind] = t
		}
	}
	if third, ok := done[Adjudication]; ok {
		return verdict{final: true, points: whole(third.Points)}
	}
	first, one := done[First]
	second, two := done[Second]
	switch {
	case one && e.Mode == Single:
		return verdict{final: true, points: whole(first.Points)}
	case !one || !two:
		return verdict{}
	case apart(first.Points, second.Points) > e.Tolerance:
		return verdict{adjudicate: true}
	}
	return verdict{final: true, points: big.NewRat(int64(first.Points+second.Points), 2)}
}

func whole(points int) *big.Rat { return big.NewRat(int64(points), 1) }

func apart(a, b int) int { return max(a-b, b-a) }

// fraction is the part of the most points.
func fraction(points *big.Rat, most int) string {
	return new(big.Rat).Quo(points, whole(most)).RatString()
}
