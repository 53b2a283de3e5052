package proctoring

import "time"

// SessionDue asks that an outside proctor is told of a session.
type SessionDue struct {
	SessionID string `json:"session_id"`
}

// FactName of SessionDue.
func (SessionDue) FactName() string { return "proctoring.session_due" }

// IncidentReported is what an outside proctor says to have seen. It leads to a case and to no verdict.
type IncidentReported struct {
	SessionID string    `json:"session_id"`
	EventID   string    `json:"event_id"`
	AttemptID string    `json:"attempt_id"`
	PersonID  string    `json:"person_id"`
	ExamKey   string    `json:"exam_key"`
	Severity  string    `json:"severity"`
	Note      string    `json:"note"`
	At        time.Time `json:"at"`
}

// FactName of IncidentReported.
func (IncidentReported) FactName() string { return "proctoring.incident_reported" }
