package labs

import (
	"time"

	"laurel/internal/labs/checks"
)

// DefinitionView is what a lab asks, to those who write it.
type DefinitionView struct {
	Item      string      `json:"item"`
	Version   int         `json:"version"`
	Lab       Document    `json:"lab"`
	CreatedAt time.Time   `json:"created_at"`
	CreatedBy string      `json:"created_by"`
	State     ReviewState `json:"state" enum:"in_review,approved,declined" doc:"Labs are opened under an approved version only"`
	Comment   string      `json:"comment,omitempty" doc:"Of who declined it"`
}

func viewDefinition(d Definition) DefinitionView {
	if d.Document.Tasks == nil {
		d.Document.Tasks = []Task{}
	}
	return DefinitionView{d.ItemID, d.Version, d.Document, d.CreatedAt, d.CreatedBy, d.State, d.Comment}
}

// SessionView is a lab as its candidate sees it: where it is and what was handed in, and nothing of how it is checked.
type SessionView struct {
	ID         string            `json:"id"`
	Attempt    string            `json:"attempt"`
	Position   int               `json:"position"`
	State      State             `json:"state" enum:"requested,provisioning,ready,handed_in,grading,graded,marking,failed"`
	Connection map[string]string `json:"connection"`
	Text       string            `json:"text"`
	CreatedAt  time.Time         `json:"created_at"`
	ReadyAt    *time.Time        `json:"ready_at"`
	HandedInAt *time.Time        `json:"handed_in_at"`
	Grade      *GradeView        `json:"grade,omitempty" doc:"For the vendor's people only"`
}

// GradeView is how a lab went. It never leaves to candidates.
type GradeView struct {
	Exam     string         `json:"exam"`
	Item     string         `json:"item"`
	Fraction string         `json:"fraction,omitempty"`
	Reason   string         `json:"reason,omitempty"`
	Detail   string         `json:"detail,omitempty"`
	Tries    int            `json:"tries"`
	NextAt   *time.Time     `json:"next_at"`
	EndedAt  *time.Time     `json:"ended_at"`
	Checks   []checks.Check `json:"checks"`
	Tasks    []Earned       `json:"tasks"`
}

func viewSession(x Session) SessionView {
	v := SessionView{
		ID: x.ID, Attempt: x.AttemptID, Position: x.Position, State: x.State, Connection: x.Connection, Text: x.Work, CreatedAt: x.CreatedAt, ReadyAt: x.ReadyAt, HandedInAt: x.HandedInAt,
	}
	if v.Connection == nil {
		v.Connection = map[string]string{}
	}
	return v
}

// viewRecord is a session for those who keep watch. The way in stays the candidate's.
func viewRecord(x Session) SessionView {
	v := viewSession(x)
	v.Connection = map[string]string{}
	v.Grade = &GradeView{
		Exam: x.ExamKey, Item: x.ItemID, Fraction: x.Fraction, Reason: x.Reason, Detail: x.Detail, Tries: x.Tries, NextAt: x.NextAt, EndedAt: x.EndedAt,
		Checks: append([]checks.Check{}, x.Checks...), Tasks: append([]Earned{}, x.Tasks...),
	}
	return v
}
