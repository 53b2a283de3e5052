package tiers

import (
	"context"
	"time"

	"gorm.io/gorm"
)

// SettleDue settles every partner for whom time has made a difference since the last run: an award, an affiliation, a
// piece of evidence or a certification's counting began or ended, a grace period or a hold ran out, a checkpoint came, a
// program version took effect.
// It also tells who will soon not count any more.
// It gives the number of partners settled; run again it does nothing.
func (s *Service) SettleDue(ctx context.Context) (int, error) {
	ctx = all(ctx)
	now := s.db.Now()
	due := []string{}
	err := s.db.Read(ctx, func(tx *gorm.DB) error {
		due = due[:0]
		last, err := mark(tx, "settle_due")
		if err != nil {
			return err
		}
		return tx.Raw(dueSQL, dueArgs(last, now)...).Scan(&due).Error
	})
	if err != nil {
		return 0, err
	}
	for _, partner := range due {
		if err := s.Settle(ctx, partner); err != nil {
			return 0, err
		}
	}
	if err := s.warnDue(ctx, now); err != nil {
		return 0, err
	}
	return len(due), s.db.Tx(ctx, func(tx *gorm.DB) error { return setMark(tx, "settle_due", now) })
}

const dueSQL = `select partner_id from tier_affiliations where superseded_at is null and (valid_from > ? and valid_from <= ? or valid_to > ? and valid_to <= ?)
	union select f.partner_id from tier_affiliations f join tier_awards a on a.person_id = f.person_id and a.superseded_at is null
		where f.superseded_at is null and (a.valid_from > ? and a.valid_from <= ? or a.valid_to > ? and a.valid_to <= ?)
	union select f.partner_id from tier_certifications c join tier_awards a on a.award_key = c.certification_key and a.superseded_at is null
		join tier_affiliations f on f.person_id = a.person_id and f.superseded_at is null
		where c.superseded_at is null and (c.counts_until > ? and c.counts_until <= ? or c.recorded_at > ? and c.recorded_at <= ?)
	union select partner_id from tier_attestations where valid_from > ? and valid_from <= ? or valid_until > ? and valid_until <= ?
	union select partner_id from tier_standings where next_at <= ?
	order by 1`

// dueArgs fills the window (last, now] into every pair.
func dueArgs(last, now time.Time) []any {
	args := []any{}
	for range 8 {
		args = append(args, last, now)
	}
	return append(args, now)
}

func mark(tx *gorm.DB, name string) (time.Time, error) {
	var at []time.Time
	err := tx.Raw("select at from tier_marks where name = ?", name).Scan(&at).Error
	if len(at) == 0 {
		return time.Unix(0, 0).UTC(), err
	}
	return at[0].UTC(), err
}

// setMark only moves forward.
func setMark(tx *gorm.DB, name string, at time.Time) error {
	return tx.Exec("insert into tier_marks (name, at) values (?, ?) on conflict (name) do update set at = excluded.at where excluded.at > tier_marks.at", name, at).Error
}

// SettleProgram settles everybody who takes part in a program: after a publication, and when a version takes effect.
func (s *Service) SettleProgram(ctx context.Context, key string) error {
	partners, err := s.everyone(ctx)
	if err != nil {
		return err
	}
	for _, p := range partners {
		if !hasWord(p.Programs, key) {
			continue
		}
		if err := s.Settle(ctx, p.ID); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) everyone(ctx context.Context) ([]Partner, error) {
	partners := []Partner{}
	err := s.db.Read(all(ctx), func(tx *gorm.DB) error {
		partners = partners[:0]
		var rows []partnerRow
		err := tx.Raw("select * from tier_partners where superseded_at is null order by partner_id").Scan(&rows).Error
		for _, r := range rows {
			partners = append(partners, r.partner())
		}
		return err
	})
	return partners, err
}

// Difference is a headcount that was told, or would be shown, otherwise than it is.
type Difference struct {
	PartnerID, CertificationKey string
	Told, Is                    int
}

// Sweep recomputes every headcount from the copies, gives the ones that were told wrong, and settles every partner, which
// also catches what went stale. A difference without a cause is a fault of the program and is logged as one.
func (s *Service) Sweep(ctx context.Context) ([]Difference, error) {
	if _, err := s.SettleDue(ctx); err != nil {
		return nil, err
	}
	partners, err := s.everyone(ctx)
	if err != nil {
		return nil, err
	}
	wrong := []Difference{}
	for _, p := range partners {
		found, err := s.compare(all(ctx), p.ID)
		if err != nil {
			return nil, err
		}
		for _, d := range found {
			s.log.Error("a headcount was told wrong", "partner", d.PartnerID, "certification", d.CertificationKey, "told", d.Told, "is", d.Is)
		}
		wrong = append(wrong, found...)
		if len(found) > 0 {
			if err := s.mend(all(ctx), p.ID); err != nil {
				return nil, err
			}
		}
		if err := s.Settle(ctx, p.ID); err != nil {
			return nil, err
		}
	}
	return wrong, nil
}

func (s *Service) compare(ctx context.Context, partnerID string) ([]Difference, error) {
	found := []Difference{}
	err := s.db.Read(ctx, func(tx *gorm.DB) error {
		found = found[:0]
		now := s.db.Now()
		is, err := cells(tx, partnerID, now, true)
		if err != nil {
			return err
		}
		shown, err := cells(tx, partnerID, now, false)
		if err != nil {
			return err
		}
		var kept []cell
		if err := tx.Raw("select certification_key, count from tier_headcounts where partner_id = ?", partnerID).Scan(&kept).Error; err != nil {
			return err
		}
		told := map[string]int{}
		for _, k := range kept {
			told[k.CertificationKey] = k.Count
			is[k.CertificationKey] += 0
		}
		for key := range shown {
			is[key] += 0
		}
		for _, key := range sorted(is) {
			if told[key] != is[key] {
				found = append(found, Difference{partnerID, key, told[key], is[key]})
			} else if shown[key] != is[key] {
				found = append(found, Difference{partnerID, key, shown[key], is[key]})
			}
		}
		return nil
	})
	return found, err
}
