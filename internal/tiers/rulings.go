package tiers

import (
	"context"
	"time"

	"gorm.io/gorm"

	"laurel/internal/actor"
	"laurel/internal/audit"
	"laurel/internal/outbox"
	"laurel/internal/tiers/rules"
)

// Ruling is a person's decision: on a proposal, or, as an override, on a partner and a tier.
type Ruling struct {
	Proposal, Partner, Program, Tier, Reason string
	Verdict                                  string // accept, decline, override
	HoldUntil                                *time.Time
}

// Decide carries a ruling out and puts it in the journal. A proposal is decided once.
func (s *Service) Decide(ctx context.Context, r Ruling) (Held, error) {
	return outbox.Once(ctx, s.db, func(tx *gorm.DB) (Held, error) {
		var proposal Proposal
		if r.Proposal != "" {
			var rows []Proposal
			if err := tx.Raw("select * from tier_proposals where id = ?", r.Proposal).Scan(&rows).Error; err != nil {
				return Held{}, err
			}
			if len(rows) == 0 {
				return Held{}, ErrNothing
			}
			proposal = rows[0]
			r.Partner, r.Program = proposal.PartnerID, proposal.Program
		}
		if err := s.line(tx, partnerLine(r.Partner)); err != nil {
			return Held{}, err
		}
		c := &change{}
		if err := s.rule(ctx, tx, r, proposal, c); err != nil {
			return Held{}, err
		}
		if err := s.weigh(all(ctx), tx, r.Partner, c); err != nil {
			return Held{}, err
		}
		if err := s.count(tx, c); err != nil {
			return Held{}, err
		}
		return s.after(tx, r, proposal.Track)
	})
}

// rule is the step between the partner's line and the settlement.
func (s *Service) rule(ctx context.Context, tx *gorm.DB, r Ruling, proposal Proposal, c *change) error {
	now := s.db.Now()
	p, err := s.active(tx, r.Program, clocks{now, now})
	if err != nil {
		return err
	}
	if r.Tier == "" {
		r.Tier = proposal.ToTier
	}
	tier, known := p.Tier(r.Tier)
	if r.Verdict == "override" && r.Tier != "" && !known {
		return ErrUnknownTier.With(inField("tier", "not_allowed", "See the program's document."))
	}
	partner, _, err := partnerOf(tx, r.Partner, clocks{now, now})
	if err != nil {
		return err
	}
	w := &settling{change: c, s: s, ctx: ctx, tx: tx, partner: partner, now: now, known: now}
	if proposal.ID != "" {
		state := map[string]string{"accept": "accepted", "decline": "declined", "override": "overridden"}[r.Verdict]
		done := tx.Exec("update tier_proposals set state = ?, decided_at = ?, decided_by = ? where id = ? and state = 'open'", state, now, actor.From(ctx).ID, proposal.ID)
		if done.Error != nil {
			return done.Error
		}
		if done.RowsAffected == 0 {
			return ErrDecided
		}
	}
	if err := audit.Append(ctx, tx, now, audit.Entry{Action: "standing." + r.Verdict, Subject: r.Partner, Partner: r.Partner, Reason: r.Reason,
		Detail: map[string]string{"program": p.Key, "tier": r.Tier, "proposal": proposal.ID}}); err != nil {
		return err
	}
	track := proposal.Track
	if proposal.ID == "" {
		track = tier.Track
	}
	if w.shot, err = s.snapshot(tx, partner, p, clocks{now, now}); err != nil {
		return err
	}
	return w.rule(p, track, r)
}

// rule writes the journal and, unless declined, the standing.
func (w *settling) rule(p *rules.Program, track string, r Ruling) error {
	st, err := w.standing(p.Key, track)
	if err != nil {
		return err
	}
	by := actor.From(w.ctx).ID
	m := move{kind: declined, from: st.Tier, to: r.Tier, reason: r.Reason}
	if r.Verdict == "decline" {
		return w.journal(p, st, m, by)
	}
	before, _ := p.Tier(st.Tier)
	next, _ := p.Tier(r.Tier)
	down := next.Key == "" || before.Key != "" && next.Rank < before.Rank
	switch {
	case r.Verdict == "override":
		m.kind = overridden
	case down:
		m.kind = demoted
	default:
		m.kind = promoted
	}
	st = st.reach(r.Tier, circumstances{program: p, results: rules.Judge(p, w.shot), now: w.now})
	if r.HoldUntil != nil {
		st.HoldUntil, st.Capped = r.HoldUntil, down
	}
	return w.keep(p, st, m, by)
}

func (s *Service) after(tx *gorm.DB, r Ruling, track string) (Held, error) {
	now := s.db.Now()
	p, err := s.active(tx, r.Program, clocks{now, now})
	if err != nil {
		return Held{}, err
	}
	partner, _, err := partnerOf(tx, r.Partner, clocks{now, now})
	if err != nil {
		return Held{}, err
	}
	var rows []Standing
	if err := tx.Raw("select * from tier_standings where partner_id = ? and program = ?", r.Partner, r.Program).Scan(&rows).Error; err != nil {
		return Held{}, err
	}
	held, err := s.held(tx, p, partner, rows, clocks{now, now})
	if tier, known := p.Tier(r.Tier); known && r.Proposal == "" {
		track = tier.Track
	}
	for _, h := range held {
		if h.Track == track {
			return h, err
		}
	}
	return Held{Standing: Standing{PartnerID: r.Partner, Program: r.Program, Track: track}, ExternalID: partner.ExternalID, Version: p.Version, Title: p.Title, Proposals: []Proposal{}}, err
}
