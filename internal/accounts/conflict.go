package accounts

import "time"

// The states of a conflict.
const (
	ConflictOpen     = "open"
	ConflictResolved = "resolved"
)

// keptBoth is the word for a conflict that was none.
const keptBoth = "both"

// Conflict is one person whom two partners count, where only one may.
type Conflict struct {
	ID                string
	PersonID          string
	PersonName        string
	Program           string // whose rule it is; empty where one partner says that the person works for it alone
	FirstAffiliation  string
	FirstPartner      string
	FirstName         string
	SecondAffiliation string
	SecondPartner     string
	SecondName        string
	State             string
	Kept              string
	Reason            string
	OpenedAt          time.Time
	ResolvedAt        *time.Time
}

// sides are both, as a fact tells them.
func (c Conflict) sides() []ConflictSide {
	return []ConflictSide{{c.FirstPartner, c.FirstAffiliation}, {c.SecondPartner, c.SecondAffiliation}}
}

func (c Conflict) fact(at time.Time) AffiliationConflict {
	return AffiliationConflict{ConflictID: c.ID, PersonID: c.PersonID, Program: c.Program, State: c.State, Kept: c.Kept, Sides: c.sides(), At: at}
}

// other is the affiliation that stands against one of the two.
func (c Conflict) other(kept string) (string, bool) {
	switch kept {
	case c.FirstAffiliation:
		return c.SecondAffiliation, true
	case c.SecondAffiliation:
		return c.FirstAffiliation, true
	}
	return "", kept == keptBoth
}
