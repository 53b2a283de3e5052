package tiers

import (
	"context"
	"errors"
	"slices"
	"time"

	"gorm.io/gorm"

	"laurel/internal/tiers/rules"
)

// Settle brings headcounts, qualifications and standings of a partner to what the kept facts say now, and appends a fact
// for each that moved. Run twice it does nothing the second time.
func (s *Service) Settle(ctx context.Context, partnerID string) error {
	ctx = all(ctx)
	return s.db.Tx(ctx, func(tx *gorm.DB) error {
		if err := s.line(tx, partnerLine(partnerID)); err != nil {
			return err
		}
		return s.settle(ctx, tx, partnerID)
	})
}

// settlePerson makes the spans of people anew, settles every partner they ever had to do with, and counts the change.
func (s *Service) settlePerson(ctx context.Context, tx *gorm.DB, personIDs ...string) error {
	for _, person := range personIDs { // before anybody is settled: a partner is counted over all of them
		if err := s.respan(tx, person); err != nil {
			return err
		}
	}
	var partners []string
	err := tx.Raw("select distinct partner_id from tier_affiliations where person_id in ? and superseded_at is null order by partner_id", append([]string{""}, personIDs...)).Scan(&partners).Error
	if err != nil {
		return err
	}
	relatives, err := s.beside(tx, partners)
	if err != nil {
		return err
	}
	partners = append(partners, relatives...)
	if err := s.line(tx, partnerLines(partners)...); err != nil {
		return err
	}
	return s.settle(ctx, tx, partners...)
}

// settle computes what becomes of some partners, whose lines are held, and then counts and tells it as one change.
func (s *Service) settle(ctx context.Context, tx *gorm.DB, partnerIDs ...string) error {
	c := &change{}
	for _, p := range slices.Compact(slices.Sorted(slices.Values(partnerIDs))) {
		if err := s.weigh(ctx, tx, p, c); err != nil {
			return err
		}
	}
	return s.count(tx, c)
}

// settling is one settlement in progress; its partner's line is held.
type settling struct {
	*change
	s       *Service
	ctx     context.Context //nolint:containedctx // one call's life
	tx      *gorm.DB
	partner Partner
	now     time.Time // the moment judged
	known   time.Time // what is known; each decision is recorded a little later than the one before
	shot    rules.Snapshot
}

// weigh computes what becomes of one partner.
func (s *Service) weigh(ctx context.Context, tx *gorm.DB, partnerID string, c *change) error {
	if err := widen(tx); err != nil {
		return err
	}
	now := s.db.Now()
	partner, _, err := partnerOf(tx, partnerID, clocks{now, now})
	if err != nil {
		return err
	}
	w := &settling{change: c, s: s, ctx: ctx, tx: tx, partner: partner, now: now, known: now}
	enrolled, err := s.enrolled(tx, partner, now)
	if err != nil {
		return err
	}
	if err := w.headcounts(); err != nil {
		return err
	}
	keys := []string{""}
	for _, p := range enrolled {
		if err := w.program(p.Key); err != nil {
			return err
		}
		keys = append(keys, p.Key)
	}
	return tx.Exec("update tier_standings set next_at = null where partner_id = ? and program not in ? and next_at is not null", partnerID, keys).Error
}

// enrolled are the programs in force that a partner takes part in.
func (s *Service) enrolled(tx *gorm.DB, partner Partner, at time.Time) ([]*rules.Program, error) {
	found := []*rules.Program{}
	for _, key := range partner.Programs {
		program, err := s.active(tx, key, clocks{at, at})
		if errors.Is(err, ErrUnknownProgram) {
			continue
		}
		if err != nil {
			return nil, err
		}
		found = append(found, program)
	}
	return found, nil
}
