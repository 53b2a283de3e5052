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
	held, err := s.heldOf(ctx, tx, []string{attemptID})
	return held[attemptID], err
}

func (s *Service) heldOf(ctx context.Context, tx *gorm.DB, attempts []string) (map[string]bool, error) {
	var here []string
	if err := tx.Raw("select distinct attempt_id from attempt_holds where attempt_id in ? and lifted_at is null", attempts).Scan(&here).Error; err != nil {
		return nil, err
	}
	cases, err := s.integrity.Held(ctx, tx, attempts)
	held := map[string]bool{}
	for _, one := range append(here, cases...) {
		held[one] = true
	}
	return held, err
}

// verdict is an attempt with its result.
type verdict struct {
	Attempt
	result Result
}

// announce tells of results, or keeps those back whose attempts are held. What is kept back is told later, also when an earlier
// result of the attempt was kept back and told before.
func (s *Service) announce(ctx context.Context, tx *gorm.DB, all ...verdict) error {
	now, ids := s.db.Now(), make([]string, len(all))
	for i, v := range all {
		ids[i] = v.ID
	}
	if len(all) == 0 {
		return nil
	}
	held, err := s.heldOf(ctx, tx, ids)
	if err != nil {
		return err
	}
	var facts []outbox.Fact
	for _, v := range all {
		if held[v.ID] {
			err = tx.Exec("insert into attempts_withheld (attempt_id, at) values (?, ?) on conflict (attempt_id) do update set at = excluded.at, told_at = null", v.ID, now).Error
		} else if facts = append(facts, v.facts()...); v.result.Number > 1 { // this word is later than any that was kept back: lifting a hold does not tell it again
			err = tx.Exec("update attempts_withheld set told_at = ? where attempt_id = ? and told_at is null", now, v.ID).Error
		}
		if err != nil {
			return err
		}
	}
	return outbox.Append(ctx, tx, now, facts...)
}

// facts are what is told of a result.
func (v verdict) facts() []outbox.Fact {
	out := []outbox.Fact{ResultReleased{
		AttemptID: v.ID, PersonID: v.PersonID, ExamKey: v.ExamKey, ExamTitle: v.Policy.Title, Decision: v.result.Decision, At: *v.ClosedAt,
	}}
	if v.result.passed() {
		out = append(out, AttemptPassed{
			AttemptID: v.ID, PersonID: v.PersonID, ExamKey: v.ExamKey, CertificationKey: v.Policy.Certification, ScaledScore: v.result.ScaledScore,
			Result: max(v.result.Number, 1), At: *v.ClosedAt,
		})
	}
	return out
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
	return s.announce(ctx, tx, verdict{a, result})
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
