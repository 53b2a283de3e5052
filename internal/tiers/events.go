package tiers

import "time"

// HeadcountChanged says that the number of certified people of a partner moved; it is appended only then.
type HeadcountChanged struct {
	PartnerID        string    `json:"partner_id"`
	ExternalID       string    `json:"external_id"`
	CertificationKey string    `json:"certification_key"`
	Count            int       `json:"count"`
	Previous         int       `json:"previous"`
	Sequence         int64     `json:"sequence"`
	At               time.Time `json:"at"`
}

// FactName is the name under which the fact is kept.
func (HeadcountChanged) FactName() string { return "tiers.headcount_changed" }

// QualificationChanged says that the answer for one tier turned over.
type QualificationChanged struct {
	PartnerID  string    `json:"partner_id"`
	ExternalID string    `json:"external_id"`
	Program    string    `json:"program"`
	Version    string    `json:"version"`
	Target     string    `json:"target"`
	Result     string    `json:"result"`
	Previous   string    `json:"previous"` // empty: first evaluation
	Sequence   int64     `json:"sequence"`
	At         time.Time `json:"at"`
}

// FactName is the name under which the fact is kept.
func (QualificationChanged) FactName() string { return "tiers.qualification_changed" }

// StandingProposed asks somebody to decide.
type StandingProposed struct {
	ProposalID string    `json:"proposal_id"`
	PartnerID  string    `json:"partner_id"`
	ExternalID string    `json:"external_id"`
	Program    string    `json:"program"`
	From       string    `json:"from"`
	To         string    `json:"to"`
	Reason     string    `json:"reason"`
	Sequence   int64     `json:"sequence"`
	At         time.Time `json:"at"`
}

// FactName is the name under which the fact is kept.
func (StandingProposed) FactName() string { return "tiers.standing_proposed" }

// StandingChanged says that a partner moved, or, with From and To alike, that a grace period began or ended.
type StandingChanged struct {
	PartnerID  string     `json:"partner_id"`
	ExternalID string     `json:"external_id"`
	Program    string     `json:"program"`
	From       string     `json:"from"`
	To         string     `json:"to"`
	Kind       string     `json:"kind"`
	Reason     string     `json:"reason"`
	GraceUntil *time.Time `json:"grace_until"`
	Sequence   int64      `json:"sequence"`
	At         time.Time  `json:"at"`
}

// FactName is the name under which the fact is kept.
func (StandingChanged) FactName() string { return "tiers.standing_changed" }

// ProgramPublished leads to the settling of everybody who takes part.
type ProgramPublished struct {
	Program       string    `json:"program"`
	Version       string    `json:"version"`
	EffectiveFrom time.Time `json:"effective_from"`
	At            time.Time `json:"at"`
}

// FactName is the name under which the fact is kept.
func (ProgramPublished) FactName() string { return "tiers.program_published" }

// HeadcountExpiring says that somebody counted will soon not count any more. It is appended once for each person and each of
// the three periods; people who come near together share one.
type HeadcountExpiring struct {
	PartnerID        string    `json:"partner_id"`
	ExternalID       string    `json:"external_id"`
	CertificationKey string    `json:"certification_key"`
	Within           string    `json:"within"` // P30D, P60D or P90D
	Count            int       `json:"count"`  // of all who stop counting within it, as headcounts say
	FirstOn          string    `json:"first_on"`
	At               time.Time `json:"at"`
}

// FactName is the name under which the fact is kept.
func (HeadcountExpiring) FactName() string { return "tiers.headcount_expiring" }

// ExportOrdered says that a file waits to be made.
type ExportOrdered struct {
	ExportID string `json:"export_id"`
}

// FactName is the name under which the fact is kept.
func (ExportOrdered) FactName() string { return "tiers.export_ordered" }
