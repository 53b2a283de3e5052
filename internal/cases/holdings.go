package cases

import (
	"context"
	"time"

	"gorm.io/gorm"

	"laurel/internal/audit"
	"laurel/internal/fault"
	"laurel/internal/outbox"
)

// change does something to a case that is locked, and gives it as it is then.
func (s *Service) change(ctx context.Context, number string, do func(tx *gorm.DB, c *Case) error) (Case, error) {
	return outbox.Once(ctx, s.db, func(tx *gorm.DB) (Case, error) {
		c, err := lock(tx, number)
		if err != nil {
			return Case{}, err
		}
		if err := do(tx, &c); err != nil {
			return Case{}, err
		}
		return lock(tx, number)
	})
}

func reasoned(reason string) error {
	if between(reason, leastText, mostText) {
		return nil
	}
	return ErrInput.With(fault.Field{Field: "reason", Code: "length", Detail: "in 10 to 4000 characters"})
}

// Hold holds the result of the attempt until the case is decided, because of a reason that the person concerned does not read yet.
// What they learn is that it is held, and the number.
func (s *Service) Hold(ctx context.Context, number, reason string) (Case, error) {
	if err := reasoned(reason); err != nil {
		return Case{}, err
	}
	return s.change(ctx, number, func(tx *gorm.DB, c *Case) error {
		if c.AttemptID == "" {
			return ErrNoAttempt
		}
		if c.HoldLifted != nil { // what was lifted does not come back: exams have heard that it is over
			return stands(*c)
		}
		if err := s.move(tx, c, Held); err != nil {
			return err
		}
		now := s.db.Now()
		if err := tx.Exec("update cases set hold_since = ? where number = ?", now, c.Number).Error; err != nil {
			return err
		}
		if err := s.enter(ctx, tx, c.Number, Entry{Kind: "hold_reason", Text: reason}); err != nil {
			return err
		}
		if err := s.enter(ctx, tx, c.Number, Entry{Kind: "held", Shown: true}); err != nil {
			return err
		}
		if err := audit.Append(ctx, tx, now, audit.Entry{Action: "case.held", Subject: c.Number, Reason: reason}); err != nil {
			return err
		}
		return outbox.Append(ctx, tx, now, HoldPlaced{Number: c.Number, AttemptID: c.AttemptID, PersonID: c.PersonID, At: now})
	})
}

// Lift ends the hold before a decision.
func (s *Service) Lift(ctx context.Context, number, reason string) (Case, error) {
	if err := reasoned(reason); err != nil {
		return Case{}, err
	}
	return s.change(ctx, number, func(tx *gorm.DB, c *Case) error {
		if c.State != Held {
			return stands(*c)
		}
		if err := s.move(tx, c, Open); err != nil {
			return err
		}
		if err := s.enter(ctx, tx, c.Number, Entry{Kind: "lift_reason", Text: reason}); err != nil {
			return err
		}
		return s.lift(ctx, tx, c)
	})
}

// lift ends a hold if there is one.
func (s *Service) lift(ctx context.Context, tx *gorm.DB, c *Case) error {
	if !c.Holds() {
		return nil
	}
	now := s.db.Now()
	c.HoldLifted = &now
	if err := tx.Exec("update cases set hold_lifted = ? where number = ?", now, c.Number).Error; err != nil {
		return err
	}
	if err := s.enter(ctx, tx, c.Number, Entry{Kind: "hold_lifted", Shown: true}); err != nil {
		return err
	}
	if err := audit.Append(ctx, tx, now, audit.Entry{Action: "case.hold_lifted", Subject: c.Number}); err != nil {
		return err
	}
	return outbox.Append(ctx, tx, now, HoldLifted{Number: c.Number, AttemptID: c.AttemptID, PersonID: c.PersonID, At: now})
}

// Dismiss ends a case from which nothing follows. The answer is what the person concerned reads, if they know of the case.
func (s *Service) Dismiss(ctx context.Context, number, answer string) (Case, error) {
	if err := reasoned(answer); err != nil {
		return Case{}, err
	}
	return s.change(ctx, number, func(tx *gorm.DB, c *Case) error {
		if !c.State.May(Dismissed) {
			return stands(*c)
		}
		known := c.shown()
		if err := s.lift(ctx, tx, c); err != nil {
			return err
		}
		var until *time.Time
		if c.Origin == ByCandidate { // one person turned it down; two others may be asked
			at := s.db.Now().Add(AppealWindow).Truncate(time.Second)
			until = &at
		}
		if err := tx.Exec("update cases set answer = ?, appeal_until = ? where number = ?", answer, until, c.Number).Error; err != nil {
			return err
		}
		if err := s.move(tx, c, Dismissed); err != nil {
			return err
		}
		if err := s.enter(ctx, tx, c.Number, Entry{Kind: "dismissed", Text: answer, Shown: true}); err != nil {
			return err
		}
		return s.tellClosed(ctx, tx, *c, known)
	})
}

func (s *Service) tellClosed(ctx context.Context, tx *gorm.DB, c Case, known bool) error {
	now := s.db.Now()
	if err := audit.Append(ctx, tx, now, audit.Entry{Action: "case." + string(c.State), Subject: c.Number}); err != nil || !known {
		return err
	}
	return outbox.Append(ctx, tx, now, CaseClosed{Number: c.Number, PersonID: c.PersonID, At: now})
}
