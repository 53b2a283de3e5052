package tiers

import (
	"slices"
	"time"

	"gorm.io/gorm"

	"laurel/internal/tiers/rules"
)

// calendar is what one settlement still has to judge of a program: from the last judgement on.
type calendar struct {
	key  string
	last time.Time
	ends []time.Time // of what counts: known beforehand, so they would have been judged in time
}

func (w *settling) calendar(p *rules.Program) (*calendar, error) {
	c := &calendar{key: p.Key, last: w.now}
	standings, err := w.standings(p)
	if err != nil {
		return nil, err
	}
	var judged []time.Time
	err = w.tx.Raw("select judged_at from tier_standings where partner_id = ? and program = ? and judged_at is not null", w.partner.ID, p.Key).Scan(&judged).Error
	if err != nil || len(standings) == 0 || len(judged) == 0 {
		return c, err
	}
	c.last = slices.MinFunc(append(judged, w.now), time.Time.Compare).UTC()
	shot, err := w.s.snapshot(w.tx, w.partner, p, clocks{w.now, w.known})
	for _, a := range shot.Awards {
		c.ends = append(c.ends, a.Until)
	}
	for _, a := range shot.Affiliations {
		c.ends = append(c.ends, a.To, p.People.Leaver.After(a.To))
	}
	for _, a := range shot.Attestations {
		c.ends = append(c.ends, a.Until)
	}
	for _, certification := range shot.Certifications {
		c.ends = append(c.ends, certification.CountsUntil)
	}
	return c, err
}

// next is the first moment after the last one that wants a decision; zero where there is none.
func (c *calendar) next(w *settling) (time.Time, error) {
	next, err := c.planned(w)
	for _, end := range c.ends {
		next = sooner(next, end, c.last)
	}
	return next.UTC(), err
}

// planned is next without the ends: what the calendar alone wants.
func (c *calendar) planned(w *settling) (time.Time, error) {
	p, err := w.s.active(w.tx, c.key, clocks{c.last, w.known})
	if err != nil {
		p, err = w.s.active(w.tx, c.key, clocks{w.now, w.known})
	}
	if err != nil {
		return time.Time{}, err
	}
	standings, err := w.standings(p)
	if err != nil {
		return time.Time{}, err
	}
	next := sooner(time.Time{}, p.Standing.HoldOldUntil, c.last)
	for _, st := range standings {
		if p.Standing.Decides() {
			anchor, err := w.anchor(p, st)
			if err != nil {
				return next, err
			}
			next = sooner(next, p.NextCheckpoint(anchor, c.last), c.last)
		}
		if p.Standing.DemoteOnlyAt != "" {
			next = sooner(next, p.Standing.NextYear(c.last), c.last)
		}
		for _, until := range []*time.Time{st.GraceUntil, st.HoldUntil} {
			next = sooner(next, open(until), c.last)
		}
	}
	var versions []time.Time
	err = w.tx.Raw("select effective_from from tier_programs where program = ? and state = 'published' and effective_from > ? order by effective_from limit 1", c.key, c.last).Scan(&versions).Error
	for _, from := range versions {
		next = sooner(next, from, c.last)
	}
	return next, err
}

// keep puts down that all was judged until now, and when the calendar will want it again.
func (c *calendar) keep(w *settling, p *rules.Program) error {
	c.last = w.now
	next, err := c.planned(w)
	if err != nil {
		return err
	}
	var due *time.Time
	if !next.IsZero() {
		due = &next
	}
	return w.tx.Exec("update tier_standings set judged_at = ?, next_at = ? where partner_id = ? and program = ?", w.now, due, w.partner.ID, p.Key).Error
}

// sooner is the earlier of two moments of those after a third one; zero where there is none.
func sooner(a, b, after time.Time) time.Time {
	if b.IsZero() || !b.After(after) || !a.IsZero() && a.Before(b) {
		return a
	}
	return b.UTC()
}

// anchorOf is the moment that the checkpoints of a standing are counted from; zero where it has not come yet.
func (*Service) anchorOf(tx *gorm.DB, p *rules.Program, st Standing, partner Partner) (time.Time, error) {
	switch p.Standing.Anchor {
	case rules.AnchorTierDate:
		if st.Tier == "" {
			return partner.JoinedAt, nil
		}
		return st.Since.UTC(), nil
	case rules.AnchorApproved:
		var approved []time.Time
		err := tx.Raw("select decided_at from tier_applications where partner_id = ? and program = ? and tier = ? and state = 'accepted' order by decided_at desc limit 1",
			partner.ID, p.Key, st.Tier).Scan(&approved).Error
		if len(approved) == 1 {
			return approved[0].UTC(), err
		}
		return st.Since.UTC(), err
	case rules.AnchorPurchased:
		return purchased(tx, partner.ID)
	case rules.AnchorJoined:
	}
	return partner.JoinedAt, nil
}

// purchased is when the partner first settled a fee: anniversaries are counted from it, however often it is renewed.
func purchased(tx *gorm.DB, partnerID string) (time.Time, error) {
	var from []time.Time
	err := tx.Raw("select valid_from from tier_entries where partner_id = ? and kind = ? and superseded_at is null and not withdrawn order by valid_from limit 1", partnerID, feeEntry).Scan(&from).Error
	if len(from) == 0 {
		return time.Time{}, err
	}
	return from[0].UTC(), err
}
