package tiers

import (
	"context"

	"gorm.io/gorm"

	"laurel/internal/tiers/rules"
)

// StandingAt reads the standings of a partner out of the journal, as they were at a moment, as known at another.
func (s *Service) StandingAt(ctx context.Context, partnerID string, c clocks) ([]Held, error) {
	found := []Held{}
	err := s.db.Read(all(ctx), func(tx *gorm.DB) error {
		found = found[:0]
		partner, _, err := partnerOf(tx, partnerID, c)
		if err != nil {
			return err
		}
		var lines []Decision
		err = tx.Raw("select * from tier_decisions where partner_id = ? and at <= ? and recorded_at <= ? order by at, recorded_at, id", partnerID, c.asOf, c.knownAt).Scan(&lines).Error
		if err != nil {
			return err
		}
		programs, err := s.published(tx, c)
		if err != nil {
			return err
		}
		for _, p := range programs {
			held, err := s.heldAt(tx, p, partner, past(lines, p.Key), c)
			if err != nil {
				return err
			}
			found = append(found, held...)
		}
		return nil
	})
	return found, err
}

func (s *Service) heldAt(tx *gorm.DB, p *rules.Program, partner Partner, rows []Standing, c clocks) ([]Held, error) {
	held, err := s.held(tx, p, partner, rows, c)
	for i := range held {
		if err == nil {
			err = tx.Raw(`select * from tier_proposals where partner_id = ? and program = ? and track = ? and created_at <= ? and created_at <= ?
				and (decided_at is null or decided_at > ? or decided_at > ?) order by id`, partner.ID, p.Key, held[i].Track, c.asOf, c.knownAt, c.asOf, c.knownAt).Scan(&held[i].Proposals).Error
		}
		for j := range held[i].Proposals {
			held[i].Proposals[j].State = "open"
		}
	}
	return held, err
}

// past goes through the journal, the oldest line first, and gives the standing of each track at its end.
func past(lines []Decision, program string) []Standing {
	rows := []Standing{}
	place := map[string]int{}
	for _, d := range lines {
		if d.Program != program {
			continue
		}
		i, seen := place[d.Track]
		if !seen {
			i = len(rows)
			place[d.Track] = i
			rows = append(rows, Standing{PartnerID: d.PartnerID, Program: program, Track: d.Track})
		}
		switch d.Kind {
		case promoted, demoted, overridden:
			rows[i].Tier, rows[i].Since, rows[i].Version = d.ToTier, d.At.UTC(), d.Version
			fallthrough
		case graceStarted, graceEnded, held:
			rows[i].GraceUntil, rows[i].HoldUntil, rows[i].Sequence = inUTC(d.GraceUntil), inUTC(d.HoldUntil), d.Sequence
		}
	}
	return rows
}
