package accounts

import "time"

// InvitationCreated leads to the letter with the link.
type InvitationCreated struct {
	InvitationID string `json:"invitation_id"`
}

// FactName is the name under which the fact is kept.
func (InvitationCreated) FactName() string { return "accounts.invitation_created" }

// PasswordResetRequested is kept for known and unknown addresses alike: whether a letter goes out is
// found when it is written, so that the request cannot be timed.
type PasswordResetRequested struct {
	ResetID string `json:"reset_id"`
}

// FactName is the name under which the fact is kept.
func (PasswordResetRequested) FactName() string { return "accounts.password_reset_requested" }

// PersonChanged carries the whole person; keepers write only a higher Version.
type PersonChanged struct {
	PersonID string `json:"person_id"`
	Name     string `json:"name"`
	Email    string `json:"email"`
	Country  string `json:"country"`
	Version  int64  `json:"version"`
}

// FactName is the name under which the fact is kept.
func (PersonChanged) FactName() string { return "accounts.person_changed" }

// PartnerChanged carries the whole partner; keepers write only a higher Version.
type PartnerChanged struct {
	PartnerID  string    `json:"partner_id"`
	ExternalID string    `json:"external_id"`
	Name       string    `json:"name"`
	Country    string    `json:"country"`
	ParentID   string    `json:"parent_id"`
	Programs   []string  `json:"programs"`
	JoinedAt   time.Time `json:"joined_at"`
	Version    int64     `json:"version"`
}

// FactName is the name under which the fact is kept.
func (PartnerChanged) FactName() string { return "accounts.partner_changed" }

// AffiliationChanged carries the whole affiliation. It holds in [From, To); an end that lies ahead leaves
// the state confirmed with To set.
type AffiliationChanged struct {
	AffiliationID      string     `json:"affiliation_id"`
	PersonID           string     `json:"person_id"`
	PartnerID          string     `json:"partner_id"`
	Employment         string     `json:"employment"`
	Roles              []string   `json:"roles"`
	JobRoles           []string   `json:"job_roles"`
	State              string     `json:"state"`
	ConfirmedByPerson  bool       `json:"confirmed_by_person"`
	ConfirmedByPartner bool       `json:"confirmed_by_partner"`
	From               *time.Time `json:"from"`
	To                 *time.Time `json:"to"`
	Basis              string     `json:"basis"`
	Version            int64      `json:"version"`
	At                 time.Time  `json:"at"`
}

// FactName is the name under which the fact is kept.
func (AffiliationChanged) FactName() string { return "accounts.affiliation_changed" }

// PasswordChanged leads to a notice to the person.
type PasswordChanged struct {
	PersonID string    `json:"person_id"`
	At       time.Time `json:"at"`
}

// FactName is the name under which the fact is kept.
func (PasswordChanged) FactName() string { return "accounts.password_changed" }

// SessionReused says that a refresh token came a second time after the grace; the session was ended.
type SessionReused struct {
	SessionID string    `json:"session_id"`
	PersonID  string    `json:"person_id"`
	At        time.Time `json:"at"`
}

// FactName is the name under which the fact is kept.
func (SessionReused) FactName() string { return "accounts.session_reused" }

// MailProofAsked leads to the letter with the code.
type MailProofAsked struct {
	ProofID string `json:"proof_id"`
}

// FactName is the name under which the fact is kept.
func (MailProofAsked) FactName() string { return "accounts.mail_proof_asked" }

// What happened to an address of a person.
const (
	MailAdded   = "added"
	MailFirst   = "made_first"
	MailRemoved = "removed"
)

// MailChanged leads to a notice: to the address Told when it is given, which letters no longer go to, or else to the first one.
type MailChanged struct {
	PersonID string    `json:"person_id"`
	What     string    `json:"what"`
	Told     string    `json:"told,omitempty"`
	At       time.Time `json:"at"`
}

// FactName is the name under which the fact is kept.
func (MailChanged) FactName() string { return "accounts.mail_changed" }

// DomainProofAsked leads to the letter with the code, where the proof is one.
type DomainProofAsked struct {
	DomainID string `json:"domain_id"`
}

// FactName is the name under which the fact is kept.
func (DomainProofAsked) FactName() string { return "accounts.domain_proof_asked" }

// ConflictSide is one partner's hold on a person.
type ConflictSide struct {
	PartnerID     string `json:"partner_id"`
	AffiliationID string `json:"affiliation_id"`
}

// AffiliationConflict says that two partners count one person, or that it was resolved. Each side is told of itself only.
type AffiliationConflict struct {
	ConflictID string         `json:"conflict_id"`
	PersonID   string         `json:"person_id"`
	Program    string         `json:"program"`
	State      string         `json:"state"`
	Kept       string         `json:"kept"`
	Sides      []ConflictSide `json:"sides"`
	At         time.Time      `json:"at"`
}

// FactName is the name under which the fact is kept.
func (AffiliationConflict) FactName() string { return "accounts.affiliation_conflict" }

// PersonMerged says that two accounts are one person from now on: what is From's counts for Into. Undone takes it back.
type PersonMerged struct {
	MergeID  string    `json:"merge_id"`
	FromID   string    `json:"from_id"`
	IntoID   string    `json:"into_id"`
	Partners []string  `json:"partners"`
	At       time.Time `json:"at"`
}

// FactName is the name under which the fact is kept.
func (PersonMerged) FactName() string { return "accounts.person_merged" }

// PersonUnmerged says that a merge was undone.
type PersonUnmerged struct {
	MergeID  string    `json:"merge_id"`
	FromID   string    `json:"from_id"`
	IntoID   string    `json:"into_id"`
	Partners []string  `json:"partners"`
	At       time.Time `json:"at"`
}

// FactName is the name under which the fact is kept.
func (PersonUnmerged) FactName() string { return "accounts.person_unmerged" }
