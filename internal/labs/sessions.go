package labs

import (
	"context"
	"errors"
	"time"

	"gorm.io/gorm"

	"laurel/internal/actor"
	"laurel/internal/audit"
	"laurel/internal/fault"
	"laurel/internal/id"
	"laurel/internal/outbox"
	"laurel/internal/store"
)

const sessionColumns = `id, attempt_id, position, person_id, exam_key, item_id, item_version_id, definition_id, state, due, connection, work, checks, tasks,
	fraction, reason, detail, tries, next_at, created_at, ready_at, handed_in_at, ended_at`

func sessionOf(tx *gorm.DB, sessionID string) (Session, error) {
	var x Session
	err := tx.Raw("select "+sessionColumns+" from lab_sessions where id = ?", sessionID).Take(&x).Error
	return x, store.Found(err, ErrNothing)
}

// lockSession reads a session and keeps everybody else off it.
func lockSession(tx *gorm.DB, sessionID string) (Session, error) {
	if err := tx.Exec("update lab_sessions set state = state where id = ?", sessionID).Error; err != nil {
		return Session{}, err
	}
	return sessionOf(tx, sessionID)
}

// Place is a position of an attempt.
type Place struct {
	AttemptID string
	Position  int
}

// Request opens the lab at a position of one of the caller's own running attempts, or finds it again.
func (s *Service) Request(ctx context.Context, at Place) (Session, bool, error) {
	type opened struct {
		ID  string
		New bool
	}
	o, err := outbox.Once(ctx, s.db, func(tx *gorm.DB) (opened, error) {
		sitting, err := s.sittings.Sitting(ctx, tx, at.AttemptID, at.Position)
		switch {
		case err != nil:
			return opened{}, err
		case sitting.PersonID != actor.From(ctx).ID:
			return opened{}, ErrNothing
		case sitting.Type != "lab":
			return opened{}, ErrNotLab.With(wrong("position", "not_a_lab", "There is no lab at this position."))
		}
		var held []string
		err = tx.Raw("select id from lab_sessions where attempt_id = ? and position = ?", at.AttemptID, at.Position).Scan(&held).Error
		if err != nil || len(held) > 0 {
			return opened{ID: append(held, "")[0]}, err
		}
		if !sitting.Open {
			return opened{}, ErrClosed
		}
		sessionID, err := s.begin(ctx, tx, beginning{at, sitting, false})
		return opened{sessionID, true}, err
	})
	if err != nil {
		return Session{}, false, err
	}
	x, err := s.Session(ctx, o.ID)
	return x, o.New, err
}

type beginning struct {
	place   Place
	sitting Sitting
	closed  bool
}

// begin makes the session of a place under the definition in use. Somebody else who made it in the same moment wins.
func (s *Service) begin(ctx context.Context, tx *gorm.DB, b beginning) (string, error) {
	d, err := inUse(tx, b.sitting.ItemID)
	if err != nil && fault.Of(err).Kind != fault.NotFound {
		return "", err
	}
	now, sessionID, state := s.db.Now(), id.New("lab"), Ready
	var next, ready *time.Time
	if d.ID != "" && !b.closed {
		state = d.Document.begin()
	}
	if state == Requested {
		next = &now
	} else {
		ready = &now
	}
	err = tx.Exec(`insert into lab_sessions (id, attempt_id, position, person_id, exam_key, item_id, item_version_id, definition_id, state, next_at, created_at, ready_at)
		values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict (attempt_id, position) do nothing`,
		sessionID, b.place.AttemptID, b.place.Position, b.sitting.PersonID, b.sitting.ExamKey, b.sitting.ItemID, b.sitting.ItemVersionID, d.ID, state, next, now, ready).Error
	if err != nil {
		return "", err
	}
	if err := tx.Raw("select id from lab_sessions where attempt_id = ? and position = ?", b.place.AttemptID, b.place.Position).Scan(&sessionID).Error; err != nil {
		return "", err
	}
	if err := audit.Append(ctx, tx, now, audit.Entry{Action: "lab.requested", Subject: sessionID, Detail: map[string]any{"attempt": b.place.AttemptID, "position": b.place.Position}}); err != nil {
		return "", err
	}
	if state == Requested {
		return sessionID, outbox.Append(ctx, tx, now, SessionDue{sessionID})
	}
	return sessionID, nil
}

// Session gives a session to its candidate, and to those of the vendor who keep watch.
func (s *Service) Session(ctx context.Context, sessionID string) (Session, error) {
	var x Session
	err := s.db.Read(ctx, func(tx *gorm.DB) (err error) {
		x, err = sessionOf(tx, sessionID)
		if err == nil && x.PersonID != actor.From(ctx).ID && !watches(ctx) {
			err = ErrNothing
		}
		return err
	})
	return x, err
}

func watches(ctx context.Context) bool {
	return actor.From(ctx).Has(actor.VendorAdmin, actor.Author, actor.Support, actor.Auditor)
}

// Look narrows a list of sessions.
type Look struct {
	ExamKey string
	State   State
}

// Sessions lists sessions, newest first.
func (s *Service) Sessions(ctx context.Context, look Look, before string, limit int) ([]Session, error) {
	out := []Session{}
	err := s.db.Read(ctx, func(tx *gorm.DB) error {
		return tx.Raw("select "+sessionColumns+` from lab_sessions where (@before = '' or id < @before) and (@exam = '' or exam_key = @exam) and (@state = '' or state = @state)
			order by id desc limit @limit`, map[string]any{"before": before, "exam": look.ExamKey, "state": string(look.State), "limit": limit}).Scan(&out).Error
	})
	return out, err
}

// Write keeps what the candidate has done so far. The last word counts, until the lab is handed in or the attempt closes.
func (s *Service) Write(ctx context.Context, sessionID, work string) (Session, error) {
	return s.change(ctx, sessionID, func(tx *gorm.DB, x Session) error {
		return tx.Exec("update lab_sessions set work = ? where id = ?", work, x.ID).Error
	})
}

// HandIn ends the work on a lab. Again, it changes nothing.
func (s *Service) HandIn(ctx context.Context, sessionID string) (Session, error) {
	x, err := s.change(ctx, sessionID, func(tx *gorm.DB, x Session) error {
		if x.State == Failed { // preparing it failed; people will look at what is there
			return nil
		}
		now := s.db.Now()
		if err := tx.Exec("update lab_sessions set state = 'handed_in', handed_in_at = ?, next_at = null where id = ?", now, x.ID).Error; err != nil {
			return err
		}
		return audit.Append(ctx, tx, now, audit.Entry{Action: "lab.handed_in", Subject: x.ID})
	})
	if errors.Is(err, ErrHandedIn) {
		return s.Session(ctx, sessionID)
	}
	return x, err
}

// change does something to one of the caller's own sessions while its attempt is open.
func (s *Service) change(ctx context.Context, sessionID string, do func(tx *gorm.DB, x Session) error) (Session, error) {
	var x Session
	err := s.db.Tx(ctx, func(tx *gorm.DB) error {
		var err error
		if x, err = lockSession(tx, sessionID); err != nil {
			return err
		}
		if x.PersonID != actor.From(ctx).ID {
			return ErrNothing
		}
		sitting, err := s.sittings.Sitting(ctx, tx, x.AttemptID, x.Position)
		switch {
		case err != nil:
			return err
		case x.over():
			return ErrHandedIn.And("state", x.State)
		case !sitting.Open:
			return ErrClosed
		}
		if err := do(tx, x); err != nil {
			return err
		}
		x, err = sessionOf(tx, sessionID)
		return err
	})
	return x, err
}
