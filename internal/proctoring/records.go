package proctoring

import (
	"context"
	"errors"
	"time"

	"gorm.io/gorm"

	"laurel/internal/store"
)

// Record is all that was noticed about one sitting, for a person to read.
type Record struct {
	Seat      Seat
	Name      string
	Signals   []Signal
	Locks     []Lock
	Overrides []Override
	Refusals  []Refusal
	Session   *Session
	Reports   []Report
}

// Record gives what was noticed about an attempt, oldest first.
func (s *Service) Record(ctx context.Context, attemptID string) (Record, error) {
	var out Record
	err := s.db.Read(ctx, func(tx *gorm.DB) error {
		out = Record{}
		var err error
		if out.Seat, err = s.exams.Seat(ctx, tx, attemptID); err != nil {
			return err
		}
		names, err := s.names.Names(ctx, tx, []string{out.Seat.PersonID})
		if err != nil {
			return err
		}
		out.Name = names[out.Seat.PersonID]
		registration := out.Seat.RegistrationID
		for _, read := range []struct {
			into  any
			query string
			of    string
		}{
			{&out.Signals, "select id, attempt_id, kind, count, seconds, at, received_at from proctoring_signals where attempt_id = ? order by at, id", attemptID},
			{&out.Locks, "select id, attempt_id, locked_at, unlocked_at, unlocked_by, reason from proctoring_locks where attempt_id = ? order by locked_at, id", attemptID},
			{&out.Overrides, "select id, registration_id, reason, given_by, given_at, expires_at from proctoring_overrides where registration_id = ? order by given_at, id", registration},
			{&out.Refusals, "select id, address, expected, received_config, received_request, at from proctoring_refusals where registration_id = ? order by at, id limit 500", registration},
		} {
			if err := tx.Raw(read.query, read.of).Scan(read.into).Error; err != nil {
				return err
			}
		}
		v, err := sessionBy(tx, "attempt_id", attemptID)
		if errors.Is(err, ErrNothing) { // nobody proctors it from outside
			return nil
		}
		if err != nil {
			return err
		}
		out.Session = &v
		return tx.Raw("select event_id, type, severity, note, at from proctoring_reports where session_id = ? order by at, event_id limit 500", v.ID).Scan(&out.Reports).Error
	})
	return out, err
}

// Desk is a seat as the page of a live proctor shows it.
type Desk struct {
	Taken
	Name    string
	Signals map[Kind]int
	Locked  bool
}

const mostDesks = 500

// Room gives everybody who sits in an exam now, by the time that is left.
func (s *Service) Room(ctx context.Context, examKey string) (Conditions, []Desk, time.Time, error) {
	var (
		c    Conditions
		out  []Desk
		now  time.Time
		rows []Taken
	)
	err := s.db.Read(ctx, func(tx *gorm.DB) error {
		var err error
		if c, err = s.exams.Conditions(ctx, tx, examKey); err != nil {
			return err
		}
		if rows, err = s.exams.Sitting(ctx, tx, examKey, mostDesks); err != nil {
			return err
		}
		if now, err = store.Clock(tx); err != nil {
			return err
		}
		out, err = s.desks(ctx, tx, rows)
		return err
	})
	return c, out, now, err
}

func (s *Service) desks(ctx context.Context, tx *gorm.DB, rows []Taken) ([]Desk, error) {
	attempts, people := make([]string, len(rows)), make([]string, len(rows))
	for i, r := range rows {
		attempts[i], people[i] = r.AttemptID, r.PersonID
	}
	out := make([]Desk, len(rows))
	if len(rows) == 0 {
		return out, nil
	}
	names, err := s.names.Names(ctx, tx, people)
	if err != nil {
		return nil, err
	}
	at := map[string]int{}
	for i, r := range rows {
		out[i] = Desk{Taken: r, Name: names[r.PersonID], Signals: map[Kind]int{}}
		at[r.AttemptID] = i
	}
	var counts []struct {
		AttemptID string
		Kind      Kind
		N         int
	}
	if err := tx.Raw("select attempt_id, kind, count(*) as n from proctoring_signals where attempt_id in ? group by attempt_id, kind", attempts).Scan(&counts).Error; err != nil {
		return nil, err
	}
	for _, c := range counts {
		out[at[c.AttemptID]].Signals[c.Kind] = c.N
	}
	var locked []string
	err = tx.Raw("select attempt_id from proctoring_locks where attempt_id in ? and unlocked_at is null", attempts).Scan(&locked).Error
	for _, l := range locked {
		out[at[l]].Locked = true
	}
	return out, err
}
