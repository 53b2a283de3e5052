package cases

import (
	"context"
	"errors"
	"strings"

	"gorm.io/gorm"

	"laurel/internal/actor"
	"laurel/internal/audit"
	"laurel/internal/fault"
	"laurel/internal/outbox"
	"laurel/internal/store"
)

// mostReports bounds what one candidate reports of one attempt; challenges are bounded by its positions.
const mostReports = 20

const (
	leastText = 10
	mostText  = 4000
)

// Open opens a case for one of the vendor's people: about an attempt, or about a person.
func (s *Service) Open(ctx context.Context, r Report) (Case, error) {
	var f faults
	f.unless(between(r.Summary, leastText, mostText), "summary", "length", "in 10 to 4000 characters")
	f.unless(r.AttemptID != "" || r.PersonID != "", "attempt", "required", "an attempt, or a person")
	f.unless(r.ExamKey == "" || examKey.MatchString(r.ExamKey), "exam", "malformed", "the key of an exam")
	if len(f) > 0 {
		return Case{}, ErrInput.With(f...)
	}
	return outbox.Once(ctx, s.db, func(tx *gorm.DB) (Case, error) {
		filled, err := s.about(ctx, tx, r)
		if err != nil {
			return Case{}, err
		}
		return s.open(ctx, tx, filled)
	})
}

// about fills a report with what the attempt says, and refuses what is not there or does not fit.
func (s *Service) about(ctx context.Context, tx *gorm.DB, r Report) (Report, error) {
	if r.AttemptID == "" {
		there, err := s.people.Exists(ctx, tx, r.PersonID)
		if err == nil && !there {
			err = ErrInput.With(fault.Field{Field: "person", Code: "unknown", Detail: "a person"})
		}
		return r, err
	}
	a, err := s.sittings.Sitting(ctx, tx, r.AttemptID)
	switch {
	case err != nil && fault.Of(err).Kind == fault.NotFound:
		return r, ErrInput.With(fault.Field{Field: "attempt", Code: "unknown", Detail: "an attempt"})
	case err != nil:
		return r, err
	case r.PersonID != "" && r.PersonID != a.PersonID:
		return r, ErrInput.With(fault.Field{Field: "person", Code: "mismatch", Detail: "the attempt is somebody else's"})
	case r.ExamKey != "" && r.ExamKey != a.ExamKey:
		return r, ErrInput.With(fault.Field{Field: "exam", Code: "mismatch", Detail: "the attempt is at another exam"})
	}
	r.PersonID, r.ExamKey = a.PersonID, a.ExamKey
	return r, nil
}

// Note opens a case out of what another part of the product noticed. Its source makes it one, however often it is told.
func (s *Service) Note(ctx context.Context, r Report) error {
	return s.db.Tx(ctx, func(tx *gorm.DB) error {
		r, err := s.about(ctx, tx, r)
		if err != nil {
			return err
		}
		var there []string
		if err := tx.Raw("select number from cases where source = ?", r.Source).Scan(&there).Error; err != nil || len(there) > 0 {
			return err
		}
		_, err = s.open(ctx, tx, r)
		return err
	})
}

// Say lets a candidate report what went wrong in an attempt of their own, while it runs or in the window after it. Each report gets
// a number.
func (s *Service) Say(ctx context.Context, attemptID, text string) (Case, error) {
	if !between(text, leastText, mostText) {
		return Case{}, ErrInput.With(fault.Field{Field: "what_happened", Code: "length", Detail: "in 10 to 4000 characters"})
	}
	return outbox.Once(ctx, s.db, func(tx *gorm.DB) (Case, error) {
		a, err := s.own(ctx, tx, attemptID)
		if err != nil {
			return Case{}, err
		}
		if err := s.stand(tx, a.PersonID); err != nil {
			return Case{}, err
		}
		var n int
		if err := tx.Raw("select count(*) from cases where attempt_id = ? and kind = 'incident' and origin = 'candidate'", a.ID).Scan(&n).Error; err != nil {
			return Case{}, err
		}
		if n >= mostReports {
			return Case{}, ErrTooMany
		}
		return s.open(ctx, tx, Report{Kind: Incident, Origin: ByCandidate, PersonID: a.PersonID, AttemptID: a.ID, ExamKey: a.ExamKey, Summary: text})
	})
}

