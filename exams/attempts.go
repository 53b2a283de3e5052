package exams

import (
	"context"
	"encoding/json"

	"gorm.io/gorm"

	"laurel/internal/audit"
	"laurel/internal/fault"
	"laurel/internal/id"
	"laurel/internal/outbox"
	"laurel/internal/store"
)

const attemptColumns = `id, registration_id, exam_key, person_id, state, policy, form_id, seed, language, epoch, created_at, started_at, deadline_at,
	refuse_after, closed_at, seen_closed_at, close_reason, late, passed, receipt`

// made is what is kept under an idempotency key: the attempt itself is always read afresh, with the clock as it is now.
type made struct {
	ID  string
	New bool
}

// Attempt makes the one attempt of a registration, or finds it again. It spends what entitles the registration, draws and
// freezes the form and, unless the exam has an agreement, starts the clock, all in one transaction.
func (s *Service) Attempt(ctx context.Context, registrationID string) (Sight, bool, error) {
	m, err := outbox.Once(ctx, s.db, func(tx *gorm.DB) (made, error) {
		r, err := ownRegistration(ctx, tx, registrationID)
		if err != nil {
			return made{}, err
		}
		if err := lockCandidacy(tx, r.PersonID, r.ExamKey); err != nil {
			return made{}, err
		}
		if r, err = registrationOf(tx, r.ID); err != nil { // again, now that nobody else is at it
			return made{}, err
		}
		if r.AttemptID != "" {
			return made{ID: r.AttemptID}, nil
		}
		attemptID, err := s.make(ctx, tx, r)
		return made{attemptID, true}, err
	})
	if err != nil {
		return Sight{}, false, s.told(ctx, err)
	}
	sight, err := s.See(ctx, m.ID)
	return sight, m.New, err
}

func (s *Service) make(ctx context.Context, tx *gorm.DB, r Registration) (string, error) {
	e, err := publishedExam(tx, r.ExamKey)
	if err != nil {
		return "", err
	}
	d := *e.Published
	if r, err = s.refresh(ctx, tx, r); err != nil {
		return "", err
	}
	if r.State == RegistrationCancelled {
		return "", ErrCancelled
	}
	if r.State != RegistrationReady {
		return "", unpaid(r)
	}
	if err := s.maySit(ctx, tx, r.PersonID, d); err != nil {
		return "", err
	}
	if err := s.admitted(ctx, tx, r, d); err != nil {
		return "", err
	}
	if err := s.gate.Admit(ctx, tx, r.ID); err != nil {
		return "", err
	}
	form, sheet, err := s.assign(ctx, tx, e, r)
	if err != nil {
		return "", err
	}
	now, err := store.Clock(tx)
	if err != nil {
		return "", err
	}
	a := Attempt{ID: id.New("att"), RegistrationID: r.ID, ExamKey: d.Key, PersonID: r.PersonID, Sheet: sheet, State: Ready, Policy: d, Epoch: 1, CreatedAt: now}
	if d.Agreement == "" && d.Proctoring != ProctoringExternal {
		a = a.begin(now)
	}
	if err := keepAttempt(tx, a); err != nil {
		return "", err
	}
	if err := tx.Exec("update registrations set state = 'used' where id = ?", r.ID).Error; err != nil {
		return "", err
	}
	return a.ID, s.noteStart(ctx, tx, a, form)
}

