package statistics

import (
	"time"

	"laurel/internal/fault"
)

// State of a run.
type State string

// The states of a run. Queued and running ones may be taken up again; the others are ends.
const (
	Queued  State = "queued"
	Running State = "running"
	Done    State = "done"
	Failed  State = "failed"
)

// Steps of a run, as they are shown.
const (
	StepReading   = "reading_answers"
	StepFigures   = "computing_figures"
	StepComparing = "comparing_answers"
)

// How long a worker may be silent before another takes over, and how often a run is begun before it is given up.
const (
	lease     = 2 * time.Minute
	mostTries = 3
)

// Filter narrows the attempts. From is inside, To outside.
type Filter struct {
	From      *time.Time `json:"from,omitempty"`
	To        *time.Time `json:"to,omitempty"`
	FirstOnly bool       `json:"first_attempts_only"`
	Period    string     `json:"period"` // month or quarter
}

// Validate refuses a time that ends before it begins.
func (f Filter) Validate() error {
	if f.From != nil && f.To != nil && !f.From.Before(*f.To) {
		return ErrInput.With(fault.Field{Field: "to", Code: "order", Detail: "later than from"})
	}
	return nil
}

// Run is one computation.
type Run struct {
	ID          string
	ExamKey     string
	Filter      Filter `gorm:"serializer:json"`
	State       State
	Step        string
	Progress    int
	Tries       int
	RequestedBy string
	RequestedAt time.Time
	FinishedAt  *time.Time
}

// Kept is a report as it was kept.
type Kept struct {
	RunID      string
	Attempts   int
	DataFrom   *time.Time
	DataTo     *time.Time
	Report     Report  `gorm:"serializer:json"`
	Similarity Summary `gorm:"serializer:json"`
	CreatedAt  time.Time
}
