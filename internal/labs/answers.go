package labs

import (
	"context"
	"encoding/json"
	"slices"

	"gorm.io/gorm"

	"laurel/internal/audit"
	"laurel/internal/hooks"
	"laurel/internal/labs/checks"
)

// heard verifies a message about a session and does what it says, once for each message id. The message names its session: the
// signature is over the body and not over the address, and one of another session must not pass here.
func (s *Service) heard(ctx context.Context, sessionID string, m hooks.Message, do func(tx *gorm.DB, x Session) error) error {
	return s.db.Tx(ctx, func(tx *gorm.DB) error {
		x, err := lockSession(tx, sessionID)
		if err != nil {
			return err
		}
		secret, err := s.secretOf(tx, x.ItemID)
		if err != nil {
			return ErrSignature
		}
		now := s.db.Now()
		if err := hooks.Verify(m, now, secret); err != nil {
			return err
		}
		var about struct {
			Session string `json:"session"`
		}
		if json.Unmarshal(m.Body, &about) != nil || about.Session != x.ID {
			return ErrInput.With(wrong("session", "another_session", "An object with the member session, the id in the address."))
		}
		r := tx.Exec("insert into lab_messages (session_id, message_id, received_at) values (?, ?, ?) on conflict (session_id, message_id) do nothing", x.ID, m.ID, now)
		if r.Error != nil || r.RowsAffected == 0 { // heard before
			return r.Error
		}
		return do(tx, x)
	})
}

// SayReady takes the word of an outside grader that a lab is prepared, and where. It may say so again with another place.
func (s *Service) SayReady(ctx context.Context, sessionID string, m hooks.Message) error {
	return s.heard(ctx, sessionID, m, func(tx *gorm.DB, x Session) error {
		var said struct {
			Connection map[string]string `json:"connection"`
		}
		if json.Unmarshal(m.Body, &said) != nil {
			return ErrInput.With(wrong("body", "unreadable", "An object with the member connection."))
		}
		where, faults := connection(said.Connection)
		if err := refused(faults); err != nil {
			return err
		}
		if x.Due || x.State != Requested && x.State != Provisioning && x.State != Ready && x.State != Failed {
			return ErrNotAsked.And("state", x.State)
		}
		text, err := json.Marshal(where)
		if err != nil {
			return err
		}
		now := s.db.Now()
		err = tx.Exec("update lab_sessions set state = 'ready', connection = ?, ready_at = ?, reason = '', tries = 0, next_at = null where id = ?", string(text), now, x.ID).Error
		if err != nil {
			return err
		}
		return audit.Append(ctx, tx, now, audit.Entry{Action: "lab.ready", Subject: x.ID})
	})
}

// SayGrade takes the checks that an outside grader made. The same ones again change nothing; others are ErrGraded.
func (s *Service) SayGrade(ctx context.Context, sessionID string, m hooks.Message) error {
	return s.heard(ctx, sessionID, m, func(tx *gorm.DB, x Session) error {
		var said struct {
			Checks json.RawMessage `json:"checks"`
		}
		if json.Unmarshal(m.Body, &said) != nil {
			return ErrInput.With(wrong("body", "unreadable", "An object with the member checks."))
		}
		list, err := checks.Read(said.Checks)
		if err != nil {
			return ErrInput.With(wrong("checks", "unreadable", "A list of {name, passed, detail}: "+err.Error()+"."))
		}
		switch {
		case x.State == Finished && slices.Equal(x.Checks, list):
			return nil
		case x.State == Finished:
			return ErrGraded.And("state", x.State)
		case !x.Due || x.State != GradingNow && x.State != HandedIn:
			return ErrNotAsked.And("state", x.State)
		}
		return s.keepGrade(ctx, tx, x, list)
	})
}

// Fetch gives a file of a session to the outside grader that signs for it: an empty body under the file's id as the message's, so that
// the signature is good for this file only.
func (s *Service) Fetch(ctx context.Context, sessionID, fileID string, m hooks.Message) ([]byte, error) {
	var x Session
	err := s.db.Read(ctx, func(tx *gorm.DB) (err error) {
		if x, err = sessionOf(tx, sessionID); err != nil {
			return err
		}
		secret, err := s.secretOf(tx, x.ItemID)
		if err != nil {
			return ErrSignature
		}
		if m.ID != fileID {
			return ErrSignature
		}
		return hooks.Verify(m, s.db.Now(), secret)
	})
	if err != nil {
		return nil, err
	}
	if !x.Due {
		return nil, ErrNotAsked.And("state", x.State)
	}
	_, body, err := s.contents.Content(ctx, x.AttemptID, x.Position, fileID)
	return body, err
}

// SessionAt gives the id of the session at a place, which alone an answer there may name; "" where none was opened.
func (s *Service) SessionAt(_ context.Context, tx *gorm.DB, at Place) (string, error) {
	var held []string
	err := tx.Raw("select id from lab_sessions where attempt_id = ? and position = ?", at.AttemptID, at.Position).Scan(&held).Error
	return append(held, "")[0], err
}

// Handed gives what was handed in to those who mark it: the text, and what was checked.
func (s *Service) Handed(_ context.Context, tx *gorm.DB, at Place) (json.RawMessage, error) {
	var held []Session
	err := tx.Raw("select "+sessionColumns+" from lab_sessions where attempt_id = ? and position = ?", at.AttemptID, at.Position).Scan(&held).Error
	if err != nil || len(held) == 0 {
		return json.RawMessage("null"), err
	}
	x := held[0]
	return json.Marshal(map[string]any{"lab": x.ID, "text": x.Work, "state": x.State, "reason": x.Reason, "checks": append([]checks.Check{}, x.Checks...)})
}
