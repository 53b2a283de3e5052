package labs

// SessionDue says that something is to be done for a session: prepare it, or grade it.
type SessionDue struct {
	SessionID string `json:"session_id"`
}

// FactName names the fact.
func (SessionDue) FactName() string { return "labs.session_due" }

// Graded says what a lab is worth, as a part of its points.
type Graded struct {
	AttemptID string `json:"attempt_id"`
	Position  int    `json:"position"`
	Fraction  string `json:"fraction"`
	Ref       string `json:"ref"`
}

// FactName names the fact.
func (Graded) FactName() string { return "labs.graded" }

// PeopleDue says that people have to mark a lab, because it is made so or because nothing else could.
type PeopleDue struct {
	AttemptID string `json:"attempt_id"`
	Position  int    `json:"position"`
}

// FactName names the fact.
func (PeopleDue) FactName() string { return "labs.people_due" }
