package exams

import "time"

// ExamPublished says that candidates meet a new version of an exam.
type ExamPublished struct {
	ExamKey          string `json:"exam_key"`
	Title            string `json:"title"`
	CertificationKey string `json:"certification_key"`
}

// FactName names the fact.
func (ExamPublished) FactName() string { return "exams.exam_published" }

// AttemptPassed says that a person passed an exam. At is when the attempt ended. Result is the number of the result that says so: of
// two words about one attempt that of the higher number is the last.
type AttemptPassed struct {
	AttemptID        string    `json:"attempt_id"`
	PersonID         string    `json:"person_id"`
	ExamKey          string    `json:"exam_key"`
	CertificationKey string    `json:"certification_key"`
	ScaledScore      int       `json:"scaled_score"`
	Result           int       `json:"result"`
	At               time.Time `json:"at"`
}

// FactName names the fact.
func (AttemptPassed) FactName() string { return "exams.attempt_passed" }

// ResultReleased says that a candidate may know the result.
type ResultReleased struct {
	AttemptID string    `json:"attempt_id"`
	PersonID  string    `json:"person_id"`
	ExamKey   string    `json:"exam_key"`
	ExamTitle string    `json:"exam_title"`
	Decision  string    `json:"decision"`
	At        time.Time `json:"at"`
}

// FactName names the fact.
func (ResultReleased) FactName() string { return "exams.result_released" }

// MarkingDue says that people or a lab have to mark an answer of a closed attempt.
type MarkingDue struct {
	AttemptID     string    `json:"attempt_id"`
	ExamKey       string    `json:"exam_key"`
	Position      int       `json:"position"`
	ItemID        string    `json:"item_id"`
	ItemVersionID string    `json:"item_version_id"`
	Type          string    `json:"type"`
	At            time.Time `json:"at"`
}

// FactName names the fact.
func (MarkingDue) FactName() string { return "exams.marking_due" }

// AttemptHeld says that the result of an attempt is held, or no longer. The higher Version is the last word.
type AttemptHeld struct {
	AttemptID        string    `json:"attempt_id"`
	PersonID         string    `json:"person_id"`
	CertificationKey string    `json:"certification_key"`
	Held             bool      `json:"held"`
	Version          int64     `json:"version"`
	At               time.Time `json:"at"`
}

// FactName names the fact.
func (AttemptHeld) FactName() string { return "exams.attempt_held" }

// Why a pass was withdrawn.
const (
	WithdrawnVoided   = "voided"
	WithdrawnRegraded = "regraded"
	WithdrawnExternal = "external_withdrawn"
)

// PassWithdrawn says that a pass counts as never won. AttemptID is the source of what was awarded for it: the attempt, or the
// result from outside. Case is the number of the case that decided it, if one did. Result is the number of the
// result that takes the pass away, and none where it is taken away for good.
type PassWithdrawn struct {
	AttemptID        string    `json:"attempt_id"`
	PersonID         string    `json:"person_id"`
	ExamKey          string    `json:"exam_key"`
	CertificationKey string    `json:"certification_key"`
	Reason           string    `json:"reason"`
	Case             string    `json:"case,omitempty"`
	Result           int       `json:"result,omitempty"`
	At               time.Time `json:"at"`
}

// FactName names the fact.
func (PassWithdrawn) FactName() string { return "exams.pass_withdrawn" }

// ExternalPassed says that a person passed an exam that somebody else delivered. At is when it was taken.
type ExternalPassed struct {
	ResultID         string    `json:"result_id"`
	PersonID         string    `json:"person_id"`
	ExamKey          string    `json:"exam_key"`
	CertificationKey string    `json:"certification_key"`
	Source           string    `json:"source"`
	SourceRef        string    `json:"source_ref"`
	ScaledScore      *int      `json:"scaled_score"`
	At               time.Time `json:"at"`
}

// FactName names the fact.
func (ExternalPassed) FactName() string { return "exams.external_passed" }

// ExternalIncident says that something went wrong in a sitting elsewhere.
type ExternalIncident struct {
	ResultID string    `json:"result_id"`
	PersonID string    `json:"person_id"`
	ExamKey  string    `json:"exam_key"`
	Source   string    `json:"source"`
	Incident string    `json:"incident"`
	At       time.Time `json:"at"`
}

// FactName names the fact.
func (ExternalIncident) FactName() string { return "exams.external_incident" }
