package exams

import "time"

// Regrade is a proposed key, or the line that a conversion draws for a form, with what it would change, and what it changed.
type Regrade struct {
	ID            string
	Kind          RegradeKind
	ItemVersionID string // of a line: the conversion
	KeyNumber     int    // of a line: 0
	FormID        string // of a line
	FormCut       string // of a line: on the form's own points, as it was when it was asked for
	State         RegradeState
	Outlook       Outlook `gorm:"serializer:json"`
	Changed       int     // attempts that got another result
	CreatedBy     string
	CreatedAt     time.Time
	DecidedBy     string
	DecidedAt     *time.Time
	FinishedAt    *time.Time
	ItemID        string `gorm:"-"`
	Stem          string `gorm:"-"` // how the item begins
}

// RegradeKind says what is called into question.
type RegradeKind string

// The kinds of a regrade.
const (
	RegradeKey  RegradeKind = "key"
	RegradeLine RegradeKind = "line"
)

// redrawn gives an attempt the line of the regrade; a key leaves the line where it is.
func (r *Regrade) redrawn(a Attempt) Attempt {
	if r != nil && r.Kind == RegradeLine {
		a.Policy.Scoring.FormCut = r.FormCut
	}
	return a
}

// RegradeState is how far a regrade is.
type RegradeState string

// The states of a regrade.
const (
	RegradeLooking  RegradeState = "looking"  // the outlook is being computed
	RegradeReady    RegradeState = "ready"    // it waits for a second person
	RegradeApplying RegradeState = "applying" // the key is adopted, results follow one by one
	RegradeApplied  RegradeState = "applied"
	RegradeDeclined RegradeState = "declined"
)

// Outlook is what a key would change before anybody adopts it.
type Outlook struct {
	Attempts     int           `json:"attempts" doc:"Graded attempts that met the item"`
	Scores       int           `json:"scores" doc:"How many get other points"`
	Kept         int           `json:"kept" doc:"How many would be lower and stay, because the exam takes nothing away"`
	Flips        []Flip        `json:"flips" nullable:"false" doc:"Every decision that turns"`
	Credentials  []Turn        `json:"credentials" nullable:"false" doc:"Credentials that are won or fall"`
	Consequences []Consequence `json:"consequences" nullable:"false" doc:"Headcounts, qualifications and standings that move"`
}

// Flip is a decision that turns.
type Flip struct {
	AttemptID  string `json:"attempt"`
	PersonID   string `json:"person"`
	ExamKey    string `json:"exam"`
	From       string `json:"from" enum:"pass,fail"`
	To         string `json:"to" enum:"pass,fail"`
	ScaledFrom int    `json:"scaled_from"`
	ScaledTo   int    `json:"scaled_to"`

	Certification string `json:"certification,omitempty"`
}

// Turn is a credential that is won, or one that falls.
type Turn struct {
	PersonID      string `json:"person"`
	Certification string `json:"certification"`
	Credential    string `json:"credential,omitempty" doc:"The one that falls"`
	Won           bool   `json:"won"`
}

// Consequence is what would change for a partner.
type Consequence struct {
	PartnerID string `json:"partner"`
	What      string `json:"what" enum:"headcount,qualification,standing"`
	Key       string `json:"key"`
	From      string `json:"from"`
	To        string `json:"to"`
}

// compared tells what another result means for an attempt: whether the points differ, and whether the decision turns. Where the
// exam takes nothing away, a lower result changes nothing and is kept.
func compared(a Attempt, was, now Result) (differs, kept bool, flip *Flip) {
	if was.Raw == now.Raw && was.Decision == now.Decision && was.ScaledScore == now.ScaledScore {
		return false, false, nil
	}
	if a.Policy.NeverLower && now.ScaledScore < was.ScaledScore {
		return true, true, nil
	}
	if was.Decision != now.Decision {
		flip = &Flip{
			AttemptID: a.ID, PersonID: a.PersonID, ExamKey: a.ExamKey, From: was.Decision, To: now.Decision, ScaledFrom: was.ScaledScore, ScaledTo: now.ScaledScore,
			Certification: a.Policy.Certification,
		}
	}
	return true, false, flip
}
