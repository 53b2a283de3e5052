package tiers

import (
	"context"

	"gorm.io/gorm"

	"laurel/internal/actor"
	"laurel/internal/fault"
	"laurel/internal/id"
	"laurel/internal/outbox"
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
	row, faults := f.row(declared, s.db.Now())
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
	row.ID, row.RecordedAt, row.RecordedBy = id.New("obs"), now, actor.From(ctx).ID
	return row, true, tx.Exec(`insert into tier_facts (id, partner_id, metric, period, period_from, period_to, measure, currency, value, active_value, lines, source,
		observed_at, recorded_by, recorded_at) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		row.ID, row.PartnerID, row.Metric, row.Period, row.PeriodFrom, row.PeriodTo, row.Measure, row.Currency, row.Value, row.ActiveValue, row.Lines,
		row.Source, row.ObservedAt, row.RecordedBy, row.RecordedAt).Error
}

// BatchResult is what became of one row.
type BatchResult struct {
	Row    int           `json:"row"`
	State  string        `json:"state" enum:"kept,refused"`
	Fact   *FactView     `json:"fact,omitempty"`
	Code   string        `json:"code,omitempty"`
	Detail string        `json:"detail,omitempty"`
	Errors []fault.Field `json:"errors,omitempty"`
}

// Batch is the answer to many figures at once.
type Batch struct {
	Kept    int           `json:"kept"`
	Refused int           `json:"refused"`
	Results []BatchResult `json:"results"`
}

func (b *Batch) refuse(row int, err error) {
	f := fault.Of(err)
	b.Refused++
	b.Results = append(b.Results, BatchResult{Row: row, State: "refused", Code: f.Code, Detail: f.Detail, Errors: f.Fields})
}

func (b *Batch) keep(row int, v FactView) {
	b.Kept++
	b.Results = append(b.Results, BatchResult{Row: row, State: "kept", Fact: &v})
}

// PutFacts keeps up to 500 figures. Each row stands alone: a refused one leaves the others; every partner is settled once,
// after all of its rows. A row without a partner is one whose partner was not found.
func (s *Service) PutFacts(ctx context.Context, facts []Fact) (Batch, error) {
	return outbox.Once(ctx, s.db, func(tx *gorm.DB) (Batch, error) {
		batch, touched := Batch{Results: []BatchResult{}}, map[string]bool{}
		lines := []string{}
		for _, f := range facts {
			if f.Partner != "" {
				lines = append(lines, partnerLine(f.Partner))
			}
		}
		if err := s.line(tx, lines...); err != nil {
			return batch, err
		}
		for i, f := range facts {
			if f.Partner == "" {
				batch.refuse(i, ErrNothing.Detailed("There is no such partner."))
				continue
			}
			row, changed, err := s.keepFact(ctx, tx, f)
			switch {
			case err == nil:
				batch.keep(i, viewFact(row))
				touched[f.Partner] = touched[f.Partner] || changed
			case refusal(err):
				batch.refuse(i, err)
			default:
				return batch, err
			}
		}
		return batch, s.settleAll(ctx, tx, touched)
	})
}

func (s *Service) settleAll(ctx context.Context, tx *gorm.DB, touched map[string]bool) error {
	partners := []string{}
	for _, partner := range sorted(touched) {
		if touched[partner] {
			partners = append(partners, partner)
		}
	}
	if len(partners) == 0 {
		return nil
	}
	return s.settle(all(ctx), tx, partners...)
}

// Facts lists the figures of a partner as they were known, by metric and period; of the past of a figure all versions with
// History.
func (s *Service) Facts(ctx context.Context, q FactQuery) ([]FactView, error) {
	var rows []factRow
	err := s.db.Read(all(ctx), func(tx *gorm.DB) error {
		b := &sentence{}
		b.add("select * from tier_facts where partner_id = ? and id > ? and recorded_at <= ?", q.Partner, q.After, q.knownAt)
		if !q.History {
			b.add(" and (superseded_at is null or superseded_at > ?)", q.knownAt)
		}
		if q.Metric != "" {
			b.add(" and metric = ?", q.Metric)
		}
		b.add(" order by id limit ?", q.Limit)
		return tx.Raw(b.text.String(), b.args...).Scan(&rows).Error
	})
	views := []FactView{}
	for _, r := range rows {
		views = append(views, viewFact(r))
	}
	return views, err
}
