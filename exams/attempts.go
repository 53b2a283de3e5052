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

const attemptColumns = `id, registration_id, exam_key, person_id, state, policy, limits, form_id, seed, language, epoch, created_at, agree_by, started_at, deadline_at, deadline_version,
	refuse_after, section, section_at, section_end_at, open_from, open_to, paused_for, paused_at, pause_ends_at, closed_at, seen_closed_at, close_reason, late, passed, receipt`

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
	if r.State == RegistrationUsed {
		return "", ErrLapsed.Detailed("The agreement was not accepted in time too often. This registration is used up.")
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
	if r.Lapses == 0 { // it was spent when an agreement lapsed before
		if err := s.gate.Admit(ctx, tx, r.ID); err != nil {
			return "", err
		}
	}
	form, sheet, err := s.assign(ctx, tx, e, r)
	if err != nil {
		return "", err
	}
	if cut, equated, err := s.cuts.CutFor(ctx, tx, sheet.FormID); err != nil {
		return "", err
	} else if equated {
		d.Scoring.FormCut = cut
	}
	now, err := store.Clock(tx)
	if err != nil {
		return "", err
	}
	limits, err := s.limitsFor(tx, r, d, partsOf(d, form.Slots), now)
	if err != nil {
		return "", err
	}
	by, err := basisOf(d, limits)
	if err != nil {
		return "", err
	}
	w := walkOf(Attempt{ID: id.New("att"), RegistrationID: r.ID, ExamKey: d.Key, PersonID: r.PersonID, Sheet: sheet, State: Ready, Policy: d, Limits: limits, Epoch: 1, CreatedAt: now}, nil)
	w.make(now, form.SHA256, by)
	if err := keepAttempt(tx, w.Attempt); err != nil {
		return "", err
	}
	if err := tx.Exec("update registrations set state = 'used' where id = ?", r.ID).Error; err != nil {
		return "", err
	}
	if err := w.log(ctx, tx); err != nil {
		return "", err
	}
	return w.Attempt.ID, audit.Append(ctx, tx, now, audit.Entry{Action: "attempt.made", Subject: w.Attempt.ID, Detail: map[string]string{"registration": r.ID}})
}

// keepAttempt relies on two unique keys: one attempt of a registration, one open attempt of a person at an exam.
func keepAttempt(tx *gorm.DB, a Attempt) error {
	policy, err := json.Marshal(a.Policy)
	if err != nil {
		return err
	}
	limits, err := json.Marshal(a.Limits)
	if err != nil {
		return err
	}
	err = tx.Exec(`insert into attempts (id, registration_id, exam_key, person_id, state, policy, limits, form_id, seed, language, epoch, created_at, agree_by, started_at, deadline_at, deadline_version,
		refuse_after, section, section_at, section_end_at, open_from, open_to, forward) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		a.ID, a.RegistrationID, a.ExamKey, a.PersonID, a.State, string(policy), string(limits), a.FormID, a.Seed, a.Language, a.Epoch, a.CreatedAt, a.AgreeBy, a.StartedAt, a.DeadlineAt, a.DeadlineVersion,
		a.RefuseAfter, a.Section, a.SectionAt, a.SectionEndAt, a.OpenFrom, a.OpenTo, a.limit().Forward).Error
	return store.Taken(err, ErrAttemptOpen)
}

// Start begins a ready attempt once its agreement is accepted. Again, it changes nothing and answers the same attempt. An agreement
// that nobody accepted in time is ErrLapsed: the attempt was none.
func (s *Service) Start(ctx context.Context, attemptID string, agreed bool) (Sight, error) {
	if !agreed {
		return Sight{}, ErrAgreement.With(fault.Field{Field: "agreement_accepted", Code: "required", Detail: "true"})
	}
	lapsed := false
	err := s.db.Tx(ctx, func(tx *gorm.DB) error {
		w, now, err := s.ownWalk(ctx, tx, attemptID)
		if err != nil {
			return err
		}
		if lapsed = w.CloseReason == ByNoAgreement; w.State != Ready {
			return nil // somebody else started it, and the clock runs as they set it
		}
		if err := s.watched(ctx, tx, w.seat()); err != nil {
			return err
		}
		w.begin(now)
		if err := tx.Exec("update attempts set agreed_at = ? where id = ?", now, w.Attempt.ID).Error; err != nil {
			return err
		}
		return w.keep(ctx, tx)
	})
	if err == nil && lapsed {
		err = ErrLapsed
	}
	if err != nil {
		return Sight{}, s.told(ctx, err)
	}
	return s.See(ctx, attemptID)
}

// TakeOver gives the caller a new epoch, under which alone answers are taken from now on. The clock runs on.
func (s *Service) TakeOver(ctx context.Context, attemptID string) (int64, error) {
	deed := func(tx *gorm.DB) (int64, error) {
		w, now, err := s.ownWalk(ctx, tx, attemptID)
		switch {
		case err != nil:
			return 0, err
		case !w.State.Open() || w.over(now):
			return 0, ErrClosed
		case w.Epoch > maxTakeovers:
			return 0, ErrSaves.Detailed("This attempt has gone from tab to tab more often than anybody moves.").After(tooManyAfter)
		}
		if err := s.watched(ctx, tx, w.seat()); err != nil {
			return 0, err
		}
		epoch := w.Epoch + 1
		if err := tx.Exec("update attempts set epoch = ? where id = ?", epoch, w.Attempt.ID).Error; err != nil {
			return 0, err
		}
		if err := note(ctx, tx, w.Attempt.ID, event{Kind: "taken_over", Detail: map[string]any{"epoch": epoch}, At: now}); err != nil {
			return 0, err
		}
		return epoch, audit.Append(ctx, tx, now, audit.Entry{Action: "attempt.taken_over", Subject: w.Attempt.ID, Detail: map[string]int64{"epoch": epoch}})
	}
	var epoch int64
	err := s.awake(ctx, func() (err error) {
		epoch, err = outbox.Once(ctx, s.db, deed)
		return err
	})
	return epoch, s.told(ctx, err)
}