// keepAttempt relies on two unique keys: one attempt of a registration, one open attempt of a person at an exam.
func keepAttempt(tx *gorm.DB, a Attempt) error {
	policy, err := json.Marshal(a.Policy)
	if err != nil {
		return err
	}
	err = tx.Exec(`insert into attempts (id, registration_id, exam_key, person_id, state, policy, form_id, seed, language, epoch,
		created_at, started_at, deadline_at, refuse_after) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		a.ID, a.RegistrationID, a.ExamKey, a.PersonID, a.State, string(policy), a.FormID, a.Seed, a.Language, a.Epoch, a.CreatedAt, a.StartedAt, a.DeadlineAt, a.RefuseAfter).Error
	return store.Taken(err, ErrAttemptOpen)
}

func (s *Service) noteStart(ctx context.Context, tx *gorm.DB, a Attempt, form *Form) error {
	detail := madeDetail{a.RegistrationID, form.ID, form.SHA256, a.Seed, a.Language}
	if err := note(ctx, tx, a.ID, event{Kind: "made", Detail: detail, At: a.CreatedAt}); err != nil {
		return err
	}
	if a.State == InProgress {
		if err := note(ctx, tx, a.ID, event{Kind: "started", Detail: map[string]any{"deadline_at": a.DeadlineAt}, At: *a.StartedAt}); err != nil {
			return err
		}
	}
	return audit.Append(ctx, tx, a.CreatedAt, audit.Entry{Action: "attempt.made", Subject: a.ID, Detail: map[string]string{"registration": a.RegistrationID}})
}

// Start begins a ready attempt once its agreement is accepted. Again, it changes nothing and answers the same attempt.
func (s *Service) Start(ctx context.Context, attemptID string, agreed bool) (Sight, error) {
	if !agreed {
		return Sight{}, ErrAgreement.With(fault.Field{Field: "agreement_accepted", Code: "required", Detail: "true"})
	}
	err := s.db.Tx(ctx, func(tx *gorm.DB) error {
		a, err := ownAttempt(ctx, tx, attemptID)
		if err != nil || a.State != Ready {
			return err
		}
		if err := s.watched(ctx, tx, a.seat()); err != nil {
			return err
		}
		now, err := store.Clock(tx)
		if err != nil {
			return err
		}
		a = a.begin(now)
		r := tx.Exec(`update attempts set state = ?, agreed_at = ?, started_at = ?, deadline_at = ?, refuse_after = ? where id = ? and state = 'ready'`,
			a.State, now, a.StartedAt, a.DeadlineAt, a.RefuseAfter, a.ID)
		if r.Error != nil || r.RowsAffected == 0 { // somebody else started it: the clock runs as they set it
			return r.Error
		}
		return note(ctx, tx, a.ID, event{Kind: "started", Detail: map[string]any{"agreed": true, "deadline_at": a.DeadlineAt}, At: now})
	})
	if err != nil {
		return Sight{}, s.told(ctx, err)
	}
	return s.See(ctx, attemptID)
}

// TakeOver gives the caller a new epoch, under which alone answers are taken from now on. The clock runs on.
func (s *Service) TakeOver(ctx context.Context, attemptID string) (int64, error) {
	epoch, err := outbox.Once(ctx, s.db, func(tx *gorm.DB) (int64, error) {
		a, err := ownAttempt(ctx, tx, attemptID)
		if err != nil {
			return 0, err
		}
		if err := s.watched(ctx, tx, a.seat()); err != nil {
			return 0, err
		}
		if a.Epoch > maxTakeovers && a.State.Open() {
			return 0, ErrSaves.Detailed("This attempt has gone from tab to tab more often than anybody moves.").After(tooManyAfter)
		}
		var epochs []int64
		err = tx.Raw(`update attempts set epoch = epoch + 1 where id = ? and (state in ('ready', 'paused') or (state = 'in_progress' and refuse_after >= ?))
			returning epoch`, a.ID, store.Moment(tx)).Scan(&epochs).Error
		if err != nil {
			return 0, err
		}
		if len(epochs) == 0 {
			return 0, ErrClosed
		}
		now, err := store.Clock(tx)
		if err != nil {
			return 0, err
		}
		if err := note(ctx, tx, a.ID, event{Kind: "taken_over", Detail: map[string]any{"epoch": epochs[0]}, At: now}); err != nil {
			return 0, err
		}
		return epochs[0], audit.Append(ctx, tx, now, audit.Entry{Action: "attempt.taken_over", Subject: a.ID, Detail: map[string]int64{"epoch": epochs[0]}})
	})
	return epoch, s.told(ctx, err)
}
