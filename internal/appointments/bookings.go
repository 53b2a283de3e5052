package appointments

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

const joined = `select a.id, a.registration_id, a.person_id, a.exam_key, a.slot_id, a.starts_at, a.ends_at, a.state, a.sequence, a.created_at, a.changed_at,
	w.place, w.site, w.zone, w.notice_minutes, w.late_minutes from appointments a join appointment_slots s on s.id = a.slot_id join appointment_windows w on w.id = s.window_id `

// Book takes a place in a slot for one of the caller's own registrations. The counter of the slot is moved by the database only
// while a place is left, so that of any number of racers as many win as there are places.
func (s *Service) Book(ctx context.Context, registrationID, slotID string) (Appointment, error) {
	return outbox.Once(ctx, s.db, func(tx *gorm.DB) (Appointment, error) {
		r, err := s.own(ctx, tx, registrationID)
		if err != nil {
			return Appointment{}, err
		}
		if !r.Ready {
			return Appointment{}, ErrNotReady
		}
		held, err := latest(tx, r.ID)
		switch {
		case err == nil && held.State == NoShow:
			return Appointment{}, ErrNoShow
		case err == nil && held.State != Cancelled:
			return Appointment{}, ErrBooked
		case err != nil && !errors.Is(err, ErrNothing):
			return Appointment{}, err
		}
		now := s.db.Now()
		slot, err := take(tx, slotID, r.ExamKey, now)
		if err != nil {
			return Appointment{}, err
		}
		a := Appointment{ID: id.New("apt"), RegistrationID: r.ID, PersonID: r.PersonID, ExamKey: r.ExamKey, SlotID: slot.ID, StartsAt: slot.StartsAt, EndsAt: slot.EndsAt, State: Booked}
		err = tx.Exec(`insert into appointments (id, registration_id, person_id, exam_key, slot_id, starts_at, ends_at, state, created_at, changed_at)
			values (?, ?, ?, ?, ?, ?, ?, 'booked', ?, ?)`, a.ID, a.RegistrationID, a.PersonID, a.ExamKey, a.SlotID, a.StartsAt, a.EndsAt, now, now).Error
		if err := store.Taken(err, ErrBooked); err != nil {
			return Appointment{}, err
		}
		return s.changed(ctx, tx, a.ID, "booked")
	})
}

// take moves the counter of a slot up, or says why not.
func take(tx *gorm.DB, slotID, examKey string, now time.Time) (Slot, error) {
	var slot struct {
		Slot
		LeadMinutes int
	}
	err := tx.Raw(`select s.id, s.exam_key, s.starts_at, s.ends_at, s.capacity, s.taken, w.lead_minutes from appointment_slots s
		join appointment_windows w on w.id = s.window_id where s.id = ? and s.exam_key = ?`, slotID, examKey).Take(&slot).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return Slot{}, ErrInput.With(fault.Field{Field: "slot", Code: "unknown", Detail: "a slot of this exam"})
	}
	if err != nil {
		return Slot{}, err
	}
	if !slot.StartsAt.After(now.Add(minutes(slot.LeadMinutes))) {
		return Slot{}, ErrTooSoon
	}
	r := tx.Exec("update appointment_slots set taken = taken + 1 where id = ? and taken < capacity", slot.ID)
	if r.Error == nil && r.RowsAffected == 0 {
		return Slot{}, ErrFull
	}
	return slot.Slot, r.Error
}

func release(tx *gorm.DB, slotID string) error {
	return tx.Exec("update appointment_slots set taken = taken - 1 where id = ? and taken > 0", slotID).Error
}

// Move takes the appointment to another slot of the same exam, while there is notice enough.
func (s *Service) Move(ctx context.Context, appointmentID, slotID string) (Appointment, error) {
	return outbox.Once(ctx, s.db, func(tx *gorm.DB) (Appointment, error) {
		a, now, err := s.toChange(ctx, tx, appointmentID)
		if err != nil || a.SlotID == slotID {
			return a, err
		}
		slot, err := take(tx, slotID, a.ExamKey, now)
		if err != nil {
			return a, err
		}
		if err := release(tx, a.SlotID); err != nil {
			return a, err
		}
		r := tx.Exec(`update appointments set slot_id = ?, starts_at = ?, ends_at = ?, sequence = sequence + 1, changed_at = ? where id = ? and state = 'booked' and slot_id = ?`,
			slot.ID, slot.StartsAt, slot.EndsAt, now, a.ID, a.SlotID)
		if r.Error != nil || r.RowsAffected == 0 {
			return a, errors.Join(r.Error, unchanged(r))
		}
		return s.changed(ctx, tx, a.ID, "moved")
	})
}

