package marking

import (
	"strconv"

	"laurel/internal/fault"
)

// Mode is how many people mark.
type Mode string

// The modes.
const (
	Single      Mode = "single"
	DoubleBlind Mode = "double_blind"
)

// Scope is what a rule is for. The rule of an item goes before that of an exam.
type Scope string

// The scopes.
const (
	OfExam Scope = "exam"
	OfItem Scope = "item"
)

// Rule says how responses are marked: by one, or by two who know nothing of each other. Two marks that differ by more than
// Tolerance points go to a third person.
type Rule struct {
	Scope     Scope
	Subject   string
	Mode      Mode
	Tolerance int
	Version   int64
}

// ETag names a version.
func (r Rule) ETag() string { return strconv.FormatInt(r.Version, 10) }

// standard is the rule where none is written.
func standard() Rule { return Rule{Mode: Single} }

func (r Rule) check() []fault.Field {
	var faults []fault.Field
	if r.Mode != Single && r.Mode != DoubleBlind {
		faults = append(faults, wrong("mode", "unknown_mode", "The mode is single or double_blind."))
	}
	if r.Tolerance < 0 || r.Tolerance > mostCriteria*mostPoints {
		faults = append(faults, wrong("tolerance_points", "range", "Give the points by which two marks may differ, 0 or more."))
	}
	return faults
}

// kinds of task that a work begins with.
func (r Rule) kinds() []Kind {
	if r.Mode == DoubleBlind {
		return []Kind{First, Second}
	}
	return []Kind{First}
}
