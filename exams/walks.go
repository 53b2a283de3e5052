package exams

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"gorm.io/gorm"

	"laurel/internal/actor"
	"laurel/internal/audit"
	"laurel/internal/fault"
	"laurel/internal/id"
	"laurel/internal/store"
)

// ledgerRow is an entry at rest.
type ledgerRow struct {
	ID           string
	Kind         EntryKind
	Section      int
	Microseconds int64
	FromAt       *time.Time
	UntilAt      *time.Time
	OutageID     string
	Reason       string
	Actor        string
	At           time.Time
}

func ledgerOf(tx *gorm.DB, attemptID string) ([]Entry, error) {
	var rows []ledgerRow
	err := tx.Raw(`select id, kind, section, microseconds, from_at, until_at, outage_id, reason, actor, at from attempt_adjustments
		where attempt_id = ? order by at, id`, attemptID).Scan(&rows).Error
	out := make([]Entry, len(rows))
	for i, r := range rows {
		out[i] = Entry{r.ID, r.Kind, r.Section, time.Duration(r.Microseconds) * time.Microsecond, r.FromAt, r.UntilAt, r.OutageID, r.Reason, r.Actor, r.At}
	}
	return out, err
}

// walkFor locks an attempt and reads its ledger.
func walkFor(tx *gorm.DB, attemptID string) (*walk, error) {
	a, err := lockAttempt(tx, attemptID)
	if err != nil {
		return nil, err
	}
	ledger, err := ledgerOf(tx, attemptID)
	return walkOf(a, ledger), err
}

