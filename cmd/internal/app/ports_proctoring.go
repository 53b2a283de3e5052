package app

import (
	"context"

	"gorm.io/gorm"

	"laurel/exams"
	"laurel/internal/proctoring"
)

// seats tells those who watch who sits where.
type seats struct{ of *services }

func (s seats) Seat(ctx context.Context, tx *gorm.DB, attemptID string) (proctoring.Seat, error) {
	seat, err := s.of.Exams.SeatOf(ctx, tx, attemptID)
	return watchedSeat(seat), err
}

func (s seats) Place(ctx context.Context, tx *gorm.DB, registrationID string) (proctoring.Seat, error) {
	seat, err := s.of.Exams.Place(ctx, tx, registrationID)
	return watchedSeat(seat), err
}

func (s seats) Conditions(ctx context.Context, tx *gorm.DB, examKey string) (proctoring.Conditions, error) {
	title, terms, err := s.of.Exams.Conditions(ctx, tx, examKey)
	return proctoring.Conditions{Title: title, Lockdown: terms.Lockdown, Proctoring: terms.Proctoring}, err
}

func (s seats) Sitting(ctx context.Context, tx *gorm.DB, examKey string, limit int) ([]proctoring.Taken, error) {
	rows, err := s.of.Exams.Sitting(ctx, tx, examKey, limit)
	out := make([]proctoring.Taken, len(rows))
	for i, r := range rows {
		out[i] = proctoring.Taken{Seat: watchedSeat(r.Seat), StartedAt: r.StartedAt, DeadlineAt: r.DeadlineAt, SavedAt: r.SavedAt, Answered: r.Answered}
	}
	return out, err
}

func watchedSeat(s exams.Seat) proctoring.Seat {
	return proctoring.Seat{
		AttemptID: s.AttemptID, RegistrationID: s.RegistrationID, PersonID: s.PersonID, ExamKey: s.ExamKey, State: string(s.State), Lockdown: s.Lockdown, Proctoring: s.Proctoring,
	}
}

// watch answers exams out of proctoring, which is made after it.
type watch struct{ of *services }

func (w watch) Allowed(ctx context.Context, tx *gorm.DB, seat exams.Seat) error {
	return w.of.Proctoring.Allowed(ctx, tx, watchedSeat(seat))
}

func (w watch) Refused(ctx context.Context, seat exams.Seat) error {
	return w.of.Proctoring.Refused(ctx, watchedSeat(seat))
}

func (a *App) assembleProctoring(secret []byte, base string) {
	s := &a.services
	s.Proctoring = proctoring.New(proctoring.Deps{
		DB: a.DB, Log: a.log, BaseURL: base, Secret: secret, Exams: seats{s}, Names: staffNames{s}, AllowLoopback: a.Settings.HooksLoopback,
	})
}
