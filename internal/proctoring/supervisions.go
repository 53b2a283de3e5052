package proctoring

import (
	"context"
	"time"

	"gorm.io/gorm"

	"laurel/internal/audit"
	"laurel/internal/id"
	"laurel/internal/outbox"
)

// Override lets the holder of a registration sit without Safe Exam Browser and start without the outside proctor for a while. It
// lifts a lock too.
func (s *Service) Override(ctx context.Context, registrationID, reason string, lasts time.Duration) (Override, error) {
	if err := overrideFaults(reason, lasts); err != nil {
		return Override{}, err
	}
	return outbox.Once(ctx, s.db, func(tx *gorm.DB) (Override, error) {
		seat, err := s.exams.Place(ctx, tx, registrationID)
		if err != nil {
			return Override{}, err
		}
		if seat.Lockdown != safeExamBrowser && seat.Proctoring != external {
			return Override{}, ErrNoLockdown.Detailed("This exam asks neither for Safe Exam Browser nor for an outside proctor.")
		}
		now := s.db.Now()
		o := Override{ID: id.New("ovr"), RegistrationID: seat.RegistrationID, Reason: reason, GivenBy: who(ctx), GivenAt: now, ExpiresAt: now.Add(lasts)}
		err = tx.Exec("insert into proctoring_overrides (id, registration_id, reason, given_by, given_at, expires_at) values (?, ?, ?, ?, ?, ?)",
			o.ID, o.RegistrationID, o.Reason, o.GivenBy, o.GivenAt, o.ExpiresAt).Error
		if err != nil {
			return Override{}, err
		}
		return o, audit.Append(ctx, tx, now, audit.Entry{Action: "lockdown.overridden", Subject: registrationID, Reason: reason, Detail: map[string]any{"expires_at": o.ExpiresAt}})
	})
}

// Unlock lets the delivery of an attempt go on. Again, it is ErrNotLocked.
func (s *Service) Unlock(ctx context.Context, attemptID, reason string) error {
	if faults := reasonFaults(reason); len(faults) > 0 {
		return ErrInput.With(faults...)
	}
	return s.db.Tx(ctx, func(tx *gorm.DB) error {
		if _, err := s.exams.Seat(ctx, tx, attemptID); err != nil {
			return err
		}
		now := s.db.Now()
		r := tx.Exec("update proctoring_locks set unlocked_at = ?, unlocked_by = ?, reason = ? where attempt_id = ? and unlocked_at is null", now, who(ctx), reason, attemptID)
		if r.Error != nil {
			return r.Error
		}
		if r.RowsAffected == 0 {
			return ErrNotLocked
		}
		return audit.Append(ctx, tx, now, audit.Entry{Action: "attempt.unlocked", Subject: attemptID, Reason: reason})
	})
}
