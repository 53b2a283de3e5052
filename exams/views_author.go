package exams

import (
	"time"
)

// OverviewView is an attempt without answers and items.
type OverviewView struct {
	ID          string     `json:"id"`
	Person      string     `json:"person"`
	State       State      `json:"state"`
	StartedAt   *time.Time `json:"started_at"`
	DeadlineAt  *time.Time `json:"deadline_at"`
	ClosedAt    *time.Time `json:"closed_at"`
	CloseReason string     `json:"close_reason,omitempty"`
	Late        bool       `json:"late"`
	Decision    string     `json:"decision,omitempty"`
	ScaledScore *int       `json:"scaled_score"`
}

func viewOverview(o Overview) OverviewView {
	return OverviewView{o.ID, o.PersonID, o.State, o.StartedAt, o.DeadlineAt, o.ClosedAt, o.CloseReason, o.Late, o.Decision, o.ScaledScore}
}
