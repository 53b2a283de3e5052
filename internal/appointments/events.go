package appointments

import "time"

// Changed tells that an appointment was booked, moved or cancelled. The letter about it is written from the row.
type Changed struct {
	AppointmentID string    `json:"appointment_id"`
	PersonID      string    `json:"person_id"`
	ExamKey       string    `json:"exam_key"`
	Change        string    `json:"change"`
	Sequence      int       `json:"sequence"`
	At            time.Time `json:"at"`
}

// FactName of Changed.
func (Changed) FactName() string { return "appointments.changed" }
