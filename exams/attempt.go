package exams

import (
	"slices"
	"time"
)

// State of an attempt.
type State string

// The states of an attempt.
const (
	Ready      State = "ready"
	InProgress State = "in_progress"
	Paused     State = "paused"
	Submitted  State = "submitted"
	Graded     State = "graded"
	Voided     State = "voided"
)

// moves is the whole state machine. What is not in it is refused, here and by a trigger in the database.
var moves = map[State][]State{
	Ready:      {InProgress, Voided},
	InProgress: {Paused, Submitted, Voided},
	Paused:     {InProgress, Submitted, Voided},
	Submitted:  {Graded, Voided},
	Graded:     {Voided},
	Voided:     {},
}

// May tells whether an attempt may go from one state to another.
func (s State) May(to State) bool { return slices.Contains(moves[s], to) }

// Open holds while answers may still come.
func (s State) Open() bool { return s == Ready || s == InProgress || s == Paused }

// Why an attempt closed.
const (
	ByCandidate = "candidate"
	ByDeadline  = "deadline"
)

// Attempt is one sitting. Policy is the exam as it was when the attempt was made; later changes do not reach it.
type Attempt struct {
	ID             string
	RegistrationID string
	ExamKey        string
	PersonID       string
	Sheet          `gorm:"embedded"`
	State          State
	Policy         Document `gorm:"serializer:json"`
	Epoch          int64
	CreatedAt      time.Time
	StartedAt      *time.Time
	DeadlineAt     *time.Time
	RefuseAfter    *time.Time // deadline and grace
	ClosedAt       *time.Time // when it ended, which for a lapsed attempt is its deadline
	SeenClosedAt   *time.Time // when somebody wrote the close down
	CloseReason    string
	Late           bool
	Passed         bool
	Receipt        string
}

// begin starts the clock at a moment of the database's clock.
func (a Attempt) begin(at time.Time) Attempt {
	deadline := at.Add(seconds(a.Policy.TimeLimitSeconds))
	refuse := deadline.Add(Grace)
	a.State, a.StartedAt, a.DeadlineAt, a.RefuseAfter = InProgress, &at, &deadline, &refuse
	return a
}

// lapsed holds when no answer is taken any more, whether or not anybody has closed the attempt.
func (a Attempt) lapsed(at time.Time) bool {
	return a.State == InProgress && a.RefuseAfter != nil && at.After(*a.RefuseAfter)
}

// end tells how an attempt that is closed at a moment ends: not after its deadline, and by it once the grace is over.
func (a Attempt) end(at time.Time) (closed time.Time, reason string, late bool) {
	closed, reason = at, ByCandidate
	if a.lapsed(at) {
		reason = ByDeadline
	}
	if at.After(*a.DeadlineAt) {
		closed, late = *a.DeadlineAt, true
	}
	return closed, reason, late
}
