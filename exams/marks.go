package exams

import (
	"context"
	"time"

	"gorm.io/gorm"

	"laurel/internal/audit"
	"laurel/internal/store"
)

func reseal(tx *gorm.DB, attemptID string) error {
	log, err := sealOf(tx, attemptID)
	if err != nil {
		return err
	}
	return tx.Exec("update attempts set events_count = ?, events_hash = ? where id = ? and state = 'submitted'", log.count, log.hash, attemptID).Error
}

// Mark keeps what an answer is worth. When no mark is missing any more, the result is decided as one without marks is, and the same
// becomes true. The same mark again changes nothing; another one is kept as long as nothing is decided, and is ErrMarkStands after.
// An attempt that was voided meanwhile takes no marks.
func (s *Service) Mark(ctx context.Context, m Mark) error {
	m, err := m.check()
	if err != nil {
		return err
	}
	return s.db.Tx(ctx, func(tx *gorm.DB) error {
		a, err := lockAttempt(tx, m.AttemptID)
		if err != nil {
			return err
		}
		if a.State != Submitted {
			return settled(tx, a, m)
		}
		now, err := store.Clock(tx)
		if err != nil {
			return err
		}
		if m.Position < 1 || m.Position > a.Policy.length() { // at no place of the form
			return nil
		}
		r := tx.Exec(`insert into attempt_marks (attempt_id, position, fraction, ref, version, created_at) values (?, ?, ?, ?, 1, ?)
			on conflict (attempt_id, position) do update set fraction = excluded.fraction, ref = excluded.ref, version = attempt_marks.version + 1, created_at = excluded.created_at
			where attempt_marks.fraction <> excluded.fraction or attempt_marks.ref <> excluded.ref`, m.AttemptID, m.Position, m.Fraction, m.Ref, now)
		if r.Error != nil || r.RowsAffected == 0 { // as it stands already
			return r.Error
		}
		detail := map[string]any{"position": m.Position, "fraction": m.Fraction, "ref": m.Ref}
		if err := note(ctx, tx, a.ID, event{Kind: "marked", Detail: detail, At: now}); err != nil {
			return err
		}
		if err := audit.Append(ctx, tx, now, audit.Entry{Action: "attempt.marked", Subject: a.ID, Detail: detail}); err != nil {
			return err
		}
		return s.decide(ctx, tx, a, now)
	})
}

// settled judges a mark that comes when there is nothing left to decide.
func settled(tx *gorm.DB, a Attempt, m Mark) error {
	if a.State == Voided {
		return nil
	}
	var same int
	err := tx.Raw("select count(*) from attempt_marks where attempt_id = ? and position = ? and fraction = ? and ref = ?", a.ID, m.Position, m.Fraction, m.Ref).Scan(&same).Error
	if err == nil && same == 0 {
		return ErrMarkStands
	}
	return err
}

// decide scores an attempt again, now with one mark more, and grades it when that was the last one missing.
func (s *Service) decide(ctx context.Context, tx *gorm.DB, a Attempt, now time.Time) error {
	paper, err := s.paper(tx, a.Sheet)
	if err != nil {
		return err
	}
	slots := paper.Slots()
	responses, err := markedResponses(tx, a.ID)
	if err != nil {
		return err
	}
	keys, err := s.bank.Keys(ctx, tx, versionsOf(slots))
	if err != nil {
		return err
	}
	result, err := Score(slots, responses, keys, a.Policy)
	if err != nil {
		return err
	}
	if result.State == PendingMarking {
		return reseal(tx, a.ID)
	}
	return s.grade(ctx, tx, verdict{a, result}, now)
}

// grade keeps the result of an attempt that waited for marks, seals its log and tells what became true.
func (s *Service) grade(ctx context.Context, tx *gorm.DB, v verdict, now time.Time) error {
	if err := keepResults(tx, []keptResult{{v.ID, 1, v.result, now}}); err != nil {
		return err
	}
	if err := noteGraded(ctx, tx, v.ID, numbered{1, v.result, now}); err != nil {
		return err
	}
	if err := reseal(tx, v.ID); err != nil {
		return err
	}
	if err := tx.Exec("update attempts set state = 'graded', passed = ? where id = ? and state = 'submitted'", v.result.passed(), v.ID).Error; err != nil {
		return err
	}
	return s.announce(ctx, tx, v)
}

// markedResponses gives the answers that stand with the marks that were given. Whoever scores an attempt again starts from these.
func markedResponses(tx *gorm.DB, attemptID string) ([]Response, error) {
	responses, err := responsesOf(tx, attemptID)
	if err != nil {
		return nil, err
	}
	var marks []Mark
	if err := tx.Raw("select attempt_id, position, fraction, ref from attempt_marks where attempt_id = ?", attemptID).Scan(&marks).Error; err != nil {
		return nil, err
	}
	by := map[int]string{}
	for _, m := range marks {
		by[m.Position] = m.Fraction
	}
	for i := range responses {
		responses[i].Mark = by[responses[i].Position]
	}
	return responses, nil
}
