package tiers

import (
	"context"
	"strings"
	"time"

	"gorm.io/gorm"

	"laurel/internal/audit"
	"laurel/internal/id"
)

// mend makes anew what is kept wrong, partner by partner, and tells it to whoever watches: the log, the audit log, a counter and
// the list that program managers see.
func (s *Service) mend(ctx context.Context, wrong []Difference) error {
	byPartner := map[string][]Difference{}
	for _, d := range wrong {
		byPartner[d.PartnerID] = append(byPartner[d.PartnerID], d)
	}
	for _, partner := range sorted(byPartner) {
		if err := s.mendPartner(ctx, partner, byPartner[partner]); err != nil {
			return err
		}
		for _, d := range byPartner[partner] {
			s.alarms.Add(1)
			s.log.Error("what is derived was kept wrong", "partner", d.PartnerID, "kind", d.Kind, "key", d.Key, "told", d.Told, "is", d.Is)
		}
	}
	return nil
}

// Alarms is how many differences this process has found.
func (s *Service) Alarms() int64 { return s.alarms.Load() }

func (s *Service) mendPartner(ctx context.Context, partnerID string, wrong []Difference) error {
	people := []string{}
	for _, d := range wrong {
		if d.Kind == spanWrong {
			people = append(people, personLine(d.Key))
		}
	}
	return s.db.Tx(ctx, func(tx *gorm.DB) error {
		if err := s.line(tx, people...); err != nil { // people first, as everybody does
			return err
		}
		if err := s.line(tx, partnerLine(partnerID)); err != nil {
			return err
		}
		now := s.db.Now()
		for _, d := range wrong {
			if err := s.mendOne(tx, d); err != nil {
				return err
			}
			err := tx.Exec("insert into tier_differences (id, partner_id, kind, key, told, is_now, found_at) values (?, ?, ?, ?, ?, ?, ?)",
				id.New("dif"), d.PartnerID, d.Kind, d.Key, d.Told, d.Is, now).Error
			if err != nil {
				return err
			}
			err = audit.Append(ctx, tx, now, audit.Entry{Action: "derived.differed", Subject: d.Key, Partner: d.PartnerID, Reason: "the nightly recomputation found another value",
				Detail: map[string]string{"kind": d.Kind, "told": d.Told, "is": d.Is}})
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// mendOne puts back what no settlement would: spans, and a standing that left its journal. Headcounts and answers are told anew
// by the settlement that follows.
func (s *Service) mendOne(tx *gorm.DB, d Difference) error {
	switch d.Kind {
	case spanWrong:
		return s.respan(tx, d.Key)
	case standingWrong:
		return retell(tx, d)
	}
	return nil
}

// retell puts a standing where the journal says it is.
func retell(tx *gorm.DB, d Difference) error {
	program, track, _ := strings.Cut(d.Key, " ")
	var lines []Decision
	err := tx.Raw("select * from tier_decisions where partner_id = ? and program = ? and track = ? order by at, recorded_at, id", d.PartnerID, program, track).Scan(&lines).Error
	if err != nil {
		return err
	}
	st, since := Standing{}, (*time.Time)(nil)
	for _, st = range past(lines, program) {
		if !st.Since.IsZero() {
			since = &st.Since
		}
	}
	return tx.Exec(`update tier_standings set tier = ?, since = coalesce(?, since), version = ?, grace_until = ?, hold_until = ? where partner_id = ? and program = ? and track = ?`,
		st.Tier, since, st.Version, st.GraceUntil, st.HoldUntil, d.PartnerID, program, track).Error
}

// Differences lists what was found, the newest first.
func (s *Service) Differences(ctx context.Context, after string, limit int) ([]Found, error) {
	var rows []Found
	err := s.db.Read(all(ctx), func(tx *gorm.DB) error {
		return tx.Raw(`select id, partner_id, kind, "key", told, is_now as "is", found_at from tier_differences where (? = '' or id < ?) order by id desc limit ?`, after, after, limit).Scan(&rows).Error
	})
	return rows, err
}
