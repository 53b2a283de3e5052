package exams

import (
	"context"
	"errors"
	"time"

	"gorm.io/gorm"

	"laurel/internal/actor"
	"laurel/internal/fault"
)

// Standing is how an exam stands for one person.
type Standing string

// The standings of an exam in the catalogue.
const (
	StandOpen    Standing = "open"
	StandLocked  Standing = "locked"
	StandPassed  Standing = "passed"
	StandCooling Standing = "cooling_down"
	StandMarking Standing = "pending_marking"
)

// Mine is an exam for one person. Registration is the one that is not used up yet, or the one whose attempt runs.
type Mine struct {
	State        Standing
	Unmet        []fault.Unmet
	Until        *time.Time
	Registration string
	Attempt      string
}

// Listing is a line of the catalogue. Authored ones show the draft and what only authors see.
type Listing struct {
	Exam     Exam
	Document Document
	Authored bool
	Mine     *Mine
}

// Catalogue lists exams after a key, with how each stands for the caller if that is a person: to authors all of them, to others
// those that are published.
func (s *Service) Catalogue(ctx context.Context, after string, limit int) ([]Listing, error) {
	var out []Listing
	err := s.db.Read(ctx, func(tx *gorm.DB) error {
		out = nil
		var rows []Exam
		err := tx.Raw("select "+examColumns+" from exams where key > ? and (published is not null or cast(? as boolean)) order by key limit ?",
			after, authors(ctx), limit).Scan(&rows).Error
		if err != nil {
			return err
		}
		for _, e := range rows {
			l, err := s.listing(ctx, tx, e)
			if err != nil {
				return err
			}
			out = append(out, l)
		}
		return nil
	})
	return out, err
}

// Offer is one line of the catalogue; ErrNothing for an exam that is not published, unless an author asks.
func (s *Service) Offer(ctx context.Context, key string) (Listing, error) {
	var l Listing
	err := s.db.Read(ctx, func(tx *gorm.DB) error {
		e, err := examOf(tx, key)
		if err == nil && e.Published == nil && !authors(ctx) {
			err = ErrNothing
		}
		if err == nil {
			l, err = s.listing(ctx, tx, e)
		}
		return err
	})
	return l, err
}

// authors holds for those who may see drafts.
func authors(ctx context.Context) bool {
	a := actor.From(ctx)
	return a.Kind == actor.System || a.Has(actor.VendorAdmin, actor.Author, actor.Auditor)
}

func (s *Service) listing(ctx context.Context, tx *gorm.DB, e Exam) (Listing, error) {
	l := Listing{Exam: e, Document: e.Draft, Authored: authors(ctx)}
	if !l.Authored {
		l.Document = *e.Published
	}
	who := actor.From(ctx)
	if who.Kind != actor.Person || e.Published == nil {
		return l, nil
	}
	var err error
	l.Mine, err = s.mine(ctx, tx, *e.Published)
	return l, err
}

func (s *Service) mine(ctx context.Context, tx *gorm.DB, d Document) (*Mine, error) {
	who := actor.From(ctx)
	m := Mine{State: StandOpen}
	err := s.maySit(ctx, tx, who.ID, d)
	var refused *fault.Error
	switch {
	case err == nil:
	case !errors.As(err, &refused):
		return nil, err
	case errors.Is(err, ErrClosedGate):
		m.State, m.Unmet = StandLocked, refused.Unmet
	case errors.Is(err, ErrPassed):
		m.State = StandPassed
	case errors.Is(err, ErrUndecided):
		m.State = StandMarking
	case errors.Is(err, ErrCooling), errors.Is(err, ErrAttemptsUsed):
		m.State = StandCooling
	default:
		return nil, err
	}
	if refused != nil {
		if until, ok := refused.Extra["until"].(time.Time); ok {
			m.Until = &until
		}
	}
	return &m, s.running(tx, who.ID, d.Key, &m)
}

func (s *Service) running(tx *gorm.DB, personID, key string, m *Mine) error {
	var rows []struct{ Registration, Attempt string }
	err := tx.Raw(`select r.id as registration, coalesce(a.id, '') as attempt from registrations r left join attempts a on a.registration_id = r.id
		where r.person_id = ? and r.exam_key = ? and (r.state in ('awaiting_payment', 'ready') or a.state in ('ready', 'in_progress', 'paused'))
		order by case when a.id is not null then 0 when r.state = 'ready' then 1 else 2 end, r.id desc limit 1`, personID, key).Scan(&rows).Error
	if err == nil && len(rows) > 0 {
		m.Registration, m.Attempt = rows[0].Registration, rows[0].Attempt
	}
	return err
}
