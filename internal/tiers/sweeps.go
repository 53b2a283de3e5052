package tiers

import (
	"context"
	"time"

	"gorm.io/gorm"
)

const (
	sweepEvery = 20 * time.Hour   // of a night; the calendar asks every minute
	sweepChunk = 50               // partners that are compared at a time
	sweepSpare = 25 * time.Second // a chunk may take as long; what has less time left waits for the next call
)

// Sweeping is how far the nightly recomputation has come; FinishedAt is nil while it is under way.
type Sweeping struct {
	BegunAt           time.Time
	FinishedAt        *time.Time
	AfterPartner      string
	Checked, Differed int
}

// Sweep recomputes everything derived from the copies, partner by partner, gives what was kept wrong, and mends it. A difference
// without a cause is a fault of the program and is told as one.
func (s *Service) Sweep(ctx context.Context) ([]Difference, error) {
	ctx = all(ctx)
	if _, err := s.SettleDue(ctx); err != nil {
		return nil, err
	}
	wrong := []Difference{}
	for after, more := "", true; more; {
		ids, found, err := s.sweepAfter(ctx, after)
		if err != nil {
			return nil, err
		}
		wrong = append(wrong, found...)
		if more = len(ids) > 0; more {
			after = ids[len(ids)-1]
		}
	}
	return wrong, nil
}

// SweepDue does the same once a night, as far as the time of the call lets it: the next call goes on where this one stopped. It
// gives the number of differences found by this call.
func (s *Service) SweepDue(ctx context.Context) (int, error) {
	ctx = all(ctx)
	at, err := s.Sweeping(ctx)
	if err != nil || at.FinishedAt != nil && s.db.Now().Sub(at.BegunAt) < sweepEvery {
		return 0, err
	}
	if at.BegunAt.IsZero() || at.FinishedAt != nil {
		if _, err := s.SettleDue(ctx); err != nil {
			return 0, err
		}
		at = Sweeping{BegunAt: s.db.Now()}
	}
	differed := 0
	for at.FinishedAt == nil && s.leisure(ctx) {
		ids, found, err := s.sweepAfter(ctx, at.AfterPartner)
		if err != nil {
			return differed, err
		}
		differed += len(found)
		at.Checked, at.Differed = at.Checked+len(ids), at.Differed+len(found)
		if len(ids) == 0 {
			now := s.db.Now()
			at.FinishedAt = &now
		} else {
			at.AfterPartner = ids[len(ids)-1]
		}
		if err := s.keepSweep(ctx, at); err != nil {
			return differed, err
		}
	}
	return differed, nil
}

func (*Service) leisure(ctx context.Context) bool {
	until, bounded := ctx.Deadline()
	return ctx.Err() == nil && (!bounded || time.Until(until) > sweepSpare)
}

// Sweeping is zero before the first one.
func (s *Service) Sweeping(ctx context.Context) (Sweeping, error) {
	var rows []Sweeping
	err := s.db.Read(all(ctx), func(tx *gorm.DB) error {
		return tx.Raw("select * from tier_sweeps").Scan(&rows).Error
	})
	if len(rows) == 0 {
		return Sweeping{}, err
	}
	return rows[0], err
}

func (s *Service) keepSweep(ctx context.Context, at Sweeping) error {
	return s.db.Tx(ctx, func(tx *gorm.DB) error {
		return tx.Exec(`insert into tier_sweeps (id, begun_at, finished_at, after_partner, checked, differed) values (1, ?, ?, ?, ?, ?)
			on conflict (id) do update set begun_at = excluded.begun_at, finished_at = excluded.finished_at, after_partner = excluded.after_partner,
			checked = excluded.checked, differed = excluded.differed`, at.BegunAt, at.FinishedAt, at.AfterPartner, at.Checked, at.Differed).Error
	})
}

// sweepAfter compares the partners that come next, mends what differs and settles whom time has overtaken.
func (s *Service) sweepAfter(ctx context.Context, after string) (ids []string, wrong []Difference, err error) {
	err = s.db.Read(ctx, func(tx *gorm.DB) error {
		return tx.Raw("select partner_id from tier_partners where partner_id > ? and superseded_at is null order by partner_id limit ?", after, sweepChunk).Scan(&ids).Error
	})
	if err != nil || len(ids) == 0 {
		return ids, nil, err
	}
	found, overtaken, err := s.compare(ctx, ids)
	if err != nil {
		return nil, nil, err
	}
	if wrong, err = s.confirmed(ctx, found); err != nil {
		return nil, nil, err
	}
	if err := s.mend(ctx, wrong); err != nil {
		return nil, nil, err
	}
	for _, d := range wrong {
		overtaken[d.PartnerID] = true
	}
	for _, p := range sorted(overtaken) {
		if err := s.Settle(ctx, p); err != nil {
			return nil, nil, err
		}
	}
	return ids, wrong, nil
}

// confirmed asks again about partners that differed: an end that came in between is no fault.
func (s *Service) confirmed(ctx context.Context, found []Difference) ([]Difference, error) {
	partners := map[string]bool{}
	for _, d := range found {
		partners[d.PartnerID] = true
	}
	if len(partners) == 0 {
		return nil, nil
	}
	if _, err := s.SettleDue(ctx); err != nil {
		return nil, err
	}
	again, _, err := s.compare(ctx, sorted(partners))
	return again, err
}
