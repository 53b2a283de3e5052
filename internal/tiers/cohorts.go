package tiers

import (
	"encoding/json"
	"errors"
	"time"

	"gorm.io/gorm"

	"laurel/internal/id"
	"laurel/internal/tiers/rules"
)

type cohortRow struct {
	ID, Program, Metric, Tier, FrozenBy, Members string
	FrozenAt                                     time.Time
}

// freeze sees to it that the partner can be ranked: a cohort that is older than its last checkpoint, or in which it has
// no rank although its figure is known, is followed by a new one. Asked by force, as at an invitation, it always is.
func (s *Service) freeze(tx *gorm.DB, p *rules.Program, partner Partner, now time.Time, force bool) error {
	for _, ranking := range p.Rankings() {
		in, err := s.ranked(tx, p, partner, ranking)
		if err != nil || !in {
			if err != nil {
				return err
			}
			continue
		}
		if err := s.line(tx, programLine(p.Key)); err != nil {
			return err
		}
		fits, err := s.fits(tx, p, partner, ranking, now)
		if err != nil {
			return err
		}
		if fits && !force {
			continue
		}
		if err := s.freezeNow(tx, p, ranking, now); err != nil {
			return err
		}
	}
	return nil
}

// ranked is true when the partner belongs to the cohort and its figure is known.
func (s *Service) ranked(tx *gorm.DB, p *rules.Program, partner Partner, ranking rules.Ranking) (bool, error) {
	members, err := s.members(tx, p, ranking, s.db.Now(), partner.ID)
	return len(members) > 0, err
}

func (s *Service) fits(tx *gorm.DB, p *rules.Program, partner Partner, ranking rules.Ranking, now time.Time) (bool, error) {
	var rows []cohortRow
	err := tx.Raw("select * from tier_cohorts where program = ? and metric = ? and tier = ? and frozen_by = ? order by frozen_at desc limit 1",
		p.Key, ranking.Metric, ranking.Tier, ranking.Freeze).Scan(&rows).Error
	if err != nil || len(rows) == 0 {
		return false, err
	}
	due := p.Checkpoint(partner.JoinedAt, now)
	if ranking.Freeze == "yearly" {
		due = time.Date(now.Year(), 1, 1, 0, 0, 0, 0, time.UTC)
	}
	if rows[0].FrozenAt.Before(due) {
		return false, nil
	}
	var members []rules.Member
	if err := json.Unmarshal([]byte(rows[0].Members), &members); err != nil {
		return false, err
	}
	for _, m := range members {
		if m.Partner == partner.ID {
			return true, nil
		}
	}
	return false, nil
}

func (s *Service) freezeNow(tx *gorm.DB, p *rules.Program, ranking rules.Ranking, now time.Time) error {
	members, err := s.members(tx, p, ranking, now, "")
	if err != nil {
		return err
	}
	text, err := json.Marshal(members)
	if err != nil {
		return err
	}
	return tx.Exec("insert into tier_cohorts (id, program, metric, tier, frozen_by, frozen_at, members) values (?, ?, ?, ?, ?, ?, ?)",
		id.New("coh"), p.Key, ranking.Metric, ranking.Tier, ranking.Freeze, now, string(text)).Error
}

// members are the partners of a cohort with a known figure; only says to look at one partner.
func (s *Service) members(tx *gorm.DB, p *rules.Program, ranking rules.Ranking, now time.Time, only string) ([]rules.Member, error) {
	holders, err := s.holders(tx, p, ranking.Tier, only)
	if err != nil {
		return nil, err
	}
	members := []rules.Member{}
	for _, partnerID := range holders {
		partner, _, err := partnerOf(tx, partnerID, clocks{now, now})
		if err != nil {
			return nil, err
		}
		shot := rules.Snapshot{AsOf: now, KnownAt: now, Partner: rules.Partner{ID: partnerID}}
		if err := s.loadFacts(tx, &shot, clocks{now, now}); err != nil {
			return nil, err
		}
		if value, known := rules.Figure(p, shot, ranking.Metric); known {
			members = append(members, rules.Member{Partner: partnerID, Country: partner.Country, Value: value})
		}
	}
	return members, nil
}

// holders are the partners that hold a tier or a higher one of its track, in the order of their ids.
func (s *Service) holders(tx *gorm.DB, p *rules.Program, tier, only string) ([]string, error) {
	wanted, known := p.Tier(tier)
	if tier != "" && !known {
		return nil, errors.New("a ranking names an unknown tier")
	}
	var rows []Standing
	err := tx.Raw("select * from tier_standings where program = ? and (? = '' or partner_id = ?) and tier <> '' order by partner_id", p.Key, only, only).Scan(&rows).Error
	found := []string{}
	for _, st := range rows {
		held, _ := p.Tier(st.Tier)
		if held.Key != "" && (tier == "" || held.Track == wanted.Track && held.Rank >= wanted.Rank) {
			found = append(found, st.PartnerID)
		}
	}
	return found, err
}