func unchanged(r *gorm.DB) error {
	if r.Error != nil {
		return nil
	}
	return ErrNotBooked
}

// Cancel gives the place back, while there is notice enough. The registration stays and can be booked again.
func (s *Service) Cancel(ctx context.Context, appointmentID string) (Appointment, error) {
	return outbox.Once(ctx, s.db, func(tx *gorm.DB) (Appointment, error) {
		a, _, err := s.toChange(ctx, tx, appointmentID)
		if err != nil {
			return a, err
		}
		return s.drop(ctx, tx, a)
	})
}

func (s *Service) drop(ctx context.Context, tx *gorm.DB, a Appointment) (Appointment, error) {
	r := tx.Exec("update appointments set state = 'cancelled', sequence = sequence + 1, changed_at = ? where id = ? and state = 'booked' and slot_id = ?", s.db.Now(), a.ID, a.SlotID)
	if r.Error != nil || r.RowsAffected == 0 {
		return a, errors.Join(r.Error, unchanged(r))
	}
	if err := release(tx, a.SlotID); err != nil {
		return a, err
	}
	return s.changed(ctx, tx, a.ID, "cancelled")
}

// Withdraw gives back the place of a registration that was cancelled or refunded. It may be asked for again.
func (s *Service) Withdraw(ctx context.Context, registrationID string) error {
	return s.db.Tx(ctx, func(tx *gorm.DB) error {
		a, err := latest(tx, registrationID)
		if errors.Is(err, ErrNothing) || err == nil && a.State != Booked {
			return nil
		}
		if err == nil {
			_, err = s.drop(ctx, tx, a)
		}
		return err
	})
}

func (s *Service) toChange(ctx context.Context, tx *gorm.DB, appointmentID string) (Appointment, time.Time, error) {
	now := s.db.Now()
	if store.Postgres(tx) { // two changes of one appointment come one after the other
		if err := tx.Exec("select 1 from appointments where id = ? for update", appointmentID).Error; err != nil {
			return Appointment{}, now, err
		}
	}
	a, err := appointmentOf(tx, appointmentID)
	switch {
	case err != nil:
	case a.PersonID != actor.From(ctx).ID:
		err = ErrNothing
	case a.State != Booked:
		err = ErrNotBooked
	case now.After(a.changeable()):
		err = ErrNotice.And("until", a.changeable())
	}
	return a, now, err
}

// changed reads the appointment back, tells of it and puts it on record.
func (s *Service) changed(ctx context.Context, tx *gorm.DB, appointmentID, change string) (Appointment, error) {
	a, err := appointmentOf(tx, appointmentID)
	if err != nil {
		return a, err
	}
	now := s.db.Now()
	if err := outbox.Append(ctx, tx, now, Changed{a.ID, a.PersonID, a.ExamKey, change, a.Sequence, now}); err != nil {
		return a, err
	}
	return a, audit.Append(ctx, tx, now, audit.Entry{Action: "appointment." + change, Subject: a.ID, Detail: map[string]any{"registration": a.RegistrationID, "starts_at": a.StartsAt}})
}

func appointmentOf(tx *gorm.DB, appointmentID string) (Appointment, error) {
	var a Appointment
	err := tx.Raw(joined+"where a.id = ?", appointmentID).Take(&a).Error
	return a, store.Found(err, ErrNothing)
}

// latest is the newest appointment of a registration, whatever became of it.
func latest(tx *gorm.DB, registrationID string) (Appointment, error) {
	var a Appointment
	err := tx.Raw(joined+"where a.registration_id = ? order by a.id desc limit 1", registrationID).Take(&a).Error
	return a, store.Found(err, ErrNothing)
}

func (s *Service) own(ctx context.Context, tx *gorm.DB, registrationID string) (Registration, error) {
	r, err := s.exams.Registration(ctx, tx, registrationID)
	if err != nil {
		return r, err
	}
	if r.PersonID != actor.From(ctx).ID {
		return r, ErrNothing
	}
	c, err := s.exams.Conditions(ctx, tx, r.ExamKey)
	if err == nil && !c.ByAppointment {
		err = ErrOnDemand
	}
	return r, err
}
