package proctoring

import (
	"context"

	"gorm.io/gorm"

	"laurel/internal/audit"
	"laurel/internal/fault"
	"laurel/internal/hooks"
	"laurel/internal/outbox"
	"laurel/internal/store"
)

const sessionColumns = `id, attempt_id, registration_id, person_id, exam_key, state, join_url, tries, next_at, last_error, created_at, ready_at, ended_at`

// Appoint says who proctors an exam from outside, and makes the secret both sides sign with. It is shown once.
func (s *Service) Appoint(ctx context.Context, examKey, address string) (Outsider, error) {
	clean, err := s.guard.Address(address)
	if err != nil {
		return Outsider{}, err
	}
	return outbox.OnceSecret(ctx, s.db, func(tx *gorm.DB) (Outsider, string, error) {
		if _, err := s.exams.Conditions(ctx, tx, examKey); err != nil {
			return Outsider{}, "", err
		}
		now, secret := s.db.Now(), hooks.NewSecret()
		sealed, err := s.sealer.Seal(examKey, secret)
		if err != nil {
			return Outsider{}, "", err
		}
		err = tx.Exec(`insert into proctoring_outsiders (exam_key, url, secret_sealed, version, updated_at) values (?, ?, ?, 1, ?)
			on conflict (exam_key) do update set url = excluded.url, secret_sealed = excluded.secret_sealed, version = proctoring_outsiders.version + 1, updated_at = excluded.updated_at`,
			examKey, clean, sealed, now).Error
		if err != nil {
			return Outsider{}, "", err
		}
		o := Outsider{ExamKey: examKey, URL: clean, UpdatedAt: now, Secret: secret.Text()}
		return o, examKey, audit.Append(ctx, tx, now, audit.Entry{Action: "outside_proctor.appointed", Subject: examKey, Detail: map[string]string{"url": clean}})
	})
}

// Outsider gives who proctors an exam from outside, without the secret; ErrNothing when nobody does.
func (s *Service) Outsider(ctx context.Context, examKey string) (Outsider, error) {
	var o Outsider
	err := s.db.Read(ctx, func(tx *gorm.DB) (err error) {
		o, err = outsiderOf(tx, examKey)
		return err
	})
	return o, err
}

func outsiderOf(tx *gorm.DB, examKey string) (Outsider, error) {
	var o Outsider
	err := tx.Raw("select exam_key, url, secret_sealed, version, updated_at from proctoring_outsiders where exam_key = ?", examKey).Take(&o).Error
	return o, store.Found(err, ErrNothing)
}

// awaited refuses the start until the outside proctor has said that he is ready, or a supervisor lets the candidate sit without.
func (s *Service) awaited(tx *gorm.DB, seat Seat) error {
	v, err := sessionBy(tx, "attempt_id", seat.AttemptID)
	if err == nil && v.ReadyAt != nil {
		return nil
	}
	if err != nil && fault.Of(err).Kind != fault.NotFound {
		return err
	}
	if free, err := s.overridden(tx, seat); err != nil || free {
		return err
	}
	missing := fault.Unmet{Kind: "proctor_check", ID: v.ID, Title: "Check in with the proctor", Need: 1, Link: v.JoinURL}
	if missing.ID == "" {
		missing.ID = seat.AttemptID
	}
	if _, err := outsiderOf(tx, seat.ExamKey); err != nil {
		if fault.Of(err).Kind != fault.NotFound {
			return err
		}
		missing.Title = "A proctor has to be set up for this exam"
	}
	return ErrClosedGate.Detailed("The proctor of this exam has not said yet that you may start.").Missing(missing)
}
