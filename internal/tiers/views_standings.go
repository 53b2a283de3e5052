package tiers

import (
	"time"

	"laurel/internal/tiers/rules"
)

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
	ProgramTitle   string         `json:"program_title"`
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
	v := StandingView{Partner: PartnerRef{h.PartnerID, h.ExternalID}, Program: h.Program, ProgramTitle: h.Title, Version: h.Version, Track: h.Track, Tier: some(h.Standing.Tier),
		Title: h.Step.Title, Rank: h.Step.Rank, Grants: []GrantView{}, GraceUntil: inUTC(h.GraceUntil), HoldUntil: inUTC(h.HoldUntil),
		NextCheckpoint: inUTC(h.Checkpoint), Proposals: []ProposalView{}, Sequence: h.Sequence}
	if h.Standing.Tier != "" {
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
