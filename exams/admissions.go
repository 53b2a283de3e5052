package exams

import (
	"context"
	"time"

	"gorm.io/gorm"

	"laurel/internal/actor"
	"laurel/internal/audit"
	"laurel/internal/outbox"
	"laurel/internal/store"
)

// AdmitLate lets an answer count that came too late. It takes two people: the first proposes it with a reason, another one confirms,
// and then the attempt is scored again with it. The first result stays. The same person again changes nothing.
func (s *Service) AdmitLate(ctx context.Context, attemptID, lateID, reason string) (LateAnswer, error) {
	who := actor.From(ctx).ID
	return outbox.Once(ctx, s.db, func(tx *gorm.DB) (LateAnswer, error) {
		a, err := lockAttempt(tx, attemptID)
		if err != nil {
			return LateAnswer{}, err
		}
		late, err := lateAnswer(tx, attemptID, lateID)
		switch {
		case err != nil:
			return LateAnswer{}, err
		case a.PersonID == who:
			return LateAnswer{}, ErrOwnAttempt
		case late.ConfirmedBy != "" || late.ProposedBy == who:
			return late, nil
		}
		now := s.db.Now()
		if late.ProposedBy == "" {
			err = s.proposeLate(ctx, tx, late, reason)
		} else {
			err = s.confirmLate(ctx, tx, a, late, now)
		}
		if err != nil {
			return LateAnswer{}, err
		}
		return lateAnswer(tx, attemptID, lateID)
	})
}

func lateAnswer(tx *gorm.DB, attemptID, lateID string) (LateAnswer, error) {
	var l LateAnswer
	err := tx.Raw("select "+lateColumns+" from late_responses l left join late_admissions m on m.late_id = l.id where l.id = ? and l.attempt_id = ?", lateID, attemptID).Take(&l).Error
	return l, store.Found(err, ErrNothing)
}

func (s *Service) proposeLate(ctx context.Context, tx *gorm.DB, late LateAnswer, reason string) error {
	who, now := actor.From(ctx).ID, s.db.Now()
	err := tx.Exec("insert into late_admissions (late_id, attempt_id, reason, proposed_by, proposed_at) values (?, ?, ?, ?, ?)", late.ID, late.AttemptID, reason, who, now).Error
	if err != nil {
		return err
	}
	return audit.Append(ctx, tx, now, audit.Entry{Action: "attempt.late_answer_proposed", Subject: late.AttemptID, Reason: reason, Detail: map[string]any{"late": late.ID, "position": late.Position}})
}

func (s *Service) confirmLate(ctx context.Context, tx *gorm.DB, a Attempt, late LateAnswer, now time.Time) error {
	if a.State != Graded {
		return ErrNotGraded
	}
	who := actor.From(ctx).ID
	err := tx.Exec("update late_admissions set confirmed_by = ?, confirmed_at = ? where late_id = ? and confirmed_by = ''", who, now, late.ID).Error
	if err != nil {
		return err
	}
	number, err := s.scoreAgain(ctx, tx, a, now)
	if err != nil {
		return err
	}
	if err := tx.Exec("update late_admissions set result_number = ? where late_id = ?", number, late.ID).Error; err != nil {
		return err
	}
	detail := map[string]any{"late": late.ID, "position": late.Position, "seq": late.Seq, "epoch": late.Epoch, "response": late.Response, "proposed_by": late.ProposedBy, "result": number}
	if err := note(ctx, tx, a.ID, event{Kind: "late_admitted", Detail: detail, At: now}); err != nil {
		return err
	}
	log, err := sealOf(tx, a.ID) // the decision belongs to what the log says
	if err != nil {
		return err
	}
	if err := tx.Exec("update attempts set events_count = ?, events_hash = ? where id = ?", log.count, log.hash, a.ID).Error; err != nil {
		return err
	}
	return audit.Append(ctx, tx, now, audit.Entry{Action: "attempt.late_answer_admitted", Subject: a.ID, Reason: late.Reason, Detail: map[string]any{
		"late": late.ID, "position": late.Position, "proposed_by": late.ProposedBy, "result": number,
	}})
}

// admittedOver lays late answers that were admitted over those that stand, the later sequence number first.
func admittedOver(tx *gorm.DB, attemptID string, responses []Response) ([]Response, error) {
	var rows []Response
	err := tx.Raw(`select l.position, l.epoch, l.seq, l.response, l.flagged, l.received_at as saved_at from late_responses l join late_admissions m on m.late_id = l.id
		where l.attempt_id = ? and m.confirmed_by <> '' order by l.seq, m.confirmed_at`, attemptID).Scan(&rows).Error
	if err != nil || len(rows) == 0 {
		return responses, err
	}
	return overlaid(responses, rows), nil
}

// scoreAgain adds a result to an attempt that is graded, from the answers, marks and admitted late answers as they stand, and gives
// its number. Whoever calls it seals the log. The results before it stay as they are; what the new one changes is told. ErrLower where the exam takes nothing away.
func (s *Service) scoreAgain(ctx context.Context, tx *gorm.DB, a Attempt, now time.Time) (int, error) {
	paper, err := s.paper(tx, a.Sheet)
	if err != nil {
		return 0, err
	}
	responses, err := markedResponses(tx, a.ID)
	if err != nil {
		return 0, err
	}
	if responses, err = admittedOver(tx, a.ID, responses); err != nil {
		return 0, err
	}
	slots := paper.Slots()
	keys, err := s.bank.Keys(ctx, tx, versionsOf(slots))
	if err != nil {
		return 0, err
	}
	result, err := Score(slots, responses, keys, a.Policy)
	if err != nil {
		return 0, err
	}
	switch {
	case result.State == PendingMarking: // nobody has marked it, and the attempt is decided
		return 0, ErrNotGraded.Detailed("This answer would have to be marked by people first.")
	case a.Policy.NeverLower && a.Passed && !result.passed():
		return 0, ErrLower
	}
	number, err := addResult(tx, a.ID, result, now)
	if err != nil {
		return 0, err
	}
	result.Number = number
	if err := noteGraded(ctx, tx, a.ID, numbered{number, result, now}); err != nil {
		return 0, err
	}
	if err := tx.Exec("update attempts set passed = ? where id = ?", result.passed(), a.ID).Error; err != nil {
		return 0, err
	}
	if a.Passed && !result.passed() {
		err := outbox.Append(ctx, tx, now, PassWithdrawn{
			AttemptID: a.ID, PersonID: a.PersonID, ExamKey: a.ExamKey, CertificationKey: a.Policy.Certification, Reason: WithdrawnRegraded, Result: number, At: now,
		})
		if err != nil {
			return 0, err
		}
	}
	return number, s.announce(ctx, tx, verdict{a, result})
}

// addResult keeps a result after those that are there and gives its number.
func addResult(tx *gorm.DB, attemptID string, r Result, now time.Time) (int, error) {
	var number int
	if err := tx.Raw("select coalesce(max(number), 0) + 1 from attempt_results where attempt_id = ?", attemptID).Scan(&number).Error; err != nil {
		return 0, err
	}
	return number, keepResults(tx, []keptResult{{attemptID, number, r, now}})
}
