package tiers

import (
	"context"
	"errors"
	"time"

	"gorm.io/gorm"

	"laurel/internal/outbox"
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

// settlePerson makes the spans of a person anew, settles every partner the person ever had to do with, and counts the change.
func (s *Service) settlePerson(ctx context.Context, tx *gorm.DB, personID string) error {
	if err := s.respan(tx, personID); err != nil {
		return err
	}
	var partners []string
	err := tx.Raw("select distinct partner_id from tier_affiliations where person_id = ? and superseded_at is null order by partner_id", personID).Scan(&partners).Error
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
	for _, p := range partners {
		if err := s.settle(ctx, tx, p); err != nil {
			return err
		}
	}
	if len(partners) == 0 {
		_, err = s.step(tx)
	}
	return err
}

// settling is one settlement in progress; its partner's line is held.
type settling struct {
	s       *Service
	ctx     context.Context //nolint:containedctx // one call's life
	tx      *gorm.DB
	partner Partner
	now     time.Time // the moment judged
	known   time.Time // what is known; each decision is recorded a little later than the one before
	shot    rules.Snapshot
	step    int64
}

func (s *Service) settle(ctx context.Context, tx *gorm.DB, partnerID string) error {
	if err := widen(tx); err != nil {
		return err
	}
	now := s.db.Now()
	partner, _, err := partnerOf(tx, partnerID, clocks{now, now})
	if err != nil {
		return err
	}
	w := &settling{s: s, ctx: ctx, tx: tx, partner: partner, now: now, known: now}
	enrolled := []string{""}
	for _, key := range partner.Programs {
		_, err := s.active(tx, key, clocks{now, now})
		if errors.Is(err, ErrUnknownProgram) {
			continue
		}
		if err != nil {
			return err
		}
		enrolled = append(enrolled, key)
	}
	if w.step, err = s.step(tx); err != nil {
		return err
	}
	if err := w.headcounts(); err != nil {
		return err
	}
	for _, program := range enrolled[1:] {
		if err := w.program(program); err != nil {
			return err
		}
	}
	return tx.Exec("update tier_standings set next_at = null where partner_id = ? and program not in ? and next_at is not null", partnerID, enrolled).Error
}

// headcounts compares each cell of the partner with what was last told.
func (w *settling) headcounts() error {
	counted, err := cells(w.tx, w.partner.ID, w.now, false)
	if err != nil {
		return err
	}
	var kept []cell
	if err := w.tx.Raw("select certification_key, count from tier_headcounts where partner_id = ?", w.partner.ID).Scan(&kept).Error; err != nil {
		return err
	}
	before := map[string]int{}
	for _, k := range kept {
		before[k.CertificationKey] = k.Count
		if _, still := counted[k.CertificationKey]; !still {
			counted[k.CertificationKey] = 0
		}
	}
	for _, key := range sorted(counted) {
		if counted[key] == before[key] {
			continue
		}
		err := w.tx.Exec(`insert into tier_headcounts (partner_id, certification_key, count, sequence, computed_at) values (?, ?, ?, ?, ?)
			on conflict (partner_id, certification_key) do update set count = excluded.count, sequence = excluded.sequence, computed_at = excluded.computed_at`,
			w.partner.ID, key, counted[key], w.step, w.now).Error
		if err != nil {
			return err
		}
		err = outbox.Append(w.ctx, w.tx, w.now, HeadcountChanged{PartnerID: w.partner.ID, ExternalID: w.partner.ExternalID, CertificationKey: key,
			Count: counted[key], Previous: before[key], Sequence: w.step, At: w.now})
		if err != nil {
			return err
		}
	}
	return nil
}

// qualifications keeps the last answer for every tier and tells the ones that turned over.
func (w *settling) qualifications(p *rules.Program, results map[string]rules.Result) error {
	var kept []struct{ Target, Result string }
	if err := w.tx.Raw("select target, result from tier_qualifications where partner_id = ? and program = ?", w.partner.ID, p.Key).Scan(&kept).Error; err != nil {
		return err
	}
	before := map[string]string{}
	for _, k := range kept {
		before[k.Target] = k.Result
	}
	for _, t := range p.Tiers {
		result := string(results[t.Key])
		err := w.tx.Exec(`insert into tier_qualifications (partner_id, program, target, result, version, since, evaluated_at) values (?, ?, ?, ?, ?, ?, ?)
			on conflict (partner_id, program, target) do update set version = excluded.version, evaluated_at = excluded.evaluated_at,
			since = case when tier_qualifications.result = excluded.result then tier_qualifications.since else excluded.since end, result = excluded.result`,
			w.partner.ID, p.Key, t.Key, result, p.Version, w.now, w.now).Error
		if err != nil {
			return err
		}
		if before[t.Key] == result {
			continue
		}
		if err := w.met(p.Key, t.Key, results[t.Key]); err != nil {
			return err
		}
		err = outbox.Append(w.ctx, w.tx, w.now, QualificationChanged{PartnerID: w.partner.ID, ExternalID: w.partner.ExternalID, Program: p.Key, Version: p.Version,
			Target: t.Key, Result: result, Previous: before[t.Key], Sequence: w.step, At: w.now})
		if err != nil {
			return err
		}
	}
	return nil
}
