package tiers

import (
	"encoding/json"

	"gorm.io/gorm"

	"laurel/internal/tiers/rules"
)

func (*Service) loadFacts(tx *gorm.DB, s *rules.Snapshot, c clocks) error {
	var rows []factRow
	err := tx.Raw("select * from tier_facts where partner_id = ? and"+known, s.Partner.ID, c.knownAt, c.knownAt).Scan(&rows).Error
	for _, r := range rows {
		o, err := r.observation()
		if err != nil {
			return err
		}
		s.Observations = append(s.Observations, o)
	}
	return err
}

func (*Service) loadAttestations(tx *gorm.DB, s *rules.Snapshot, c clocks) error {
	var rows []Attestation
	err := tx.Raw("select * from tier_attestations where partner_id = ? and created_at <= ?", s.Partner.ID, c.knownAt).Scan(&rows).Error
	for _, r := range rows {
		s.Attestations = append(s.Attestations, rules.Attestation{ID: r.ID, Kind: r.Kind, From: r.ValidFrom.UTC(), Until: open(r.ValidUntil),
			Approved: r.ApprovedAt != nil && !r.ApprovedAt.After(c.knownAt)})
	}
	return err
}

// loadHoldings reads the journal back: the last move of each track, and the unbroken steps before it.
func (*Service) loadHoldings(tx *gorm.DB, s *rules.Snapshot, program string, c clocks) error {
	var rows []Decision
	err := tx.Raw(`select * from tier_decisions where partner_id = ? and program = ? and kind in ('promoted', 'demoted', 'overridden') and at <= ? and recorded_at <= ?
		order by track, at desc, recorded_at desc, id desc`, s.Partner.ID, program, c.asOf, c.knownAt).Scan(&rows).Error
	last, ended := map[string]int{}, map[string]bool{}
	for _, r := range rows {
		i, seen := last[r.Track]
		step := rules.Holding{Tier: r.ToTier, Since: r.At.UTC()}
		switch {
		case ended[r.Track]:
		case r.ToTier == "":
			ended[r.Track] = true
		case !seen:
			last[r.Track] = len(s.Holds)
			s.Holds = append(s.Holds, step)
		default:
			s.Holds[i].Before = append(s.Holds[i].Before, step)
		}
	}
	return err
}

// loadRecords reads the latest application or invitation for each tier.
func (*Service) loadRecords(tx *gorm.DB, s *rules.Snapshot, program string, c clocks) error {
	var rows []Application
	err := tx.Raw("select * from tier_applications where partner_id = ? and program = ? and created_at <= ? order by created_at desc, id desc",
		s.Partner.ID, program, c.knownAt).Scan(&rows).Error
	seen := map[string]bool{}
	for _, r := range rows {
		if seen[r.Tier+r.Kind] {
			continue
		}
		seen[r.Tier+r.Kind] = true
		state := r.State
		if r.DecidedAt != nil && r.DecidedAt.After(c.knownAt) {
			state = "pending"
		}
		s.Records = append(s.Records, rules.Record{Tier: r.Tier, Kind: r.Kind, State: state})
	}
	return err
}

func (*Service) loadCohorts(tx *gorm.DB, s *rules.Snapshot, program string, c clocks) error {
	var rows []cohortRow
	err := tx.Raw(`select * from tier_cohorts c where program = ? and frozen_at <= ? and frozen_at <= ? and not exists (select 1 from tier_cohorts n where
		n.program = c.program and n.metric = c.metric and n.tier = c.tier and n.frozen_by = c.frozen_by and n.frozen_at > c.frozen_at and n.frozen_at <= ? and n.frozen_at <= ?)`,
		program, c.asOf, c.knownAt, c.asOf, c.knownAt).Scan(&rows).Error
	for _, r := range rows {
		cohort := rules.Cohort{Ranking: rules.Ranking{Metric: r.Metric, Tier: r.Tier, Freeze: r.FrozenBy}, FrozenAt: r.FrozenAt.UTC()}
		if err := json.Unmarshal([]byte(r.Members), &cohort.Members); err != nil {
			return err
		}
		s.Cohorts = append(s.Cohorts, cohort)
	}
	return err
}
