package tiers

import (
	"strings"
	"time"

	"laurel/internal/tiers/rules"
)

// PartnerRef names a partner as both sides know it.
type PartnerRef struct {
	ID         string `json:"id"`
	ExternalID string `json:"external_id"`
}

// FactView is a figure as it is kept.
type FactView struct {
	ID          string     `json:"id"`
	Partner     string     `json:"partner"`
	Metric      string     `json:"metric"`
	Period      string     `json:"period"`
	Value       any        `json:"value"`
	ActiveValue any        `json:"active_value,omitempty"`
	Currency    string     `json:"currency,omitempty"`
	Source      string     `json:"source"`
	ObservedAt  time.Time  `json:"observed_at"`
	RecordedAt  time.Time  `json:"recorded_at"`
	Superseded  *time.Time `json:"superseded_at"` // a later figure for the period took its place then
}

func viewFact(r factRow) FactView {
	v := FactView{ID: r.ID, Partner: r.PartnerID, Metric: r.Metric, Period: r.Period, Value: figure(r, r.Value), Currency: r.Currency, Source: r.Source,
		ObservedAt: r.ObservedAt.UTC(), RecordedAt: r.RecordedAt.UTC(), Superseded: inUTC(r.SupersededAt)}
	if r.ActiveValue != nil {
		v.ActiveValue = figure(r, *r.ActiveValue)
	}
	return v
}

// figure is an integer, or for a number the decimal as text.
func figure(r factRow, value int64) any {
	if r.Measure == string(rules.MeasureNumber) {
		return rules.Decimal(rules.Quantity(value))
	}
	return value
}

// AttestationView is a piece of evidence.
type AttestationView struct {
	ID          string     `json:"id"`
	Partner     string     `json:"partner"`
	PartnerName string     `json:"partner_name"`
	Kind        string     `json:"kind"`
	KindTitle   string     `json:"kind_title"`
	State       string     `json:"state" enum:"pending,approved"`
	ValidFrom   time.Time  `json:"valid_from"`
	ValidUntil  *time.Time `json:"valid_until"`
	Note        string     `json:"note"`
	File        string     `json:"file"`
	CreatedAt   time.Time  `json:"created_at"`
	CreatedBy   string     `json:"created_by"`
	ApprovedAt  *time.Time `json:"approved_at"`
	ApprovedBy  string     `json:"approved_by"`
}

func viewAttestation(a Attestation, t Titles) AttestationView {
	state := "pending"
	if a.ApprovedAt != nil {
		state = "approved"
	}
	return AttestationView{ID: a.ID, Partner: a.PartnerID, PartnerName: t.partner(a.PartnerID), Kind: a.Kind, KindTitle: rules.Words(a.Kind), State: state,
		ValidFrom: a.ValidFrom.UTC(), ValidUntil: inUTC(a.ValidUntil), Note: a.Note, File: a.File, CreatedAt: a.CreatedAt.UTC(), CreatedBy: a.CreatedBy,
		ApprovedAt: inUTC(a.ApprovedAt), ApprovedBy: a.ApprovedBy}
}

// ApplicationView is an application or an invitation.
type ApplicationView struct {
	ID           string     `json:"id"`
	Partner      string     `json:"partner"`
	PartnerName  string     `json:"partner_name"`
	Program      string     `json:"program"`
	ProgramTitle string     `json:"program_title"`
	Tier         string     `json:"tier"`
	TierTitle    string     `json:"tier_title"`
	Kind         string     `json:"kind" enum:"application,invitation"`
	State        string     `json:"state" enum:"pending,accepted,declined"`
	Reason       string     `json:"reason"`
	CreatedAt    time.Time  `json:"created_at"`
	CreatedBy    string     `json:"created_by"`
	DecidedAt    *time.Time `json:"decided_at"`
	DecidedBy    string     `json:"decided_by"`
}

func viewApplication(a Application, t Titles) ApplicationView {
	return ApplicationView{ID: a.ID, Partner: a.PartnerID, PartnerName: t.partner(a.PartnerID), Program: a.Program, ProgramTitle: t.program(a.Program),
		Tier: a.Tier, TierTitle: t.tier(a.Program, a.Tier), Kind: a.Kind, State: a.State, Reason: a.Reason, CreatedAt: a.CreatedAt.UTC(), CreatedBy: a.CreatedBy,
		DecidedAt: inUTC(a.DecidedAt), DecidedBy: a.DecidedBy}
}

func some(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}

func inUTC(t *time.Time) *time.Time {
	if t == nil {
		return nil
	}
	u := t.UTC()
	return &u
}

// group names what a row stands for.
func group(r Row, groups []string) map[string]string {
	named := map[string]string{}
	for _, g := range groups {
		if g != "partner" {
			named[g] = r.value(g)
		}
	}
	return named
}

func parts(cursor string) []string {
	if cursor == "" {
		return nil
	}
	return strings.Split(cursor, "\x1f")
}
