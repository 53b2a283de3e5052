package exams

import (
	"context"
	"errors"
	"time"

	"gorm.io/gorm"

	"laurel/internal/store"
)

// Seat is where somebody sits or is about to: what those who watch over a sitting are told of it. AttemptID is empty while there
// is only a registration.
type Seat struct {
	AttemptID      string
	RegistrationID string
	PersonID       string
	ExamKey        string
	State          State
	Lockdown       string
	Proctoring     string
}

// Watch keeps candidates to the conditions of an exam.
type Watch interface {
	// Allowed refuses with a closed gate whoever does not sit under the conditions. It is asked when an attempt is made, started,
	// moved and delivered; saving is always open, so that nothing is lost.
	Allowed(ctx context.Context, tx *gorm.DB, seat Seat) error
	// Refused is told afterwards, outside any transaction, whom Allowed has turned away.
	Refused(ctx context.Context, seat Seat) error
}

// turnedAway carries a refusal of the watch out of the transaction that it ended.
type turnedAway struct {
	seat Seat
	err  error
}

func (t *turnedAway) Error() string { return t.err.Error() }
func (t *turnedAway) Unwrap() error { return t.err }

func (a Attempt) seat() Seat {
	return Seat{a.ID, a.RegistrationID, a.PersonID, a.ExamKey, a.State, a.Policy.Lockdown, a.Policy.Proctoring}
}

// admitted asks what is asked only where the exam says so: the booked time, and the conditions of the sitting.
func (s *Service) admitted(ctx context.Context, tx *gorm.DB, r Registration, d Document) error {
	if d.Delivery == ByAppointment {
		unmet, err := s.appointments.Admitted(ctx, tx, r.ID)
		if err != nil {
			return err
		}
		if len(unmet) > 0 {
			return ErrClosedGate.Missing(unmet...)
		}
	}
	return s.watched(ctx, tx, Seat{RegistrationID: r.ID, PersonID: r.PersonID, ExamKey: d.Key, Lockdown: d.Lockdown, Proctoring: d.Proctoring})
}

func (s *Service) watched(ctx context.Context, tx *gorm.DB, seat Seat) error {
	if seat.AttemptID != "" && !seat.State.Open() {
		return nil
	}
	if (seat.Lockdown == "" || seat.Lockdown == NoLockdown) && (seat.Proctoring == "" || seat.Proctoring == NoProctoring) {
		return nil
	}
	if err := s.watch.Allowed(ctx, tx, seat); err != nil {
		return &turnedAway{seat, err}
	}
	return nil
}

// told passes a refusal of the watch on, for its record.
func (s *Service) told(ctx context.Context, err error) error {
	var t *turnedAway
	if !errors.As(err, &t) {
		return err
	}
	return errors.Join(s.watch.Refused(ctx, t.seat), t.err)
}

// SeatOf gives the seat of an attempt to those who watch; ErrNothing when there is none.
func (s *Service) SeatOf(_ context.Context, tx *gorm.DB, attemptID string) (Seat, error) {
	var a Attempt
	err := tx.Raw("select "+attemptColumns+" from attempts where id = ?", attemptID).Take(&a).Error
	return a.seat(), store.Found(err, ErrNothing)
}

// Place gives the seat that a registration leads to, whether or not its attempt has been made.
func (s *Service) Place(ctx context.Context, tx *gorm.DB, registrationID string) (Seat, error) {
	r, err := registrationOf(tx, registrationID)
	if err != nil {
		return Seat{}, err
	}
	if r.AttemptID != "" {
		return s.SeatOf(ctx, tx, r.AttemptID)
	}
	d, err := publishedOf(tx, r.ExamKey)
	return Seat{RegistrationID: r.ID, PersonID: r.PersonID, ExamKey: r.ExamKey, Lockdown: d.Lockdown, Proctoring: d.Proctoring}, err
}

// RegistrationIn gives a registration to those who look after it in a transaction of theirs; ErrNothing when there is none.
func (s *Service) RegistrationIn(_ context.Context, tx *gorm.DB, registrationID string) (Registration, error) {
	return registrationOf(tx, registrationID)
}

// Conditions are the title and terms of a published exam; ErrNothing when it is not.
func (s *Service) Conditions(_ context.Context, tx *gorm.DB, key string) (string, Terms, error) {
	d, err := publishedOf(tx, key)
	return d.Title, d.Terms, err
}

// Taken is a seat in which somebody sits now.
type Taken struct {
	Seat
	StartedAt  *time.Time
	DeadlineAt *time.Time
	SavedAt    *time.Time
	Answered   int
}

// Sitting lists who sits in an exam now, or is about to, by the time that is left.
func (s *Service) Sitting(_ context.Context, tx *gorm.DB, key string, limit int) ([]Taken, error) {
	var rows []Attempt
	err := tx.Raw("select "+attemptColumns+" from attempts where exam_key = ? and state in ('ready', 'in_progress', 'paused') order by deadline_at, id limit ?", key, limit).Scan(&rows).Error
	if err != nil {
		return nil, err
	}
	var last []struct {
		AttemptID string
		SavedAt   time.Time
		Answered  int
	}
	err = tx.Raw(`select attempt_id, saved_at, answered from (select r.attempt_id, r.saved_at, row_number() over (partition by r.attempt_id order by r.saved_at desc, r.position) as n,
		sum(case when r.response = 'null' then 0 else 1 end) over (partition by r.attempt_id) as answered from responses r join attempts a on a.id = r.attempt_id
		where a.exam_key = ? and a.state in ('in_progress', 'paused')) latest where n = 1`, key).Scan(&last).Error
	out := make([]Taken, len(rows))
	at := map[string]int{}
	for i, a := range rows {
		out[i] = Taken{Seat: a.seat(), StartedAt: a.StartedAt, DeadlineAt: a.DeadlineAt}
		at[a.ID] = i
	}
	for _, l := range last {
		if i, ok := at[l.AttemptID]; ok {
			out[i].SavedAt, out[i].Answered = &l.SavedAt, l.Answered
		}
	}
	return out, err
}
