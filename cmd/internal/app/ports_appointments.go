package app

import (
	"context"

	"gorm.io/gorm"

	"laurel/exams"
	"laurel/internal/appointments"
	"laurel/internal/fault"
)

// timetable tells appointments of registrations and exams.
type timetable struct{ of *services }

func (t timetable) Registration(ctx context.Context, tx *gorm.DB, registrationID string) (appointments.Registration, error) {
	r, err := t.of.Exams.RegistrationIn(ctx, tx, registrationID)
	return appointments.Registration{ID: r.ID, PersonID: r.PersonID, ExamKey: r.ExamKey, Ready: r.State == exams.RegistrationReady}, err
}

func (t timetable) Conditions(ctx context.Context, tx *gorm.DB, examKey string) (appointments.Conditions, error) {
	title, terms, err := t.of.Exams.Conditions(ctx, tx, examKey)
	return appointments.Conditions{
		Title: title, ByAppointment: terms.Delivery == exams.ByAppointment, LegalName: terms.LegalNameMatch,
		Devices: terms.Proctoring == exams.ProctoringLive || terms.Proctoring == exams.ProctoringExternal,
	}, err
}

// diary answers exams out of appointments, which is made after it.
type diary struct{ of *services }

func (d diary) Admitted(ctx context.Context, tx *gorm.DB, registrationID string) ([]fault.Unmet, error) {
	return d.of.Appointments.Admitted(ctx, tx, registrationID)
}

func (a *App) assembleAppointments(base string) {
	s := &a.services
	s.Appointments = appointments.New(appointments.Deps{DB: a.DB, Log: a.log, BaseURL: base, Exams: timetable{s}, People: staffNames{s}})
}
