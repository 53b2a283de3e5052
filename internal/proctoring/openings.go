package proctoring

import (
	"context"

	"gorm.io/gorm"

	"laurel/internal/fault"
	"laurel/internal/id"
	"laurel/internal/outbox"
	"laurel/internal/store"
)

// Open asks for an outside proctor at one of the caller's own attempts, or finds the session again. Where telling the proctor was
// given up, asking again begins another round.
func (s *Service) Open(ctx context.Context, attemptID string) (Session, error) {
	var v Session
	err := s.db.Tx(ctx, func(tx *gorm.DB) error {
		seat, err := s.ownSeat(ctx, tx, attemptID)
		if err != nil {
			return err
		}
		if seat.Proctoring != external {
			return ErrNoOutsider
		}
		if free, err := s.overridden(tx, seat); err != nil || free {
			v, err = released(tx, attemptID, err)
			return err
		}
		if _, err := outsiderOf(tx, seat.ExamKey); err != nil {
			return ErrNoOutsider
		}
		if v, err = sessionBy(tx, "attempt_id", attemptID); err == nil {
			return s.again(ctx, tx, seat, &v)
		}
		if !seat.open() {
			return ErrClosed
		}
		now := s.db.Now()
		v = Session{
			ID: id.New("pse"), AttemptID: seat.AttemptID, RegistrationID: seat.RegistrationID, PersonID: seat.PersonID, ExamKey: seat.ExamKey,
			State: "requested", NextAt: &now, CreatedAt: now,
		}
		r := tx.Exec(`insert into proctoring_sessions (id, attempt_id, registration_id, person_id, exam_key, state, next_at, created_at)
			values (?, ?, ?, ?, ?, ?, ?, ?) on conflict (attempt_id) do nothing`, v.ID, v.AttemptID, v.RegistrationID, v.PersonID, v.ExamKey, v.State, now, now)
		if r.Error != nil {
			return r.Error
		}
		if r.RowsAffected == 0 {
			v, err = sessionBy(tx, "attempt_id", attemptID)
			return err
		}
		return outbox.Append(ctx, tx, now, SessionDue{v.ID})
	})
	return v, err
}

// Look tells how the outside proctor of one of the caller's own attempts stands, and begins nothing. ErrNothing before it was asked for.
func (s *Service) Look(ctx context.Context, attemptID string) (Session, error) {
	var v Session
	err := s.db.Read(ctx, func(tx *gorm.DB) error {
		seat, err := s.ownSeat(ctx, tx, attemptID)
		if err != nil {
			return err
		}
		free, err := s.overridden(tx, seat)
		if err != nil || free {
			v, err = released(tx, attemptID, err)
			return err
		}
		v, err = sessionBy(tx, "attempt_id", attemptID)
		return err
	})
	return v, err
}

// released is the session of an attempt that a supervisor lets start, asked for before or not.
func released(tx *gorm.DB, attemptID string, err error) (Session, error) {
	if err != nil {
		return Session{}, err
	}
	v, err := sessionBy(tx, "attempt_id", attemptID)
	if err != nil && fault.Of(err).Kind == fault.NotFound {
		v, err = Session{AttemptID: attemptID, State: "ready"}, nil
	}
	v.Released = true
	return v, err
}

// again lets a session be announced anew that the proctor could not be told of. Any other stays as it is.
func (s *Service) again(ctx context.Context, tx *gorm.DB, seat Seat, v *Session) error {
	if v.State != "failed" || !seat.open() {
		return nil
	}
	now := s.db.Now()
	r := tx.Exec(`update proctoring_sessions set state = 'requested', tries = 0, next_at = ?, lease_token = '', leased_until = null, last_error = ''
		where id = ? and state = 'failed'`, now, v.ID)
	if r.Error != nil {
		return r.Error
	}
	if r.RowsAffected == 1 {
		if err := outbox.Append(ctx, tx, now, SessionDue{v.ID}); err != nil {
			return err
		}
	}
	kept, err := sessionBy(tx, "id", v.ID)
	*v = kept
	return err
}

func sessionBy(tx *gorm.DB, column, value string) (Session, error) {
	var v Session
	err := tx.Raw("select "+sessionColumns+" from proctoring_sessions where "+column+" = ?", value).Take(&v).Error
	return v, store.Found(err, ErrNothing)
}
