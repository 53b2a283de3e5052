package tiers

import (
	"encoding/json"
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
	ID          string    `json:"id"`
	Partner     string    `json:"partner"`
	Metric      string    `json:"metric"`
	Period      string    `json:"period"`
	Value       any       `json:"value"`
	ActiveValue any       `json:"active_value,omitempty"`
	Currency    string    `json:"currency,omitempty"`
	Source      string    `json:"source"`
	ObservedAt  time.Time `json:"observed_at"`
	RecordedAt  time.Time `json:"recorded_at"`
}

func viewFact(r factRow) FactView {
	v := FactView{ID: r.ID, Partner: r.PartnerID, Metric: r.Metric, Period: r.Period, Value: figure(r, r.Value), Currency: r.Currency, Source: r.Source,
		ObservedAt: r.ObservedAt.UTC(), RecordedAt: r.RecordedAt.UTC()}
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

// GrantView is an entitlement with the dates between which it is given.
type GrantView struct {
	rules.Grant
	EffectiveFrom  time.Time  `json:"effective_from"`
	EffectiveUntil *time.Time `json:"effective_until"` // the end of the grace period, where one runs
}

// ProposalView waits for a decision.
type ProposalView struct {
	ID        string    `json:"id"`
	From      *string   `json:"from"`
	To        *string   `json:"to"`
	Reason    string    `json:"reason"`
	State     string    `json:"state"`
	CreatedAt time.Time `json:"created_at"`
}

// StandingView is where a partner is on one track of a program.
type StandingView struct {
	Partner        PartnerRef     `json:"partner"`
	Program        string         `json:"program"`
	Version        string         `json:"version"`
	Track          string         `json:"track"`
	Tier           *string        `json:"tier"`
	Title          string         `json:"title"`
	Rank           int            `json:"rank"`
	Since          *time.Time     `json:"since"`
	Grants         []GrantView    `json:"grants"`
	GraceUntil     *time.Time     `json:"grace_until"`
	HoldUntil      *time.Time     `json:"hold_until"`
	NextCheckpoint *time.Time     `json:"next_checkpoint"`
	Proposals      []ProposalView `json:"proposals"`
	Sequence       int64          `json:"sequence"`
}

func viewStanding(h Held) StandingView {
	v := StandingView{Partner: PartnerRef{h.PartnerID, h.ExternalID}, Program: h.Program, Version: h.Version, Track: h.Track, Tier: some(h.Standing.Tier),
		Title: h.Step.Title, Rank: h.Step.Rank, Grants: []GrantView{}, GraceUntil: inUTC(h.GraceUntil), HoldUntil: inUTC(h.HoldUntil),
		NextCheckpoint: inUTC(h.Checkpoint), Proposals: []ProposalView{}, Sequence: h.Sequence}
	if !h.Since.IsZero() {
		v.Since = inUTC(&h.Since)
	}
	for _, g := range h.Step.Grants {
		v.Grants = append(v.Grants, GrantView{g, h.Since.UTC(), v.GraceUntil})
	}
	for _, p := range h.Proposals {
		v.Proposals = append(v.Proposals, ProposalView{p.ID, some(p.FromTier), some(p.ToTier), p.Reason, p.State, p.CreatedAt.UTC()})
	}
	return v
}

// DecisionView is a line of the journal.
type DecisionView struct {
	ID       string    `json:"id"`
	Program  string    `json:"program"`
	Version  string    `json:"version"`
	Track    string    `json:"track"`
	Kind     string    `json:"kind"`
	From     *string   `json:"from"`
	To       *string   `json:"to"`
	Reason   string    `json:"reason"`
	By       string    `json:"by"`
	Sequence int64     `json:"sequence"`
	At       time.Time `json:"at"`
}

func viewDecision(d Decision) DecisionView {
	return DecisionView{d.ID, d.Program, d.Version, d.Track, d.Kind, some(d.FromTier), some(d.ToTier), d.Reason, d.DecidedBy, d.Sequence, d.At.UTC()}
}

// QualificationView is the last answer for a partner and a tier.
type QualificationView struct {
	Partner     PartnerRef `json:"partner"`
	Program     string     `json:"program"`
	Version     string     `json:"version"`
	Target      string     `json:"target"`
	Result      string     `json:"result" enum:"met,not_met,unknown"`
	Since       time.Time  `json:"since"`
	EvaluatedAt time.Time  `json:"evaluated_at"`
}

func viewQualification(q Qualification) QualificationView {
	return QualificationView{PartnerRef{q.PartnerID, q.ExternalID}, q.Program, q.Version, q.Target, q.Result, q.Since.UTC(), q.EvaluatedAt.UTC()}
}

// ProgramView is a version of a program; Document is there where one version is asked for.
type ProgramView struct {
	Key           string          `json:"key"`
	Version       string          `json:"version"`
	Title         string          `json:"title"`
	State         string          `json:"state" enum:"draft,published"`
	SHA256        string          `json:"document_sha256"`
	EffectiveFrom *time.Time      `json:"effective_from"`
	PublishedAt   *time.Time      `json:"published_at"`
	CreatedAt     time.Time       `json:"created_at"`
	Document      json.RawMessage `json:"document,omitempty"`
}

func viewProgram(v Version, document bool) ProgramView {
	view := ProgramView{Key: v.Program, Version: v.Version, Title: v.Title, State: v.State, SHA256: v.SHA256, EffectiveFrom: inUTC(v.EffectiveFrom),
		PublishedAt: inUTC(v.PublishedAt), CreatedAt: v.CreatedAt.UTC()}
	if document {
		view.Document = json.RawMessage(v.Document)
	}
	return view
}

// PresetView describes a document that comes with the product.
type PresetView struct {
	Key        string   `json:"key"`
	Version    string   `json:"version"`
	Title      string   `json:"title"`
	InspiredBy string   `json:"inspired_by"`
	Source     string   `json:"source"`
	Assumed    []string `json:"assumed"`
}

func viewPreset(p *rules.Program) PresetView {
	return PresetView{p.Key, p.Version, p.Title, p.About.InspiredBy, p.About.Source, p.Assumed()}
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