// Challenge lets a candidate doubt an item by its position in an attempt of their own; one challenge for each position.
func (s *Service) Challenge(ctx context.Context, attemptID string, position int, comment string) (Case, error) {
	if !between(comment, leastText, mostText) {
		return Case{}, ErrInput.With(fault.Field{Field: "comment", Code: "length", Detail: "in 10 to 4000 characters"})
	}
	c, err := outbox.Once(ctx, s.db, func(tx *gorm.DB) (Case, error) {
		a, err := s.own(ctx, tx, attemptID)
		if err != nil {
			return Case{}, err
		}
		if !a.Started {
			return Case{}, ErrNotStarted
		}
		if position < 1 || position > a.Length {
			return Case{}, ErrInput.With(fault.Field{Field: "position", Code: "out_of_range", Detail: "a position of the attempt"})
		}
		if err := s.stand(tx, a.PersonID); err != nil {
			return Case{}, err
		}
		var there []string
		if err := tx.Raw("select number from cases where attempt_id = ? and position = ? and kind = 'item_challenge'", a.ID, position).Scan(&there).Error; err != nil {
			return Case{}, err
		}
		if len(there) > 0 {
			return Case{}, ErrChallenged.And("number", there[0])
		}
		return s.open(ctx, tx, Report{Kind: ItemChallenge, Origin: ByCandidate, PersonID: a.PersonID, AttemptID: a.ID, ExamKey: a.ExamKey, Position: position, Summary: comment})
	})
	return c, store.Taken(err, ErrChallenged)
}

// own finds an attempt of the caller that may still be spoken about.
func (s *Service) own(ctx context.Context, tx *gorm.DB, attemptID string) (Sitting, error) {
	a, err := s.sittings.Sitting(ctx, tx, attemptID)
	if err != nil && fault.Of(err).Kind == fault.NotFound || err == nil && a.PersonID != actor.From(ctx).ID {
		return a, ErrNothing
	}
	if err == nil && a.ClosedAt != nil && s.db.Now().After(a.ClosedAt.Add(ChallengeWindow)) {
		err = ErrWindow
	}
	return a, err
}

// stand lets one transaction at a time count what a person has reported.
func (s *Service) stand(tx *gorm.DB, personID string) error {
	if !store.Postgres(tx) {
		return nil // there is one writer
	}
	return tx.Exec("select pg_advisory_xact_lock(hashtextextended(?, 84))", personID).Error
}

func (s *Service) open(ctx context.Context, tx *gorm.DB, r Report) (Case, error) {
	now := s.db.Now()
	var last []int64
	err := tx.Raw("insert into case_counters (year, last) values (?, 1) on conflict (year) do update set last = case_counters.last + 1 returning last", now.Year()).Scan(&last).Error
	if err != nil || len(last) == 0 {
		return Case{}, errors.Join(err, ErrNothing)
	}
	c := Case{
		Number: numbered(now.Year(), last[0]), Kind: r.Kind, State: Open, Origin: r.Origin, Source: r.Source, OpenedBy: actor.From(ctx).ID, PersonID: r.PersonID,
		AttemptID: r.AttemptID, ExamKey: r.ExamKey, Position: r.Position, Summary: strings.TrimSpace(r.Summary), CreatedAt: now, UpdatedAt: now,
	}
	err = tx.Exec(`insert into cases (number, kind, state, origin, source, opened_by, person_id, attempt_id, exam_key, position, summary, created_at, updated_at)
		values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		c.Number, c.Kind, c.State, c.Origin, c.Source, c.OpenedBy, c.PersonID, c.AttemptID, c.ExamKey, c.Position, c.Summary, now, now).Error
	if err != nil {
		return Case{}, err
	}
	if err := s.enter(ctx, tx, c.Number, Entry{Kind: "opened", Shown: c.shown()}); err != nil {
		return Case{}, err
	}
	return c, audit.Append(ctx, tx, now, audit.Entry{Action: "case.opened", Subject: c.Number, Detail: map[string]string{"kind": string(c.Kind), "attempt": c.AttemptID}})
}
