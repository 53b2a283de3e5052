package exams

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"gorm.io/gorm"

	"laurel/internal/actor"
	"laurel/internal/audit"
)

// Apply adopts the key of a regrade whose outlook is there; results follow in the background. Who proposed the key may not: the bank
// refuses it. Again, it changes nothing. When others were graded since the outlook was made, it is made anew: ErrOutlookOld.
func (s *Service) Apply(ctx context.Context, regradeID string) (Regrade, error) {
	r, err := s.Regrade(ctx, regradeID)
	if err != nil {
		return Regrade{}, err
	}
	attempts, err := s.met(ctx, r)
	if err != nil {
		return Regrade{}, err
	}
	if r.State == RegradeReady && len(attempts) != r.Outlook.Attempts {
		err := s.db.Tx(ctx, func(tx *gorm.DB) error {
			return tx.Exec("update exam_regrades set state = 'looking' where id = ? and state = 'ready'", regradeID).Error
		})
		return Regrade{}, errors.Join(err, ErrOutlookOld)
	}
	return s.conclude(ctx, regradeID, RegradeApplying)
}

// Who was being graded while a key was adopted has finished after this time, by the old key. Results are carried through once more
// then.
const gradingTakes = 30 * time.Second

// DeclineRegrade leaves everything as it is.
func (s *Service) DeclineRegrade(ctx context.Context, regradeID string) (Regrade, error) {
	return s.conclude(ctx, regradeID, RegradeDeclined)
}

func (s *Service) conclude(ctx context.Context, regradeID string, to RegradeState) (Regrade, error) {
	var out Regrade
	err := s.db.Tx(ctx, func(tx *gorm.DB) error {
		r, err := regradeOf(tx, regradeID)
		switch {
		case err != nil:
			return err
		case r.State == to || to == RegradeApplying && r.State == RegradeApplied:
			out = r
			return nil
		case r.State != RegradeReady:
			return ErrRegrade.And("state", r.State)
		}
		if err := s.second(ctx, tx, r, to == RegradeApplying); err != nil {
			return err
		}
		now := s.db.Now()
		err = tx.Exec("update exam_regrades set state = ?, decided_by = ?, decided_at = ? where id = ? and state = 'ready'", to, actor.From(ctx).ID, now, regradeID).Error
		if err != nil {
			return err
		}
		if err := audit.Append(ctx, tx, now, audit.Entry{Action: "regrade." + string(to), Subject: regradeID}); err != nil {
			return err
		}
		out, err = regradeOf(tx, regradeID)
		return err
	})
	return out, err
}

// second refuses who asked. The bank knows who proposed a key, and adopts it.
func (s *Service) second(ctx context.Context, tx *gorm.DB, r Regrade, adopt bool) error {
	if r.Kind == RegradeKey {
		return s.bank.Decide(ctx, tx, r.ItemVersionID, r.KeyNumber, adopt)
	}
	if r.CreatedBy == actor.From(ctx).ID {
		return ErrSecondPerson
	}
	return nil
}

// carry brings an adopted key to every attempt that met the item, each in a transaction of its own. A run that dies goes on where
// it was: an attempt that has a result by this key, or that the key does not change, is passed by.
func (s *Service) carry(ctx context.Context, r Regrade) error {
	last := r.DecidedAt != nil && s.db.Now().After(r.DecidedAt.Add(gradingTakes))
	attempts, err := s.met(ctx, r)
	if err != nil {
		return err
	}
	for _, attemptID := range attempts {
		if err := s.carryOne(ctx, r, attemptID); err != nil {
			return err
		}
	}
	if !last {
		return nil
	}
	return s.db.Tx(ctx, func(tx *gorm.DB) error {
		now := s.db.Now()
		done := tx.Exec("update exam_regrades set state = 'applied', finished_at = ? where id = ? and state = 'applying'", now, r.ID)
		if done.Error != nil || done.RowsAffected == 0 {
			return done.Error
		}
		return audit.Append(ctx, tx, now, audit.Entry{Action: "regrade.applied", Subject: r.ID})
	})
}

func (s *Service) carryOne(ctx context.Context, r Regrade, attemptID string) error {
	return s.db.Tx(ctx, func(tx *gorm.DB) error {
		if _, err := lockAttempt(tx, attemptID); err != nil {
			return err
		}
		var by *Regrade // a key is adopted by now
		if r.Kind == RegradeLine {
			by = &r
		}
		a, was, now, err := s.rescored(ctx, tx, attemptID, by)
		if err != nil || a.State != Graded {
			return err
		}
		if differs, kept, _ := compared(a, was, now); !differs || kept {
			return nil
		}
		at := s.db.Now()
		number, err := s.scoreAgain(ctx, tx, a, at)
		if err != nil {
			return err
		}
		detail := map[string]any{"regrade": r.ID, "item_version": r.ItemVersionID, "key": r.KeyNumber, "result": number}
		if r.Kind == RegradeLine {
			line := recut{Regrade: r.ID, Equating: r.ItemVersionID, FormCut: r.FormCut, Result: number}
			if err := redraw(ctx, tx, a, line, at); err != nil {
				return err
			}
			detail = map[string]any{"regrade": r.ID, "equating": r.ItemVersionID, "form": r.FormID, "form_cut": r.FormCut, "result": number}
		}
		if err := note(ctx, tx, a.ID, event{Kind: "regraded", Detail: detail, At: at}); err != nil {
			return err
		}
		log, err := sealOf(tx, a.ID)
		if err != nil {
			return err
		}
		if err := tx.Exec("update attempts set events_count = ?, events_hash = ? where id = ?", log.count, log.hash, a.ID).Error; err != nil {
			return err
		}
		if err := tx.Exec("update exam_regrades set changed = changed + 1 where id = ?", r.ID).Error; err != nil {
			return err
		}
		return audit.Append(ctx, tx, at, audit.Entry{Action: "attempt.regraded", Subject: a.ID, Detail: detail})
	})
}

// redraw keeps the new line with the attempt, so that whoever scores it again draws the same, and logs from which result on it holds.
func redraw(ctx context.Context, tx *gorm.DB, a Attempt, line recut, at time.Time) error {
	policy, err := json.Marshal(a.Policy)
	if err != nil {
		return err
	}
	if err := tx.Exec("update attempts set policy = ? where id = ?", string(policy), a.ID).Error; err != nil {
		return err
	}
	return note(ctx, tx, a.ID, event{Kind: "recut", Detail: line, At: at})
}
