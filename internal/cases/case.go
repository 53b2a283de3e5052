package cases

import (
	"fmt"
	"slices"
	"time"
)

// Kind of a case.
type Kind string

// The kinds: a doubt about how an attempt came about, something that went wrong in it, an item that its candidate doubts.
const (
	Integrity     Kind = "integrity"
	Incident      Kind = "incident"
	ItemChallenge Kind = "item_challenge"
)

// State of a case.
type State string

// The states of a case.
const (
	Open      State = "open"
	Held      State = "held"
	Proposed  State = "proposed"
	Decided   State = "decided"
	Notified  State = "notified"
	Appealed  State = "appealed"
	Final     State = "final"
	Dismissed State = "dismissed"
)

// moves is the whole life of a case. What is not in it is refused.
var moves = map[State][]State{
	Open:      {Held, Proposed, Dismissed},
	Held:      {Open, Proposed, Dismissed},
	Proposed:  {Open, Held, Decided},
	Decided:   {Notified},
	Notified:  {Appealed, Final},
	Appealed:  {Final},
	Final:     {},
	Dismissed: {Appealed}, // by a candidate whose own report was turned down by one person
}

// May tells whether a case may go from one state to another.
func (s State) May(to State) bool { return slices.Contains(moves[s], to) }

// Closed holds when nothing more will happen.
func (s State) Closed() bool { return s == Final || s == Dismissed }

// Origin says where a case came from.
type Origin string

// The origins: what a person of the vendor saw, what a partner reported, what a machine noticed, what the candidate says.
const (
	ByPerson    Origin = "person"
	ByPartner   Origin = "partner"
	BySignal    Origin = "signal"
	ByCandidate Origin = "candidate"
)

// AppealWindow is how long the person concerned may appeal once the notice went out; ChallengeWindow how long after an attempt its
// candidate may report what went wrong or doubt an item.
const (
	AppealWindow    = 15 * 24 * time.Hour
	ChallengeWindow = 15 * 24 * time.Hour
)

// Case is a case as it stands.
type Case struct {
	Number      string
	Kind        Kind
	State       State
	Origin      Origin
	Source      string
	OpenedBy    string
	PersonID    string
	AttemptID   string
	ExamKey     string
	Position    int
	Summary     string
	Answer      string
	HoldSince   *time.Time
	HoldLifted  *time.Time
	NotifiedAt  *time.Time
	AppealUntil *time.Time
	AppealedAt  *time.Time
	ClosedAt    *time.Time
	CreatedAt   time.Time
	UpdatedAt   time.Time
}

// numbered writes the number of a case as people say it.
func numbered(year int, n int64) string { return fmt.Sprintf("C-%04d-%06d", year, n) }

// Holds is true while the result of the attempt is held.
func (c Case) Holds() bool { return c.HoldSince != nil && c.HoldLifted == nil }

// resting is the state to which a declined proposal goes back.
func (c Case) resting() State {
	if c.Holds() {
		return Held
	}
	return Open
}

// shown is true once the person concerned sees the case: their own reports at once, others when they begin to touch them.
func (c Case) shown() bool {
	if c.Origin == ByCandidate || c.Kind != Integrity || c.HoldSince != nil {
		return true
	}
	return slices.Contains([]State{Decided, Notified, Appealed, Final}, c.State)
}

// party holds for who must not judge: the person concerned, and who reported what they saw themselves.
func (c Case) party(personID string) bool {
	return personID == c.PersonID || c.Origin == ByPerson && personID == c.OpenedBy
}

// appealable is true while the person concerned may appeal: a decision, or that what they reported was turned down.
func (c Case) appealable(at time.Time) bool {
	return (c.State == Notified || c.State == Dismissed && c.Origin == ByCandidate) && c.AppealUntil != nil && at.Before(*c.AppealUntil)
}

// due is true when the window went by without an appeal.
func (c Case) due(at time.Time) bool {
	return c.State == Notified && c.AppealUntil != nil && !at.Before(*c.AppealUntil)
}

// Report opens a case. Source names what it came from once and for all; a second report of the same source is the same case.
type Report struct {
	Kind      Kind
	Origin    Origin
	Source    string
	PersonID  string
	AttemptID string
	ExamKey   string
	Position  int
	Summary   string
}

// Entry is a line of the history. Shown ones the person concerned may read.
type Entry struct {
	Kind  string
	Actor string
	Text  string
	Shown bool
	At    time.Time
}
