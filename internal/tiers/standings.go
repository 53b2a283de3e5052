package tiers

import (
	"context"
	"errors"
	"strings"
	"time"

	"gorm.io/gorm"

	"laurel/internal/tiers/rules"
)

// Held is a standing with what belongs to it.
type Held struct {
	Standing
	ExternalID string
	Version    string
	Title      string // of the program
	Step       rules.Tier
	Grants     []rules.Grant // of the tier held, by the partner's figures
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
			held, err := s.held(tx, p, partner, rows, clocks{now, now})
			if err != nil {
				return err
			}
			found = append(found, held...)
		}
		return nil
	})
	return found, err
}

func (s *Service) held(tx *gorm.DB, p *rules.Program, partner Partner, rows []Standing, c clocks) ([]Held, error) {
	found := []Held{}
	for _, track := range tracks(p) {
		h := Held{Standing: Standing{PartnerID: partner.ID, Program: p.Key, Track: track}, ExternalID: partner.ExternalID, Version: p.Version, Title: p.Title, Proposals: []Proposal{}}
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
		var err error
		if h.Grants, err = s.granted(tx, p, partner, h.Standing, c); err != nil {
			return nil, err
		}
		anchor, err := s.anchorOf(tx, p, h.Standing, partner)
		if err != nil {
			return nil, err
		}
		if next := p.NextCheckpoint(anchor, c.asOf); !next.IsZero() {
			h.Checkpoint = &next
		}
		err = tx.Raw("select * from tier_proposals where partner_id = ? and program = ? and track = ? and state = 'open' order by id", partner.ID, p.Key, track).Scan(&h.Proposals).Error
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
		if errors.Is(err, ErrUnknownProgram) && drafted(tx, l.Program) {
			return nil // nobody has a standing in a draft
		}
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
			h := Held{Standing: r.Standing, ExternalID: r.ExternalID, Version: p.Version, Title: p.Title, Step: tier, Proposals: []Proposal{}}
			if h.Grants, err = s.granted(tx, p, Partner{ID: r.PartnerID, ExternalID: r.ExternalID}, r.Standing, clocks{now, now}); err != nil {
				return err
			}
			err := tx.Raw("select * from tier_proposals where partner_id = ? and program = ? and track = ? and state = 'open' order by id", r.PartnerID, p.Key, r.Track).Scan(&h.Proposals).Error
			if err != nil {
				return err
			}
			found = append(found, h)
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

// drafted is true for a program of which there is a version, in force or not.
func drafted(tx *gorm.DB, key string) bool {
	n := 0
	err := tx.Raw("select count(*) from tier_programs where program = ?", key).Scan(&n).Error
	return err == nil && n > 0
}
