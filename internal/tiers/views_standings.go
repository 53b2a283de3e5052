package tiers

import (
	"time"

	"laurel/internal/tiers/rules"
)

// GrantView is an entitlement with the dates between which it is given.
type GrantView struct {
	rules.Grant
	EffectiveFrom  time.Time  `json:"effective_from"`
	EffectiveUntil *time.Time `json:"effective_until"` // the end of the grace period or of the grant itself, where there is one
}

// viewGrant gives a grant from when the tier was reached, or the later date that the document gives, to the end of the grace
// period, or the earlier one of the document.
func viewGrant(g rules.Grant, since time.Time, until *time.Time) GrantView {
	v := GrantView{g, since, until}
	if from, err := time.Parse(time.DateOnly, g.ValidFrom); err == nil && from.After(since) {
		v.EffectiveFrom = from
	}
	if end, err := time.Parse(time.DateOnly, g.ValidUntil); err == nil && (until == nil || end.Before(*until)) {
		v.EffectiveUntil = &end
	}
	return v
}

// ProposalView waits for a decision.
type ProposalView struct {
	ID        string    `json:"id"`
	From      *string   `json:"from"`
	FromTitle *string   `json:"from_title"`
	To        *string   `json:"to"`
	ToTitle   *string   `json:"to_title"`
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
	TierTitle      *string        `json:"tier_title"` // the same, null where nothing is held
	Rank           int            `json:"rank"`
	Since          *time.Time     `json:"since"`
	Grants         []GrantView    `json:"grants"`
	GraceUntil     *time.Time     `json:"grace_until"`
	HoldUntil      *time.Time     `json:"hold_until"`
	NextCheckpoint *time.Time     `json:"next_checkpoint"`
	Proposals      []ProposalView `json:"proposals"`
	Sequence       int64          `json:"sequence"`
}

func viewStanding(h Held, t Titles) StandingView {
	v := StandingView{Partner: PartnerRef{h.PartnerID, h.ExternalID}, Program: h.Program, ProgramTitle: h.Title, Version: h.Version, Track: h.Track, Tier: some(h.Standing.Tier),
		Title: h.Step.Title, TierTitle: some(h.Step.Title), Rank: h.Step.Rank, Grants: []GrantView{}, GraceUntil: inUTC(h.GraceUntil), HoldUntil: inUTC(h.HoldUntil),
		NextCheckpoint: inUTC(h.Checkpoint), Proposals: []ProposalView{}, Sequence: h.Sequence}
	if h.Standing.Tier != "" {
		v.Since = inUTC(&h.Since)
	}
	for _, g := range h.Grants {
		v.Grants = append(v.Grants, viewGrant(g, h.Since.UTC(), v.GraceUntil))
	}
	for _, p := range h.Proposals {
		v.Proposals = append(v.Proposals, ProposalView{p.ID, some(p.FromTier), some(t.tier(h.Program, p.FromTier)), some(p.ToTier), some(t.tier(h.Program, p.ToTier)), p.Reason, p.State, p.CreatedAt.UTC()})
	}
	return v
}

// DecisionView is a line of the journal.
type DecisionView struct {
	ID           string     `json:"id"`
	Program      string     `json:"program"`
	ProgramTitle string     `json:"program_title"`
	Version      string     `json:"version"`
	Track        string     `json:"track"`
	Kind         string     `json:"kind"`
	From         *string    `json:"from"`
	FromTitle    *string    `json:"from_title"`
	To           *string    `json:"to"`
	ToTitle      *string    `json:"to_title"`
	Reason       string     `json:"reason"`
	By           string     `json:"by"`
	Sequence     int64      `json:"sequence"`
	At           time.Time  `json:"at" doc:"When it took effect"`
	RecordedAt   time.Time  `json:"recorded_at" doc:"When it was written; later than at for what was due during an outage"`
	GraceUntil   *time.Time `json:"grace_until"`
	HoldUntil    *time.Time `json:"hold_until"`
	Evaluation   *RestView  `json:"evaluation" doc:"What the decision rests on; null where the journal is older than this"`
}

// RestView names the evaluation a decision rests on: asked again for the tier at these clocks, it has the same digest.
type RestView struct {
	_            struct{}  `nullable:"true"`
	Target       string    `json:"target"`
	AsOf         time.Time `json:"as_of"`
	KnownAt      time.Time `json:"known_at"`
	ResultSHA256 string    `json:"result_sha256"`
}

func viewRest(d Decision) *RestView {
	if d.ResultSHA256 == "" {
		return nil
	}
	return &RestView{Target: d.Target, AsOf: d.At.UTC(), KnownAt: d.RecordedAt.Add(-time.Microsecond).UTC(), ResultSHA256: d.ResultSHA256}
}

func viewDecision(d Decision, t Titles) DecisionView {
	return DecisionView{ID: d.ID, Program: d.Program, ProgramTitle: t.program(d.Program), Version: d.Version, Track: d.Track, Kind: d.Kind,
		From: some(d.FromTier), FromTitle: some(t.tier(d.Program, d.FromTier)), To: some(d.ToTier), ToTitle: some(t.tier(d.Program, d.ToTier)),
		Reason: d.Reason, By: d.DecidedBy, Sequence: d.Sequence, At: d.At.UTC(), RecordedAt: d.RecordedAt.UTC(),
		GraceUntil: inUTC(d.GraceUntil), HoldUntil: inUTC(d.HoldUntil), Evaluation: viewRest(d)}
}

// QualificationView is the last answer for a partner and a tier.
type QualificationView struct {
	Partner      PartnerRef `json:"partner"`
	Program      string     `json:"program"`
	ProgramTitle string     `json:"program_title"`
	Version      string     `json:"version"`
	Target       string     `json:"target"`
	TargetTitle  string     `json:"target_title"`
	Result       string     `json:"result" enum:"met,not_met,unknown"`
	Since        time.Time  `json:"since"`
	EvaluatedAt  time.Time  `json:"evaluated_at"`
}

func viewQualification(q Qualification, t Titles) QualificationView {
	return QualificationView{PartnerRef{q.PartnerID, q.ExternalID}, q.Program, t.program(q.Program), q.Version, q.Target, t.tier(q.Program, q.Target), q.Result,
		q.Since.UTC(), q.EvaluatedAt.UTC()}
}
