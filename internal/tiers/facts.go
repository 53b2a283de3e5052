package tiers

import (
	"context"

	"gorm.io/gorm"

	"laurel/internal/actor"
	"laurel/internal/id"
)

// PutFact keeps a figure and settles the partner. One that contradicts what is known supersedes it, and both stay to be
// seen by their clocks; a repeat changes nothing.
func (s *Service) PutFact(ctx context.Context, f Fact) (FactView, error) {
	var view FactView
	err := s.db.Tx(ctx, func(tx *gorm.DB) error {
		if err := s.line(tx, partnerLine(f.Partner)); err != nil {
			return err
		}
		row, changed, err := s.keepFact(ctx, tx, f)
		if err != nil {
			return err
		}
		view = viewFact(row)
		if !changed {
			return nil
		}
		return s.settle(all(ctx), tx, f.Partner)
	})
	return view, err
}

// keepFact writes one figure; the partner's line is held.
func (s *Service) keepFact(ctx context.Context, tx *gorm.DB, f Fact) (factRow, bool, error) {
	declared, err := s.declared(tx, f.Metric)
	if err != nil {
		return factRow{}, false, err
	}
	row, faults := f.row(declared)
	if len(faults) > 0 {
		return row, false, ErrFact.With(faults...)
	}
	var known []factRow
	err = tx.Raw("select * from tier_facts where partner_id = ? and metric = ? and superseded_at is null and period_from < ? and period_to > ?",
		f.Partner, f.Metric, row.PeriodTo, row.PeriodFrom).Scan(&known).Error
	if err != nil {
		return row, false, err
	}
	for _, k := range known {
		if k.Period != row.Period {
			return row, false, ErrFact.With(inField("period", "period_overlap", "A figure of "+f.Metric+" is kept for "+k.Period+", which overlaps."))
		}
	}
	now := s.db.Now()
	if len(known) == 1 {
		if known[0].same(row) {
			return known[0], false, nil
		}
		if err := tx.Exec("update tier_facts set superseded_at = ? where id = ? and superseded_at is null", now, known[0].ID).Error; err != nil {
			return row, false, err
		}
	}
	row.ID, row.RecordedAt, row.RecordedBy = id.New("fct"), now, actor.From(ctx).ID
	return row, true, tx.Exec(`insert into tier_facts (id, partner_id, metric, period, period_from, period_to, measure, currency, value, active_value, lines, source,
		observed_at, recorded_by, recorded_at) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		row.ID, row.PartnerID, row.Metric, row.Period, row.PeriodFrom, row.PeriodTo, row.Measure, row.Currency, row.Value, row.ActiveValue, row.Lines,
		row.Source, row.ObservedAt, row.RecordedBy, row.RecordedAt).Error
}

// FactOutcome is what became of one row of a batch.
type FactOutcome struct {
	Row   FactView
	Fault error
}

// PutFacts keeps up to 500 figures. Each row stands alone: a refused one leaves the others; every partner is settled once,
// after all of its rows.
func (s *Service) PutFacts(ctx context.Context, facts []Fact) ([]FactOutcome, error) {
	outcomes := make([]FactOutcome, len(facts))
	err := s.db.Tx(ctx, func(tx *gorm.DB) error {
		lines, partners := []string{}, map[string]bool{}
		for _, f := range facts {
			if f.Partner != "" {
				lines = append(lines, partnerLine(f.Partner))
			}
		}
		if err := s.line(tx, lines...); err != nil {
			return err
		}
		for i, f := range facts {
			outcomes[i] = FactOutcome{}
			if f.Partner == "" {
				outcomes[i].Fault = ErrNothing.Detailed("There is no such partner.")
				continue
			}
			row, changed, err := s.keepFact(ctx, tx, f)
			if err != nil {
				if !refusal(err) {
					return err
				}
				outcomes[i].Fault = err
				continue
			}
			outcomes[i].Row = viewFact(row)
			partners[f.Partner] = partners[f.Partner] || changed
		}
		for _, partner := range sorted(partners) {
			if !partners[partner] {
				continue
			}
			if err := s.settle(all(ctx), tx, partner); err != nil {
				return err
			}
		}
		return nil
	})
	return outcomes, err
}
