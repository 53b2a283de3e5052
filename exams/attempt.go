package exams

import (
	"slices"
	"time"
)

// State of an attempt.
type State string

// The states of an attempt. A break is a pause that the candidate takes.
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

// Why an attempt closed. One whose agreement nobody accepted in time ends without having been one.
const (
	ByCandidate   = "candidate"
	ByDeadline    = "deadline"
	BySectionEnd  = "section_end"
	ByProctor     = "proctor"
	ByNoAgreement = "agreement"
)

// What an attempt is paused for.
const (
	ForBreak   = "break"
	ForProctor = "proctor"
)

// Attempt is one sitting. Policy is the exam as it was when the attempt was made, Limits its time in numbers; later changes reach
// neither.
type Attempt struct {
	ID              string
	RegistrationID  string
	ExamKey         string
	PersonID        string
	Sheet           `gorm:"embedded"`
	State           State
	Policy          Document `gorm:"serializer:json"`
	Limits          Limits   `gorm:"serializer:json"`
	Epoch           int64
	CreatedAt       time.Time
	AgreeBy         *time.Time
	StartedAt       *time.Time
	DeadlineAt      *time.Time
	DeadlineVersion int64
	RefuseAfter     *time.Time // the end of the open section or of the attempt, whichever is sooner, and grace
	Section         int        // the open one, or the one that opens after the break
	SectionAt       *time.Time // since when it is open
	SectionEndAt    *time.Time // when its own limit is over, if it has one
	OpenFrom        int        // the first position that takes an answer; where the items go forward only, the one that is shown
	OpenTo          int        // the last
	PausedFor       string
	PausedAt        *time.Time
	PauseEndsAt     *time.Time
	ClosedAt        *time.Time // when it ended, which for a lapsed attempt is its deadline
	SeenClosedAt    *time.Time // when somebody wrote the close down
	CloseReason     string
	Late            bool
	Passed          bool
	Receipt         string
}

// over holds when no answer is taken any more, whether or not anybody has closed the attempt.
func (a Attempt) over(at time.Time) bool {
	return a.State == InProgress && a.DeadlineAt != nil && at.After(a.DeadlineAt.Add(Grace))
}

// due holds when time alone has brought something about that nobody has written down.
func (a Attempt) due(at time.Time) bool {
	switch a.State {
	case Ready:
		return a.AgreeBy != nil && at.After(*a.AgreeBy)
	case InProgress:
		return a.RefuseAfter != nil && at.After(*a.RefuseAfter)
	case Paused:
		return a.PauseEndsAt != nil && !at.Before(*a.PauseEndsAt)
	}
	return false
}

// limit is that of the open section.
func (a Attempt) limit() SectionLimit {
	if a.Section < 1 || a.Section > len(a.Limits.Sections) {
		return SectionLimit{}
	}
	return a.Limits.Sections[a.Section-1]
}

// openSection is the section whose clock runs, 0 during a break.
func (a Attempt) openSection() int {
	if a.SectionAt == nil {
		return 0
	}
	return a.Section
}

// last holds in the last section.
func (a Attempt) last() bool { return a.Section >= len(a.Limits.Sections) }

// end tells how an attempt that is closed at a moment ends: not after its deadline, and by it once the grace is over.
func (a Attempt) end(at time.Time) (closed time.Time, reason string, late bool) {
	closed, reason = at, ByCandidate
	if a.State == Paused { // nobody came back
		return *a.PauseEndsAt, ByProctor, false
	}
	final := *a.DeadlineAt
	if a.SectionEndAt != nil && a.SectionEndAt.Before(final) && a.last() {
		final = *a.SectionEndAt
	}
	if at.After(final.Add(Grace)) {
		reason = ByDeadline
		if final.Before(*a.DeadlineAt) {
			reason = BySectionEnd
		}
	}
	if at.After(final) {
		closed, late = final, true
	}
	return closed, reason, late
}
