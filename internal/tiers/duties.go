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
