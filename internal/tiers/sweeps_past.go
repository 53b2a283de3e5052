package tiers

import (
	"errors"
	"slices"
	"time"

	"gorm.io/gorm"

	"laurel/internal/tiers/rules"
)

// slack is by how much the clocks of two processes may differ.
const slack = 10 * time.Second

// wrongThen judges at the instants at which the answers were kept: what differs even so was never right.
func (s *Service) wrongThen(tx *gorm.DB, partner Partner, program string, kept []answer) ([]Difference, error) {
	found := []Difference{}
	for _, k := range kept {
		is, right, err := "", false, error(nil)
		for _, known := range []time.Time{k.EvaluatedAt, k.EvaluatedAt.Add(slack)} {
			if is, right, err = s.wasRight(tx, Ask{clocks: clocks{k.EvaluatedAt.UTC(), known.UTC()}, Partner: partner.ID, Program: program}, k); err != nil {
				return nil, err
			}
			if right {
				break
			}
		}
		if !right {
			found = append(found, Difference{partner.ID, qualificationWrong, program + " " + k.Target, k.Result, is})
		}
	}
	return found, nil
}

// wasRight judges one answer again, at the clocks of the question. Of a version that was replaced since nothing is said.
func (s *Service) wasRight(tx *gorm.DB, ask Ask, k answer) (is string, right bool, err error) {
	p, err := s.active(tx, ask.Program, ask.clocks)
	if errors.Is(err, ErrUnknownProgram) || err == nil && p.Version != k.Version {
		return "", true, nil
	}
	if err != nil {
		return "", false, err
	}
	partner, _, err := partnerOf(tx, ask.Partner, ask.clocks)
	if err != nil {
		return "", false, err
	}
	shot, err := s.snapshot(tx, partner, p, ask.clocks)
	if err != nil {
		return "", false, err
	}
	is = string(rules.Judge(p, shot)[k.Target])
	return is, is == k.Result, nil
}

// wrongStandings compares what is held with the last line of the journal. Late are tracks without a standing.
func wrongStandings(tx *gorm.DB, partnerID string, p *rules.Program) ([]Difference, bool, error) {
	var rows []struct{ Track, Tier, Last string }
	err := tx.Raw(`select s.track, s.tier, coalesce((select d.to_tier from tier_decisions d where d.partner_id = s.partner_id and d.program = s.program and d.track = s.track
		and d.kind in ('promoted', 'demoted', 'overridden') order by d.at desc, d.recorded_at desc, d.id desc limit 1), '') as last
		from tier_standings s where s.partner_id = ? and s.program = ?`, partnerID, p.Key).Scan(&rows).Error
	found := []Difference{}
	missing := len(tracks(p))
	for _, r := range rows {
		if r.Tier != r.Last {
			found = append(found, Difference{partnerID, standingWrong, p.Key + " " + r.Track, r.Tier, r.Last})
		}
		if slices.Contains(tracks(p), r.Track) {
			missing--
		}
	}
	return found, missing > 0, err
}
