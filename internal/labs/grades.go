package labs

import (
	"context"
	"encoding/json"
	"time"

	"gorm.io/gorm"

	"laurel/internal/audit"
	"laurel/internal/outbox"

	"laurel/internal/labs/checks"
)

// Close takes the word that an attempt is closed and its lab is to be graded. Again, it changes nothing.
func (s *Service) Close(ctx context.Context, at Place) error {
	return s.db.Tx(ctx, func(tx *gorm.DB) error {
		var held []string
		if err := tx.Raw("select id from lab_sessions where attempt_id = ? and position = ?", at.AttemptID, at.Position).Scan(&held).Error; err != nil {
			return err
		}
		if len(held) == 0 {
			sitting, err := s.sittings.Sitting(ctx, tx, at.AttemptID, at.Position)
			if err != nil {
				return err
			}
			sessionID, err := s.begin(ctx, tx, beginning{at, sitting, true})
			if err != nil {
				return err
			}
			held = []string{sessionID}
		}
		x, err := lockSession(tx, held[0])
		if err != nil || x.Due {
			return err
		}
		now := s.db.Now()
		if err := tx.Exec("update lab_sessions set due = true, tries = 0 where id = ?", x.ID).Error; err != nil {
			return err
		}
		x.Due = true
		if x.State == Failed {
			return outbox.Append(ctx, tx, now, PeopleDue{x.AttemptID, x.Position})
		}
		if x.DefinitionID == "" {
			return s.fall(ctx, tx, x, failure{Failed, noGrader, ""})
		}
		d, err := definitionOf(tx, x.DefinitionID)
		if err != nil {
			return err
		}
		if d.Document.Grading == ByPeople {
			return s.fall(ctx, tx, x, failure{State: Marking})
		}
		handed := x.HandedInAt
		if handed == nil {
			handed = &now
		}
		if err := tx.Exec("update lab_sessions set state = 'handed_in', handed_in_at = ?, next_at = ? where id = ?", handed, now, x.ID).Error; err != nil {
			return err
		}
		return outbox.Append(ctx, tx, now, SessionDue{x.ID})
	})
}

type failure struct {
	State  State
	Reason string
	Detail string
}

// fall gives a session to people. Before the attempt is closed they are not called yet: the candidate can still write.
func (s *Service) fall(ctx context.Context, tx *gorm.DB, x Session, f failure) error {
	now := s.db.Now()
	var ended *time.Time
	if x.Due {
		ended = &now
	}
	err := tx.Exec("update lab_sessions set state = ?, reason = ?, detail = ?, next_at = null, leased_until = null, lease_token = '', ended_at = ? where id = ?",
		f.State, f.Reason, f.Detail, ended, x.ID).Error
	if err != nil {
		return err
	}
	if err := audit.Append(ctx, tx, now, audit.Entry{Action: "lab." + string(f.State), Subject: x.ID, Reason: f.Reason}); err != nil || !x.Due {
		return err
	}
	return outbox.Append(ctx, tx, now, PeopleDue{x.AttemptID, x.Position})
}

// keepGrade ends a session with what its checks came to.
func (s *Service) keepGrade(ctx context.Context, tx *gorm.DB, x Session, list []checks.Check) error {
	d, err := definitionOf(tx, x.DefinitionID)
	if err != nil {
		return err
	}
	tasks, part := d.Document.grade(list)
	checked, err := json.Marshal(list)
	if err != nil {
		return err
	}
	earned, err := json.Marshal(tasks)
	if err != nil {
		return err
	}
	now := s.db.Now()
	err = tx.Exec(`update lab_sessions set state = 'graded', checks = ?, tasks = ?, fraction = ?, reason = '', detail = '', next_at = null, leased_until = null, lease_token = '', ended_at = ?
		where id = ?`, string(checked), string(earned), part, now, x.ID).Error
	if err != nil {
		return err
	}
	detail := map[string]any{"attempt": x.AttemptID, "position": x.Position, "fraction": part, "definition": x.DefinitionID}
	if err := audit.Append(ctx, tx, now, audit.Entry{Action: "lab.graded", Subject: x.ID, Detail: detail}); err != nil {
		return err
	}
	return outbox.Append(ctx, tx, now, Graded{x.AttemptID, x.Position, part, x.ID})
}
