package appointments

import (
	"context"
	"errors"

	"gorm.io/gorm"

	"laurel/internal/actor"
	"laurel/internal/audit"
	"laurel/internal/fault"
)

// Admitted tells what keeps a registration from beginning now, in the transaction that makes its attempt; with nothing in the way
// the appointment is attended from then on.
func (s *Service) Admitted(_ context.Context, tx *gorm.DB, registrationID string) ([]fault.Unmet, error) {
	a, err := latest(tx, registrationID)
	if errors.Is(err, ErrNothing) || err == nil && a.State == Cancelled {
		return []fault.Unmet{{Kind: "appointment", Title: "Book an appointment", Need: 1, Link: "/app/registrations/" + registrationID}}, nil
	}
	if err != nil {
		return nil, err
	}
	now := s.db.Now()
	if a.State == NoShow || a.State == Booked && !a.admits(now) {
		return []fault.Unmet{a.unmet()}, nil
	}
	return nil, tx.Exec("update appointments set state = 'attended', changed_at = ? where id = ? and state = 'booked'", now, a.ID).Error
}

// MarkNoShows marks appointments whose time to begin went by, and gives how many.
func (s *Service) MarkNoShows(ctx context.Context) (int, error) {
	var due []Appointment
	now := s.db.Now()
	err := s.db.Read(ctx, func(tx *gorm.DB) error {
		return tx.Raw(joined+"where a.state = 'booked' and a.starts_at < ? order by a.starts_at, a.id limit 500", now).Scan(&due).Error
	})
	n := 0
	for _, a := range due {
		if err != nil || !now.After(a.closes()) {
			continue
		}
		err = s.db.Tx(ctx, func(tx *gorm.DB) error {
			r := tx.Exec("update appointments set state = 'no_show', changed_at = ? where id = ? and state = 'booked' and starts_at = ?", now, a.ID, a.StartsAt)
			if r.Error != nil || r.RowsAffected == 0 {
				return r.Error
			}
			return audit.Append(ctx, tx, now, audit.Entry{Action: "appointment.missed", Subject: a.ID, Detail: map[string]string{"registration": a.RegistrationID}})
		})
		n++
	}
	return n, err
}

// Excuse lets somebody who did not come book again.
func (s *Service) Excuse(ctx context.Context, appointmentID, reason string) (Appointment, error) {
	if len(reason) < 3 || len(reason) > 1000 {
		return Appointment{}, ErrInput.With(fault.Field{Field: "reason", Code: "length", Detail: "between 3 and 1000 characters"})
	}
	var a Appointment
	err := s.db.Tx(ctx, func(tx *gorm.DB) error {
		now := s.db.Now()
		r := tx.Exec("update appointments set state = 'cancelled', sequence = sequence + 1, changed_at = ? where id = ? and state = 'no_show'", now, appointmentID)
		if r.Error != nil {
			return r.Error
		}
		var err error
		if a, err = appointmentOf(tx, appointmentID); err != nil {
			return err
		}
		if r.RowsAffected == 0 {
			return ErrNotBooked.Detailed("Only who did not come can be excused.")
		}
		return audit.Append(ctx, tx, now, audit.Entry{Action: "appointment.excused", Subject: a.ID, Reason: reason})
	})
	return a, err
}

// Of gives the newest appointment of one of the caller's own registrations; ErrNothing while there is none.
func (s *Service) Of(ctx context.Context, registrationID string) (Appointment, error) {
	var a Appointment
	err := s.db.Read(ctx, func(tx *gorm.DB) error {
		r, err := s.own(ctx, tx, registrationID)
		if err == nil {
			a, err = latest(tx, r.ID)
		}
		return err
	})
	return a, err
}

// See gives an appointment to whose it is, and to the vendor's people.
func (s *Service) See(ctx context.Context, appointmentID string) (Appointment, Conditions, error) {
	var (
		a Appointment
		c Conditions
	)
	who := actor.From(ctx)
	err := s.db.Read(ctx, func(tx *gorm.DB) error {
		var err error
		if a, err = appointmentOf(tx, appointmentID); err != nil {
			return err
		}
		if a.PersonID != who.ID && who.Kind != actor.System && !who.IsVendor() {
			return ErrNothing
		}
		c, err = s.exams.Conditions(ctx, tx, a.ExamKey)
		return err
	})
	return a, c, err
}
