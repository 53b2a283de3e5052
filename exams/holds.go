package exams

import (
	"context"
	"time"

	"gorm.io/gorm"

	"laurel/internal/audit"
	"laurel/internal/outbox"
	"laurel/internal/store"
)

// Held is the state of a result that is in doubt: it was scored, and is not shown.
const Held = "held"

// Hold keeps the result of an attempt from being shown and from counting, for a case. The result itself stays. Again, it changes
// nothing; after the case has lifted its hold it does not come back.
func (s *Service) Hold(ctx context.Context, attemptID, number string) error {
	return s.db.Tx(ctx, func(tx *gorm.DB) error {
		a, err := lockAttempt(tx, attemptID)
		if err != nil {
			return err
		}
		now := s.db.Now()
		r := tx.Exec("insert into attempt_holds (attempt_id, case_number, placed_at) values (?, ?, ?) on conflict (attempt_id, case_number) do nothing", a.ID, number, now)
		if r.Error != nil || r.RowsAffected == 0 {
			return r.Error
		}
		if err := audit.Append(ctx, tx, now, audit.Entry{Action: "attempt.held", Subject: a.ID, Detail: map[string]string{"case": number}}); err != nil {
			return err
		}
		return s.tellHeld(ctx, tx, a, now)
	})
}

// Unhold ends the hold of a case. When it was the last, what was decided meanwhile is told. It may run before Hold does, and again.
func (s *Service) Unhold(ctx context.Context, attemptID, number string) error {
	return s.db.Tx(ctx, func(tx *gorm.DB) error {
		a, err := lockAttempt(tx, attemptID)
		if err != nil {
			return err
		}
		now := s.db.Now()
		r := tx.Exec(`insert into attempt_holds (attempt_id, case_number, placed_at, lifted_at) values (?, ?, ?, ?)
			on conflict (attempt_id, case_number) do update set lifted_at = excluded.lifted_at where attempt_holds.lifted_at is null`, a.ID, number, now, now)
		if r.Error != nil || r.RowsAffected == 0 {
			return r.Error
		}
		if err := audit.Append(ctx, tx, now, audit.Entry{Action: "attempt.hold_lifted", Subject: a.ID, Detail: map[string]string{"case": number}}); err != nil {
			return err
		}
		if err := s.tellHeld(ctx, tx, a, now); err != nil {
			return err
		}
		return s.tellWithheld(ctx, tx, a, now)
	})
}

// tellHeld says how the attempt stands now. Its version counts holds placed and lifted, so that the last word can be told.
func (s *Service) tellHeld(ctx context.Context, tx *gorm.DB, a Attempt, now time.Time) error {
	var rows []struct {
		Version int64
		Running int
	}
	err := tx.Raw("select count(*) + count(lifted_at) as version, count(*) - count(lifted_at) as running from attempt_holds where attempt_id = ?", a.ID).Scan(&rows).Error
	if err != nil {
		return err
	}
	return outbox.Append(ctx, tx, now, AttemptHeld{
		AttemptID: a.ID, PersonID: a.PersonID, CertificationKey: a.Policy.Certification, Held: rows[0].Running > 0, Version: rows[0].Version, At: now,
	})
}

// held tells whether any case holds the result, by what was heard of here and by what the cases themselves say.
func (s *Service) held(ctx context.Context, tx *gorm.DB, attemptID string) (bool, error) {
	here, err := holdsOn(tx, attemptID)
	if err != nil || here {
		return here, err
	}
	return s.integrity.Held(ctx, tx, attemptID)
}

func holdsOn(tx *gorm.DB, attemptID string) (bool, error) {
	var n int
	err := tx.Raw("select count(*) from attempt_holds where attempt_id = ? and lifted_at is null", attemptID).Scan(&n).Error
	return n > 0, err
}

// announce tells of a result, or keeps it back while the attempt is held. What is kept back is told later, also when an earlier
// result of the attempt was kept back and told before.
func (s *Service) announce(ctx context.Context, tx *gorm.DB, a Attempt, r Result) error {
	now := s.db.Now()
	held, err := s.held(ctx, tx, a.ID)
	if err != nil {
		return err
	}
	if held {
		return tx.Exec("insert into attempts_withheld (attempt_id, at) values (?, ?) on conflict (attempt_id) do update set at = excluded.at, told_at = null", a.ID, now).Error
	}
	if r.Number > 1 { // this word is later than any that was kept back: lifting a hold does not tell it again
		if err := tx.Exec("update attempts_withheld set told_at = ? where attempt_id = ? and told_at is null", now, a.ID).Error; err != nil {
			return err
		}
	}
	facts := []outbox.Fact{ResultReleased{
		AttemptID: a.ID, PersonID: a.PersonID, ExamKey: a.ExamKey, ExamTitle: a.Policy.Title, Decision: r.Decision, At: *a.ClosedAt,
	}}
	if r.passed() {
		facts = append(facts, AttemptPassed{
			AttemptID: a.ID, PersonID: a.PersonID, ExamKey: a.ExamKey, CertificationKey: a.Policy.Certification, ScaledScore: r.ScaledScore, Result: max(r.Number, 1), At: *a.ClosedAt,
		})
	}
	return outbox.Append(ctx, tx, now, facts...)
}

// tellWithheld tells of the result that was kept back, once, when nothing holds it any more.
func (s *Service) tellWithheld(ctx context.Context, tx *gorm.DB, a Attempt, now time.Time) error {
	held, err := s.held(ctx, tx, a.ID)
	if err != nil || held || a.State != Graded {
		return err
	}
	r := tx.Exec("update attempts_withheld set told_at = ? where attempt_id = ? and told_at is null", now, a.ID)
	if r.Error != nil || r.RowsAffected == 0 {
		return r.Error
	}
	result, err := latestResult(tx, a.ID)
	if err != nil {
		return err
	}
	return s.announce(ctx, tx, a, result)
}

// Void annuls an attempt for good, by the decision of a case. What it had earned is withdrawn; its answers, log and results stay.
// Again, it changes nothing.
func (s *Service) Void(ctx context.Context, attemptID, number string) error {
	return s.db.Tx(ctx, func(tx *gorm.DB) error {
		a, err := lockAttempt(tx, attemptID)
		if err != nil || a.State == Voided {
			return err
		}
		now := s.db.Now()
		if a.State.Open() {
			if err := note(ctx, tx, a.ID, event{Kind: "voided", Detail: map[string]any{"case": number}, At: now}); err != nil {
				return err
			}
		}
		if err := tx.Exec("update attempts set state = 'voided' where id = ?", a.ID).Error; err != nil {
			return err
		}
		if err := audit.Append(ctx, tx, now, audit.Entry{Action: "attempt.voided", Subject: a.ID, Detail: map[string]string{"case": number}}); err != nil {
			return err
		}
		if !a.Passed {
			return nil
		}
		return outbox.Append(ctx, tx, now, PassWithdrawn{
			AttemptID: a.ID, PersonID: a.PersonID, ExamKey: a.ExamKey, CertificationKey: a.Policy.Certification, Reason: WithdrawnVoided, Case: number, At: now,
		})
	})
}

// AttemptIn gives an attempt to another slice, in that one's transaction; ErrNothing for one that is not there.
func (s *Service) AttemptIn(_ context.Context, tx *gorm.DB, attemptID string) (Attempt, error) {
	var a Attempt
	err := tx.Raw("select "+attemptColumns+" from attempts where id = ?", attemptID).Take(&a).Error
	return a, store.Found(err, ErrNothing)
}

// Length is how many positions the attempt has.
func (a Attempt) Length() int { return a.Policy.length() }
