package tiers

import (
	"context"
	"slices"
	"time"

	"gorm.io/gorm"

	"laurel/internal/outbox"
	"laurel/internal/tiers/rules"
)

// warnDue tells of everybody counted who came within 30, 60 or 90 days of not counting any more since the last run. Who
// comes in late, as by an import, is told of for the nearest period only.
func (s *Service) warnDue(ctx context.Context, now time.Time) error {
	due := []string{}
	err := s.db.Read(ctx, func(tx *gorm.DB) error {
		due = due[:0]
		last, err := mark(tx, "warn_due")
		if err != nil {
			return err
		}
		sql, args := nearing(last, now)
		return tx.Raw(sql, args...).Scan(&due).Error
	})
	if err != nil {
		return err
	}
	for _, partner := range due {
		if err := s.warn(ctx, partner, now); err != nil {
			return err
		}
	}
	return s.db.Tx(ctx, func(tx *gorm.DB) error { return setMark(tx, "warn_due", now) })
}

// lateCommit is how long before its commit a row may have been dated.
const lateCommit = 10 * time.Minute

// nearing finds the partners with an end that came nearer than a period, or of whom something new was heard since.
func nearing(last, now time.Time) (string, []any) {
	heard := last.Add(-lateCommit)
	b := &sentence{}
	b.add("select f.partner_id from tier_affiliations f join tier_awards a on a.person_id = f.person_id and a.superseded_at is null where f.superseded_at is null and (")
	b.add("f.recorded_at > ? or a.recorded_at > ? or "+crossings("f.valid_to")+" or "+crossings("a.valid_to")+")",
		append([]any{heard, heard}, append(crossed(last, now), crossed(last, now)...)...)...)
	b.add(` union select f.partner_id from tier_certifications c join tier_awards a on a.award_key = c.certification_key and a.superseded_at is null
		join tier_affiliations f on f.person_id = a.person_id and f.superseded_at is null where c.superseded_at is null and (c.recorded_at > ? or `+crossings("c.counts_until")+") order by 1",
		append([]any{heard}, crossed(last, now)...)...)
	return b.text.String(), b.args
}

// warn tells of one partner.
func (s *Service) warn(ctx context.Context, partnerID string, now time.Time) error {
	return s.db.Tx(ctx, func(tx *gorm.DB) error {
		if err := s.line(tx, partnerLine(partnerID)); err != nil {
			return err
		}
		partner, _, err := partnerOf(tx, partnerID, clocks{now, now})
		if err != nil {
			return err
		}
		shot, err := s.snapshot(tx, partner, nil, clocks{now, now})
		if err != nil {
			return err
		}
		keys := map[string]bool{}
		for _, a := range shot.Awards {
			if a.Kind == "certification" {
				keys[a.Key] = true
			}
		}
		for _, key := range sorted(keys) {
			counted, _ := rules.Count(everybody(), rules.Filter{Kind: []string{"certification"}, Certification: []string{key}}, shot)
			fresh, err := freshly(tx, partner.ID, key, counted, now)
			if err != nil {
				return err
			}
			for _, w := range warnings(counted, fresh, now) {
				err := outbox.Append(ctx, tx, now, HeadcountExpiring{PartnerID: partner.ID, ExternalID: partner.ExternalID, CertificationKey: key,
					Within: w.within, Count: w.count, FirstOn: w.first.UTC().Format(time.DateOnly), At: now})
				if err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// freshly keeps who came within which period, and gives the periods that somebody came into for the first time. The longer
// periods are kept with the nearest one.
func freshly(tx *gorm.DB, partnerID, key string, counted []rules.Counted, now time.Time) ([]string, error) {
	fresh := []string{}
	for _, c := range counted {
		near := nearest(c.Until, now)
		if near == "" {
			continue
		}
		for _, within := range horizons[slices.Index(horizons, near):] {
			kept := tx.Exec(`insert into tier_warnings (partner_id, certification_key, person_id, ends, within, warned_at) values (?, ?, ?, ?, ?, ?)
				on conflict (partner_id, certification_key, person_id, ends, within) do nothing`, partnerID, key, c.Person, c.Until, within, now)
			if kept.Error != nil {
				return nil, kept.Error
			}
			if kept.RowsAffected == 1 && within == near {
				fresh = append(fresh, within)
			}
		}
	}
	return fresh, nil
}
