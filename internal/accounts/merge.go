package accounts

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"database/sql/driver"
)

// undoable is how long a merge can be taken back.
const undoable = 30 * 24 * time.Hour

const mergedReason = "Two accounts of one person were merged"

// Merge made the account From a part of the account Into. Mails are the addresses that moved.
type Merge struct {
	ID        string
	FromID    string
	IntoID    string
	Reason    string
	FromEmail string
	FromState string
	Mails     Words
	Moved     Moves
	MadeBy    string
	MadeAt    time.Time
	UndoUntil time.Time
	UndoneAt  *time.Time
	UndoneBy  string
}

// Move is an affiliation as it was before a merge, and the version that the merge gave it.
type Move struct {
	Before  Affiliation
	Version int64
}

// Moves is a list that is kept as JSON in one column.
type Moves []Move

// Value writes the list for the database.
func (m Moves) Value() (driver.Value, error) {
	text, err := json.Marshal([]Move(m))
	return string(text), err
}

// Scan reads the list from the database.
func (m *Moves) Scan(value any) error {
	switch v := value.(type) {
	case string:
		return json.Unmarshal([]byte(v), m)
	case []byte:
		return json.Unmarshal(v, m)
	}
	return fmt.Errorf("moved affiliations are kept as text, not %T", value)
}

// mergeable says what stands between two accounts and their merge.
func mergeable(from, into Person) error {
	switch {
	case from.ID == into.ID:
		return ErrMergeSelf
	case from.MergedInto != "":
		return ErrMerged.And("into", from.MergedInto)
	case into.MergedInto != "":
		return ErrMerged.And("into", into.MergedInto)
	case from.Staff() || into.Staff():
		return ErrMergeStaff
	case into.State != Active:
		return ErrMergeClosed.And("state", into.State)
	}
	return nil
}

// change is an affiliation before and after.
type change struct{ before, after Affiliation }

// unite says what becomes of open affiliations when one account's come to another: they move, but where both are tied to one partner the
// stronger tie stays, with the rights of both, and the other one ends. What ends stands first: only one may be open at a time.
func unite(into string, theirs, own []Affiliation, now time.Time) []change {
	var ends, moves []change
	for _, a := range theirs {
		if a.Over(now) {
			continue
		}
		i := slices.IndexFunc(own, func(b Affiliation) bool { return b.PartnerID == a.PartnerID })
		moved := a
		moved.PersonID = into
		if i < 0 {
			moves = append(moves, change{a, moved})
			continue
		}
		stay, goes := change{own[i], own[i]}, a
		if a.stronger(own[i], now) {
			stay, goes = change{a, moved}, own[i]
		}
		if goes.State == Confirmed && !goes.Over(now) {
			stay.after.Roles, stay.after.JobRoles = tidy(append(slices.Clone(stay.after.Roles), goes.Roles...)), tidy(append(slices.Clone(stay.after.JobRoles), goes.JobRoles...))
		}
		ends = append(ends, change{goes, goes.merged(now)})
		moves = append(moves, stay)
	}
	return append(ends, moves...)
}

// stronger holds for the tie that gives rights where the other does not, or for the older one.
func (a Affiliation) stronger(b Affiliation, now time.Time) bool {
	if b.Over(now) || a.Current(now) != b.Current(now) {
		return b.Over(now) || a.Current(now)
	}
	return a.ValidFrom != nil && (b.ValidFrom == nil || a.ValidFrom.Before(*b.ValidFrom))
}

// merged is an affiliation that ends because another one of the same person with the partner goes on.
func (a Affiliation) merged(now time.Time) Affiliation {
	if a.Over(now) {
		a.State = Ended
		return a
	}
	to := now
	if a.ValidFrom != nil && a.ValidFrom.After(now) {
		to = *a.ValidFrom
	}
	a.State, a.ValidTo, a.EndReason = Ended, &to, mergedReason
	return a
}

// restored is the affiliation as it was before the merge, when nobody touched it since; else it goes back as it is now.
func (m Move) restored(now Affiliation) Affiliation {
	after := m.Before
	if now.Version != m.Version {
		after = now
		after.PersonID = m.Before.PersonID
	}
	after.Version = now.Version
	return after
}

func (m Merge) partners() []string {
	found := []string{}
	for _, move := range m.Moved {
		found = append(found, move.Before.PartnerID)
	}
	return tidy(found)
}
