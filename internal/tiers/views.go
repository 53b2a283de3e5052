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
	ID         string     `json:"id"`
	Partner    string     `json:"partner"`
	Kind       string     `json:"kind"`
	State      string     `json:"state" enum:"pending,approved"`
	ValidFrom  time.Time  `json:"valid_from"`
	ValidUntil *time.Time `json:"valid_until"`
	Note       string     `json:"note"`
	File       string     `json:"file"`
	CreatedAt  time.Time  `json:"created_at"`
	CreatedBy  string     `json:"created_by"`
	ApprovedAt *time.Time `json:"approved_at"`
	ApprovedBy string     `json:"approved_by"`
}

func viewAttestation(a Attestation) AttestationView {
	state := "pending"
	if a.ApprovedAt != nil {
		state = "approved"
	}
	return AttestationView{a.ID, a.PartnerID, a.Kind, state, a.ValidFrom.UTC(), inUTC(a.ValidUntil), a.Note, a.File, a.CreatedAt.UTC(), a.CreatedBy, inUTC(a.ApprovedAt), a.ApprovedBy}
}

// ApplicationView is an application or an invitation.
type ApplicationView struct {
	ID        string     `json:"id"`
	Partner   string     `json:"partner"`
	Program   string     `json:"program"`
	Tier      string     `json:"tier"`
	Kind      string     `json:"kind" enum:"application,invitation"`
	State     string     `json:"state" enum:"pending,accepted,declined"`
	Reason    string     `json:"reason"`
	CreatedAt time.Time  `json:"created_at"`
	CreatedBy string     `json:"created_by"`
	DecidedAt *time.Time `json:"decided_at"`
	DecidedBy string     `json:"decided_by"`
}

func viewApplication(a Application) ApplicationView {
	return ApplicationView{a.ID, a.PartnerID, a.Program, a.Tier, a.Kind, a.State, a.Reason, a.CreatedAt.UTC(), a.CreatedBy, inUTC(a.DecidedAt), a.DecidedBy}
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
