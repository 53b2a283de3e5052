package proctoring

import (
	"context"

	"gorm.io/gorm"

	"laurel/internal/audit"
	"laurel/internal/fault"
	"laurel/internal/hooks"
	"laurel/internal/outbox"
)

// Hear takes a signed event of an outside proctor, once by its id. A session that is not there and a signature that does not hold
// answer the same.
func (s *Service) Hear(ctx context.Context, sessionID string, m hooks.Message) error {
	now := s.db.Now()
	return s.db.Tx(ctx, func(tx *gorm.DB) error {
		v, err := sessionBy(tx, "id", sessionID)
		if err != nil && fault.Of(err).Kind == fault.NotFound {
			return hooks.ErrSignature
		}
		if err != nil {
			return err
		}
		o, err := outsiderOf(tx, v.ExamKey)
		if err != nil {
			return hooks.ErrSignature
		}
		secret, err := s.sealer.Open(v.ExamKey, o.SecretSealed)
		if err != nil {
			return err
		}
		if err := hooks.Verify(m, now, secret); err != nil {
			return err
		}
		e, err := readEvent(m.Body)
		if err != nil {
			return err
		}
		return s.keep(ctx, tx, v, Report{EventID: m.ID, Type: e.Type, Severity: e.Severity, Note: e.Note, BodySHA256: hashed(string(m.Body)), At: now})
	})
}

func (s *Service) keep(ctx context.Context, tx *gorm.DB, v Session, r Report) error {
	var before []Report
	if err := tx.Raw("select event_id, body_sha256 from proctoring_reports where session_id = ? and event_id = ?", v.ID, r.EventID).Scan(&before).Error; err != nil {
		return err
	}
	if len(before) > 0 {
		if before[0].BodySHA256 != r.BodySHA256 {
			return ErrEventReuse
		}
		return nil
	}
	if v.State == "ended" && r.Type == "ready" {
		return ErrEnded
	}
	done := tx.Exec(`insert into proctoring_reports (session_id, event_id, type, severity, note, body_sha256, at) values (?, ?, ?, ?, ?, ?, ?)
		on conflict (session_id, event_id) do nothing`, v.ID, r.EventID, r.Type, r.Severity, r.Note, r.BodySHA256, r.At)
	if done.Error != nil || done.RowsAffected == 0 { // its twin was first
		return done.Error
	}
	if err := audit.Append(ctx, tx, r.At, audit.Entry{Action: "proctoring." + r.Type, Subject: v.AttemptID, Detail: map[string]string{"session": v.ID, "event": r.EventID, "severity": r.Severity}}); err != nil {
		return err
	}
	switch r.Type {
	case "ready":
		return tx.Exec("update proctoring_sessions set state = 'ready', ready_at = coalesce(ready_at, ?), next_at = null where id = ? and state <> 'ended'", r.At, v.ID).Error
	case "ended":
		return tx.Exec("update proctoring_sessions set state = 'ended', ended_at = coalesce(ended_at, ?), next_at = null where id = ?", r.At, v.ID).Error
	}
	return outbox.Append(ctx, tx, r.At, IncidentReported{v.ID, r.EventID, v.AttemptID, v.PersonID, v.ExamKey, r.Severity, r.Note, r.At})
}
