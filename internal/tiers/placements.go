package tiers

import (
	"context"
	"encoding/json"
	"time"

	"gorm.io/gorm"

	"laurel/internal/actor"
	"laurel/internal/audit"
	"laurel/internal/id"
	"laurel/internal/tiers/rules"
)

// Place keeps where a partner places its people, as a whole, and settles it. A repeat changes nothing.
func (s *Service) Place(ctx context.Context, p Placement) (Placement, error) {
	err := s.db.Tx(ctx, func(tx *gorm.DB) error {
		if err := s.line(tx, partnerLine(p.PartnerID)); err != nil {
			return err
		}
		now := s.db.Now()
		program, err := s.active(tx, p.Program, clocks{now, now})
		if err != nil {
			return err
		}
		people, err := s.ourPeople(tx, p.PartnerID, program)
		if err != nil {
			return err
		}
		if faults := p.faults(program, people); len(faults) > 0 {
			return ErrInput.With(faults...)
		}
		before, err := placement(tx, p.PartnerID, p.Program, now)
		if err != nil {
			return err
		}
		pins, wanted := listed(p.Pins), list(p.Wanted)
		if before.RecordedAt != nil && listed(before.Pins) == pins && list(before.Wanted) == wanted {
			p = before
			return nil
		}
		p.RecordedAt, p.RecordedBy = &now, actor.From(ctx).ID
		if err := tx.Exec("update tier_pins set superseded_at = ? where partner_id = ? and program = ? and superseded_at is null", now, p.PartnerID, p.Program).Error; err != nil {
			return err
		}
		rowID := id.New("pin")
		err = tx.Exec("insert into tier_pins (id, partner_id, program, pins, wanted, recorded_by, recorded_at) values (?, ?, ?, ?, ?, ?, ?)",
			rowID, p.PartnerID, p.Program, pins, wanted, p.RecordedBy, now).Error
		if err != nil {
			return err
		}
		if err := audit.Append(ctx, tx, now, audit.Entry{Action: "seats.pinned", Subject: rowID, Partner: p.PartnerID, Detail: map[string]any{"program": p.Program, "pins": p.Pins, "wanted": p.Wanted}}); err != nil {
			return err
		}
		return s.settle(all(ctx), tx, p.PartnerID)
	})
	return p, err
}

// ourPeople are those whose awards can fill a seat of the partner.
func (s *Service) ourPeople(tx *gorm.DB, partnerID string, program *rules.Program) (map[string]bool, error) {
	now := s.db.Now()
	partners := []string{partnerID}
	if program.People.Wide() {
		family, err := kin(tx, partners, clocks{now, now})
		if err != nil {
			return nil, err
		}
		partners = append(partners, family...)
	}
	var ids []string
	err := tx.Raw("select distinct person_id from tier_affiliations where partner_id in ? and superseded_at is null", partners).Scan(&ids).Error
	found := map[string]bool{}
	for _, id := range ids {
		found[id] = true
	}
	return found, err
}

// Placement gives what was last placed; nobody and nothing where nothing was.
func (s *Service) Placement(ctx context.Context, partnerID, program string) (Placement, error) {
	var p Placement
	err := s.db.Read(all(ctx), func(tx *gorm.DB) (err error) {
		now := s.db.Now()
		if _, err := s.active(tx, program, clocks{now, now}); err != nil {
			return err
		}
		p, err = placement(tx, partnerID, program, now)
		return err
	})
	return p, err
}

func placement(tx *gorm.DB, partnerID, program string, knownAt time.Time) (Placement, error) {
	var rows []struct {
		Pins, Wanted, RecordedBy string
		RecordedAt               time.Time
	}
	p := Placement{PartnerID: partnerID, Program: program, Pins: []Pin{}, Wanted: []string{}}
	err := tx.Raw("select * from tier_pins where partner_id = ? and program = ? and"+known, partnerID, program, knownAt, knownAt).Scan(&rows).Error
	for _, r := range rows {
		p.RecordedAt, p.RecordedBy, p.Wanted = instant(r.RecordedAt), r.RecordedBy, unlist(r.Wanted)
		if err := json.Unmarshal([]byte(r.Pins), &p.Pins); err != nil {
			return p, err
		}
	}
	return p, err
}

func loadPins(tx *gorm.DB, s *rules.Snapshot, program string, c clocks) error {
	p, err := placement(tx, s.Partner.ID, program, c.knownAt)
	for _, pin := range p.Pins {
		s.Pins = append(s.Pins, rules.Pin(pin))
	}
	s.Wanted = p.Wanted
	return err
}
