package cases

import "time"

// HoldPlaced says that the result of an attempt is to be held.
type HoldPlaced struct {
	Number    string    `json:"number"`
	AttemptID string    `json:"attempt_id"`
	PersonID  string    `json:"person_id"`
	At        time.Time `json:"at"`
}

// FactName names the fact.
func (HoldPlaced) FactName() string { return "cases.hold_placed" }

// HoldLifted says that this case holds the result no longer.
type HoldLifted struct {
	Number    string    `json:"number"`
	AttemptID string    `json:"attempt_id"`
	PersonID  string    `json:"person_id"`
	At        time.Time `json:"at"`
}

// FactName names the fact.
func (HoldLifted) FactName() string { return "cases.hold_lifted" }

// CaseDecided says that two people have decided, and the person concerned is to be written to.
type CaseDecided struct {
	Number   string    `json:"number"`
	PersonID string    `json:"person_id"`
	At       time.Time `json:"at"`
}

// FactName names the fact.
func (CaseDecided) FactName() string { return "cases.case_decided" }

// CaseClosed says that nothing more will happen in a case of which the person concerned knows.
type CaseClosed struct {
	Number   string    `json:"number"`
	PersonID string    `json:"person_id"`
	At       time.Time `json:"at"`
}

// FactName names the fact.
func (CaseClosed) FactName() string { return "cases.case_closed" }

// AttemptVoided says that an attempt is annulled.
type AttemptVoided struct {
	Number    string    `json:"number"`
	AttemptID string    `json:"attempt_id"`
	PersonID  string    `json:"person_id"`
	At        time.Time `json:"at"`
}

// FactName names the fact.
func (AttemptVoided) FactName() string { return "cases.attempt_voided" }

// CredentialCondemned says that a credential is to be revoked.
type CredentialCondemned struct {
	Number       string    `json:"number"`
	CredentialID string    `json:"credential_id"`
	PersonID     string    `json:"person_id"`
	At           time.Time `json:"at"`
}

// FactName names the fact.
func (CredentialCondemned) FactName() string { return "cases.credential_condemned" }

// PersonBarred says that a person may not sit these exams until then; * is all of them.
type PersonBarred struct {
	Number   string    `json:"number"`
	PersonID string    `json:"person_id"`
	Exams    []string  `json:"exams"`
	Until    time.Time `json:"until"`
	At       time.Time `json:"at"`
}

// FactName names the fact.
func (PersonBarred) FactName() string { return "cases.person_barred" }
