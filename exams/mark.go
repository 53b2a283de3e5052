package exams

import (
	"fmt"
	"math/big"
	"regexp"
	"time"

	"laurel/exams/items"
	"laurel/exams/scoring"
)

// Mark is what people or a lab say that the answer at a position is worth: a part of its point, as 3/4. Ref says where that is on record.
type Mark struct {
	AttemptID string
	Position  int
	Fraction  string
	Ref       string
}

var quotient = regexp.MustCompile(`^\d{1,18}(/\d{1,18})?$`)

// check gives the mark with its fraction in lowest terms.
func (m Mark) check() (Mark, error) {
	if !quotient.MatchString(m.Fraction) {
		return m, ErrFraction
	}
	f, ok := new(big.Rat).SetString(m.Fraction)
	if !ok || f.Sign() < 0 || f.Cmp(big.NewRat(1, 1)) > 0 {
		return m, ErrFraction
	}
	m.Fraction = f.RatString()
	return m, nil
}

// markedElsewhere holds for items that no key scores.
func markedElsewhere(t items.Type) bool { return items.ByPeople(t) }

// answers holds for a response that says something.
func (r Response) answers() bool { return r.Response != "" && r.Response != items.Cleared }

// awaits holds for an answer whose mark is missing. What was not answered is worth nothing at once.
//
// Nor does anything wait for an item that is not scored.
func awaits(s Slot, r Response) bool {
	return !s.Pretest && markedElsewhere(s.Type) && r.answers() && r.Mark == ""
}

// marked gives what a marked answer earns; nothing while its mark is missing.
func (r Response) marked() (*big.Rat, error) {
	if r.Mark == "" || !r.answers() {
		return scoring.Wrong(), nil
	}
	f, ok := new(big.Rat).SetString(r.Mark)
	if !ok {
		return nil, fmt.Errorf("the mark at position %d cannot be read", r.Position)
	}
	return f, nil
}

// due lists what people and labs have to mark.
func due(a Attempt, slots []Slot, responses []Response, at time.Time) []MarkingDue {
	answered := map[int]Response{}
	for _, r := range responses {
		answered[r.Position] = r
	}
	var out []MarkingDue
	for _, s := range slots {
		if awaits(s, answered[s.Position]) {
			out = append(out, MarkingDue{
				AttemptID: a.ID, ExamKey: a.ExamKey, Position: s.Position, ItemID: s.ItemID, ItemVersionID: s.ItemVersionID, Type: string(s.Type), At: at,
			})
		}
	}
	return out
}