// keep writes down what became of an attempt: its new entries, its row and its log. The attempt is locked.
func (w *walk) keep(ctx context.Context, tx *gorm.DB) error {
	for i, e := range w.added {
		w.added[i].ID = id.New("adj")
		err := tx.Exec(`insert into attempt_adjustments (id, attempt_id, kind, section, microseconds, from_at, until_at, outage_id, reason, actor, at)
			values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
			w.added[i].ID, w.Attempt.ID, e.Kind, e.Section, e.Length.Microseconds(), e.From, e.Until, e.Outage, e.Reason, e.Actor, e.At).Error
		if err != nil {
			return err
		}
	}
	err := tx.Exec(`update attempts set state = ?, agree_by = ?, started_at = ?, deadline_at = ?, deadline_version = ?, refuse_after = ?, section = ?, section_at = ?,
		section_end_at = ?, open_from = ?, open_to = ?, forward = ?, paused_for = ?, paused_at = ?, pause_ends_at = ? where id = ?`,
		w.State, w.AgreeBy, w.StartedAt, w.DeadlineAt, w.DeadlineVersion, w.RefuseAfter, w.Section, w.SectionAt, w.SectionEndAt, w.OpenFrom, w.OpenTo, w.limit().Forward,
		w.PausedFor, w.PausedAt, w.PauseEndsAt, w.Attempt.ID).Error
	if err != nil {
		return err
	}
	w.added = nil
	return w.log(ctx, tx)
}

// log appends the steps to the log of the attempt.
func (w *walk) log(ctx context.Context, tx *gorm.DB) error {
	for _, s := range w.steps {
		if err := note(ctx, tx, w.Attempt.ID, event{Kind: s.kind, Detail: s.detail, At: s.at}); err != nil {
			return err
		}
	}
	w.steps = nil
	return nil
}

// settle writes down what time has brought about in an attempt that is locked: credit that the service owes, sections that lapsed,
// breaks that ended, its own end. Everybody who looks at an attempt asks for it, and so does a duty; whoever is first does it.
func (s *Service) settle(ctx context.Context, tx *gorm.DB, w *walk, now time.Time) error {
	if !w.due(now) {
		return nil
	}
	if w.State == Ready {
		return s.lapse(ctx, tx, w, now)
	}
	if err := s.creditLocked(ctx, tx, w, now); err != nil {
		return err
	}
	over := w.catchUp(now)
	if err := w.keep(ctx, tx); err != nil || !over {
		return err
	}
	silent, err := s.silentSince(tx, now)
	if err != nil {
		return err
	}
	if silent != nil && w.DeadlineAt.After(*silent) && now.Before(w.DeadlineAt.Add(w.Policy.creditCap())) {
		w.waits = true // the service has not come back yet
		return nil
	}
	_, err = s.close(ctx, tx, w.Attempt)
	return err
}

// settleAttempt settles one attempt in a transaction of its own. It waits when its time is over while the service is silent.
func (s *Service) settleAttempt(ctx context.Context, attemptID string) (waits bool, err error) {
	err = s.db.Tx(ctx, func(tx *gorm.DB) error {
		w, err := walkFor(tx, attemptID)
		if err != nil {
			return err
		}
		now, err := store.Clock(tx)
		if err != nil {
			return err
		}
		err = s.settle(ctx, tx, w, now)
		waits = w.waits
		return err
	})
	return waits, err
}

// settleNow settles an attempt that somebody asks for: that we can answer is a sign of life, so that nothing has to wait.
func (s *Service) settleNow(ctx context.Context, attemptID string) error {
	waits, err := s.settleAttempt(ctx, attemptID)
	if err != nil || !waits {
		return err
	}
	if err := s.Beat(ctx); err != nil {
		return err
	}
	_, err = s.settleAttempt(ctx, attemptID)
	return err
}

// The number of times that nobody may accept an agreement in time before the registration is used up.
const mostLapses = 3

// lapse ends an attempt whose agreement nobody accepted in time. It was no attempt: nobody has seen an item. The registration is
// good again, unless that has happened too often.
func (s *Service) lapse(ctx context.Context, tx *gorm.DB, w *walk, now time.Time) error {
	detail, err := json.Marshal(map[string]any{"agree_by": w.AgreeBy})
	if err != nil {
		return err
	}
	if err := note(ctx, tx, w.Attempt.ID, event{Kind: "agreement_lapsed", Detail: json.RawMessage(detail), At: now}); err != nil {
		return err
	}
	var lapses int
	if err := tx.Raw("select lapses from registrations where id = ?", w.RegistrationID).Scan(&lapses).Error; err != nil {
		return err
	}
	err = tx.Exec("update attempts set state = 'voided', agree_by = null, closed_at = ?, seen_closed_at = ?, close_reason = ? where id = ? and state = 'ready'",
		w.AgreeBy, now, ByNoAgreement, w.Attempt.ID).Error
	if err != nil {
		return err
	}
	back := RegistrationReady
	if lapses+1 >= mostLapses {
		back = RegistrationUsed
	}
	if err := tx.Exec("update registrations set state = ?, lapses = lapses + 1 where id = ?", back, w.RegistrationID).Error; err != nil {
		return err
	}
	w.State, w.CloseReason = Voided, ByNoAgreement
	return audit.Append(ctx, tx, now, audit.Entry{Action: "attempt.agreement_lapsed", Subject: w.Attempt.ID, Detail: map[string]any{
		"registration": w.RegistrationID, "lapses": lapses + 1, "registration_state": back,
	}})
}

// errWaits ends a transaction that met an attempt whose end cannot be told before the service has given a sign of life.
var errWaits = store.ErrUnavailable.Detailed("The service has just come back. Nothing was lost; try again in a moment.").After(BeatEvery)

// awake runs a deed, and once more after a sign of life where the first met an attempt that waits for one.
func (s *Service) awake(ctx context.Context, do func() error) error {
	err := do()
	var refused *fault.Error
	if !errors.As(err, &refused) || refused != errWaits {
		return err
	}
	if err := s.Beat(ctx); err != nil {
		return err
	}
	return do()
}

// ownWalk locks one of the caller's own attempts and settles it, so that what follows meets it as it is now.
func (s *Service) ownWalk(ctx context.Context, tx *gorm.DB, attemptID string) (*walk, time.Time, error) {
	w, err := walkFor(tx, attemptID)
	if err == nil && w.PersonID != actor.From(ctx).ID {
		err = ErrNothing
	}
	if err != nil {
		return nil, time.Time{}, err
	}
	return s.asItIs(ctx, tx, w)
}

func (s *Service) asItIs(ctx context.Context, tx *gorm.DB, w *walk) (*walk, time.Time, error) {
	now, err := store.Clock(tx)
	if err != nil || !w.due(now) {
		return w, now, err
	}
	if err := s.settle(ctx, tx, w, now); err != nil {
		return nil, now, err
	}
	if w.waits {
		return nil, now, errWaits
	}
	again, err := walkFor(tx, w.Attempt.ID) // closing it writes more than the walk knows of
	return again, now, err
}
