package tiers

import (
	"gorm.io/gorm"

	"laurel/internal/outbox"
	"laurel/internal/tiers/rules"
)

// change is what a transaction does and tells when it has its number.
type change struct {
	later []func(sequence int64) error
}

func (c *change) then(do func(sequence int64) error) { c.later = append(c.later, do) }

// count takes the number of a change, after everything else, and does what waited for it.
func (s *Service) count(tx *gorm.DB, c *change) error {
	number, err := s.step(tx)
	if err != nil {
		return err
	}
	for _, do := range c.later {
		if err := do(number); err != nil {
			return err
		}
	}
	return nil
}

// tell appends a fact as soon as the change has its number; it is dated as of the moment that is judged now.
func (w *settling) tell(fact func(sequence int64) outbox.Fact) {
	at := w.now
	w.then(func(sequence int64) error { return outbox.Append(w.ctx, w.tx, at, fact(sequence)) })
}

// number gives a standing that was written in this change its number.
func (w *settling) number(p *rules.Program, track string) {
	w.then(func(sequence int64) error {
		return w.tx.Exec("update tier_standings set sequence = ? where partner_id = ? and program = ? and track = ?", sequence, w.partner.ID, p.Key, track).Error
	})
}
