package badges

import "time"

// CertificationChanged carries what others keep of a certification; keepers write only a higher Version.
type CertificationChanged struct {
	Key         string       `json:"key"`
	Title       string       `json:"title"`
	Level       string       `json:"level"`
	Family      string       `json:"family"`
	Roles       []string     `json:"roles"`
	Implies     []string     `json:"implies"`
	Equivalents []Equivalent `json:"equivalents"`
	RetiredOn   *string      `json:"retired_on"`
	CountsUntil *string      `json:"counts_until"`
	Version     int64        `json:"version"`
}

// FactName is the name under which the fact is kept.
func (CertificationChanged) FactName() string { return "badges.certification_changed" }

// CredentialIssued is true once the signed bytes are kept. Source is the id of what earned it.
type CredentialIssued struct {
	CredentialID       string     `json:"credential_id"`
	PersonID           string     `json:"person_id"`
	CertificationKey   string     `json:"certification_key"`
	CertificationTitle string     `json:"certification_title"`
	Level              string     `json:"level"`
	Family             string     `json:"family"`
	Roles              []string   `json:"roles"`
	AwardedAt          time.Time  `json:"awarded_at"`
	ValidFrom          time.Time  `json:"valid_from"`
	ValidUntil         *time.Time `json:"valid_until"`
	Source             string     `json:"source"`
	Renews             string     `json:"renews"`
	Version            int64      `json:"version"`
}

// FactName is the name under which the fact is kept.
func (CredentialIssued) FactName() string { return "badges.credential_issued" }

// CredentialRevoked is final.
type CredentialRevoked struct {
	CredentialID     string    `json:"credential_id"`
	PersonID         string    `json:"person_id"`
	CertificationKey string    `json:"certification_key"`
	Reason           string    `json:"reason"`
	At               time.Time `json:"at"`
	Version          int64     `json:"version"`
}

// FactName is the name under which the fact is kept.
func (CredentialRevoked) FactName() string { return "badges.credential_revoked" }

// CredentialHeld says that a credential does not count at present, or counts again. It says no cause. A credential that is held when
// it is issued is told of in both facts.
type CredentialHeld struct {
	CredentialID     string    `json:"credential_id"`
	PersonID         string    `json:"person_id"`
	CertificationKey string    `json:"certification_key"`
	Held             bool      `json:"held"`
	At               time.Time `json:"at"`
	Version          int64     `json:"version"`
}

// FactName is the name under which the fact is kept.
func (CredentialHeld) FactName() string { return "badges.credential_held" }

// CredentialExpired says that the end of validity has passed; At is that end.
type CredentialExpired struct {
	CredentialID     string    `json:"credential_id"`
	PersonID         string    `json:"person_id"`
	CertificationKey string    `json:"certification_key"`
	At               time.Time `json:"at"`
	Version          int64     `json:"version"`
}

// FactName is the name under which the fact is kept.
func (CredentialExpired) FactName() string { return "badges.credential_expired" }

// CertificateRendered says that the files can be had.
type CertificateRendered struct {
	CredentialID string `json:"credential_id"`
	PersonID     string `json:"person_id"`
}

// FactName is the name under which the fact is kept.
func (CertificateRendered) FactName() string { return "badges.certificate_rendered" }
