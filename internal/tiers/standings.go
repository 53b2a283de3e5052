package tiers

import (
	"context"
	"strings"
	"time"

	"gorm.io/gorm"

	"laurel/internal/actor"
	"laurel/internal/audit"
	"laurel/internal/outbox"
	"laurel/internal/tiers/rules"
)

// Held is a standing with what belongs to it.
type Held struct {
	Standing
	ExternalID string
	Version    string
	Step       rules.Tier
	Checkpoint *time.Time
	Proposals  []Proposal
}

// Standing gives the standings of a partner in the programs it takes part in or has taken part in.
func (s *Service) Standing(ctx context.Context, partnerID string) ([]Held, error) {
	found := []Held{}
	err := s.db.Read(all(ctx), func(tx *gorm.DB) error {
		found = found[:0]
		now := s.db.Now()
		partner, _, err := partnerOf(tx, partnerID, clocks{now, now})
		if err != nil {
			return err
		}
		var rows []Standing
		if err := tx.Raw("select * from tier_standings where partner_id = ? order by program, track", partnerID).Scan(&rows).Error; err != nil {
			return err
		}
		programs, err := s.published(tx, clocks{now, now})
		if err != nil {
			return err
		}
		for _, p := range programs {
			held, err := s.held(tx, p, partner, rows)
			if err != nil {
				return err
			}
			found = append(found, held...)
		}
		return nil
	})
	return found, err
}

func (s *Service) held(tx *gorm.DB, p *rules.Program, partner Partner, rows []Standing) ([]Held, error) {
	found := []Held{}
	for _, track := range tracks(p) {
		h := Held{Standing: Standing{PartnerID: partner.ID, Program: p.Key, Track: track}, ExternalID: partner.ExternalID, Version: p.Version, Proposals: []Proposal{}}
		known := hasWord(partner.Programs, p.Key)
		for _, r := range rows {
			if r.Program == p.Key && r.Track == track {
				h.Standing, known = r, true
			}
		}
		if !known {
			continue
		}
		h.Step, _ = p.Tier(h.Standing.Tier)
		if !p.Standing.Every.IsZero() && !partner.JoinedAt.IsZero() {
			next := p.Standing.Every.After(p.Checkpoint(partner.JoinedAt, s.db.Now()))
			h.Checkpoint = &next
		}
		err := tx.Raw("select * from tier_proposals where partner_id = ? and program = ? and track = ? and state = 'open' order by id", partner.ID, p.Key, track).Scan(&h.Proposals).Error
		if err != nil {
			return nil, err
		}
		found = append(found, h)
	}
	return found, nil
}

// Standings lists the standings of all partners in a program, by partner and track.
func (s *Service) Standings(ctx context.Context, l Listing) ([]Held, error) {
	partner, track, _ := strings.Cut(l.After, "\x1f")
	found := []Held{}
	err := s.db.Read(all(ctx), func(tx *gorm.DB) error {
		found = found[:0]
		now := s.db.Now()
		p, err := s.active(tx, l.Program, clocks{now, now})
		if err != nil {
			return err
		}
		var rows []struct {
			Standing
			ExternalID string
		}
		b := &sentence{}
		b.add(`select s.*, coalesce(p.external_id, '') as external_id from tier_standings s left join tier_partners p on p.partner_id = s.partner_id and p.superseded_at is null
			where s.program = ? and (s.partner_id, s.track) > (?, ?)`, l.Program, partner, track)
		if l.Partners != nil {
			b.add(" and s.partner_id in ?", append([]string{""}, l.Partners...))
		}
		b.add(" order by s.partner_id, s.track limit ?", l.Limit)
		if err := tx.Raw(b.text.String(), b.args...).Scan(&rows).Error; err != nil {
			return err
		}
		for _, r := range rows {
			tier, _ := p.Tier(r.Tier)
			found = append(found, Held{Standing: r.Standing, ExternalID: r.ExternalID, Version: p.Version, Step: tier, Proposals: []Proposal{}})
		}
		return nil
	})
	return found, err
}

// History lists the journal of a partner, the newest first.
func (s *Service) History(ctx context.Context, partnerID, after string, limit int) ([]Decision, error) {
	var rows []Decision
	err := s.db.Read(all(ctx), func(tx *gorm.DB) error {
		return tx.Raw("select * from tier_decisions where partner_id = ? and (? = '' or id < ?) order by id desc limit ?", partnerID, after, after, limit).Scan(&rows).Error
	})
	return rows, err
}

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
		if err := s.rule(ctx, tx, r, proposal); err != nil {
			return Held{}, err
		}
		if err := s.settle(all(ctx), tx, r.Partner); err != nil {
			return Held{}, err
		}
		return s.after(tx, r, proposal.Track)
	})
}

// rule is the step between the partner's line and the settlement.
func (s *Service) rule(ctx context.Context, tx *gorm.DB, r Ruling, proposal Proposal) error {
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
	w := &settling{s: s, ctx: ctx, tx: tx, partner: partner, now: now}
	if w.step, err = s.step(tx); err != nil {
		return err
	}
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
		return w.journal(p, track, m, by)
	}
	held, _ := p.Tier(st.Tier)
	next, _ := p.Tier(r.Tier)
	switch {
	case r.Verdict == "override":
		m.kind = overridden
	case next.Key == "" || held.Key != "" && next.Rank < held.Rank:
		m.kind = demoted
	default:
		m.kind = promoted
	}
	st.Tier, st.Since, st.GraceUntil, st.HoldUntil = r.Tier, w.now, nil, r.HoldUntil
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
	held, err := s.held(tx, p, partner, rows)
	if tier, known := p.Tier(r.Tier); known && r.Proposal == "" {
		track = tier.Track
	}
	for _, h := range held {
		if h.Track == track {
			return h, err
		}
	}
	return Held{Standing: Standing{PartnerID: r.Partner, Program: r.Program, Track: track}, ExternalID: partner.ExternalID, Version: p.Version, Proposals: []Proposal{}}, err
}
