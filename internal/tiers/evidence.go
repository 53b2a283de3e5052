package tiers

import "time"

// Attestation is evidence of a kind, such as a case study; it counts once another person has approved it.
type Attestation struct {
	ID, PartnerID, Kind, Note, File string
	ValidFrom                       time.Time
	ValidUntil                      *time.Time
	CreatedAt                       time.Time
	CreatedBy                       string
	ApprovedAt                      *time.Time
	ApprovedBy                      string
}

// Application asks for a tier, or, as an invitation, offers it.
type Application struct {
	ID, PartnerID, Program, Tier, Kind, State, Reason string
	CreatedAt                                         time.Time
	CreatedBy                                         string
	DecidedAt                                         *time.Time
	DecidedBy                                         string
}
