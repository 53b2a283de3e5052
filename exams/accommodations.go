package exams

import (
	"context"
	"encoding/json"
	"time"

	"gorm.io/gorm"

	"laurel/internal/actor"
	"laurel/internal/audit"
	"laurel/internal/fault"
	"laurel/internal/id"
	"laurel/internal/outbox"
	"laurel/internal/store"
)

// People tells whether there is a person of that id.
type People interface {
	Known(ctx context.Context, tx *gorm.DB, personID string) (bool, error)
}

const accommodationColumns = "id, person_id, time_factor_percent, exams, valid_until, note, created_by, created_at, ended_by, ended_at"

// Accommodate gives a person more time in attempts that are made from now on. What is running has its time already.
func (s *Service) Accommodate(ctx context.Context, personID string, g Granting) (Accommodation, error) {
	if err := g.validate(s.db.Now()); err != nil {
		return Accommodation{}, err
	}
	who := actor.From(ctx).ID
	return outbox.Once(ctx, s.db, func(tx *gorm.DB) (Accommodation, error) {
		if personID == who {
			return Accommodation{}, ErrOwnAttempt
		}
		known, err := s.people.Known(ctx, tx, personID)
		switch {
		case err != nil:
			return Accommodation{}, err
		case !known:
			return Accommodation{}, ErrNothing
		}
		for _, key := range g.Exams {
			if _, err := examOf(tx, key); err != nil {
				return Accommodation{}, ErrInput.With(fault.Field{Field: "exams", Code: "unknown", Detail: "keys of exams"})
			}
		}
		a := Accommodation{ID: id.New("acc"), PersonID: personID, TimeFactorPercent: g.TimeFactorPercent, Exams: append([]string{}, g.Exams...), ValidUntil: g.ValidUntil,
			Note: g.Note, CreatedBy: who, CreatedAt: s.db.Now()}
		exams, err := json.Marshal(a.Exams)
		if err != nil {
			return Accommodation{}, err
		}
		err = tx.Exec(`insert into accommodations (id, person_id, time_factor_percent, exams, valid_until, note, created_by, created_at) values (?, ?, ?, ?, ?, ?, ?, ?)`,
			a.ID, a.PersonID, a.TimeFactorPercent, string(exams), a.ValidUntil, a.Note, a.CreatedBy, a.CreatedAt).Error
		if err != nil {
			return Accommodation{}, err
		}
		return a, audit.Append(ctx, tx, a.CreatedAt, audit.Entry{Action: "accommodation.given", Subject: personID, Detail: map[string]any{
			"accommodation": a.ID, "time_factor_percent": a.TimeFactorPercent, "exams": a.Exams, "valid_until": a.ValidUntil,
		}})
	})
}

// EndAccommodation ends one. Attempts that were made under it keep their time. Again, it changes nothing.
func (s *Service) EndAccommodation(ctx context.Context, accommodationID string) (Accommodation, error) {
	var a Accommodation
	err := s.db.Tx(ctx, func(tx *gorm.DB) error {
		err := tx.Raw("select "+accommodationColumns+" from accommodations where id = ?", accommodationID).Take(&a).Error
		if err = store.Found(err, ErrNothing); err != nil || a.EndedAt != nil {
			return err
		}
		who, now := actor.From(ctx).ID, s.db.Now()
		if a.PersonID == who {
			return ErrOwnAttempt
		}
		a.EndedBy, a.EndedAt = who, &now
		if err := tx.Exec("update accommodations set ended_by = ?, ended_at = ? where id = ? and ended_at is null", who, now, a.ID).Error; err != nil {
			return err
		}
		return audit.Append(ctx, tx, now, audit.Entry{Action: "accommodation.ended", Subject: a.PersonID, Detail: map[string]string{"accommodation": a.ID}})
	})
	return a, err
}

// Accommodations lists those of a person, newest first.
func (s *Service) Accommodations(ctx context.Context, personID string) ([]Accommodation, error) {
	out := []Accommodation{}
	err := s.db.Read(ctx, func(tx *gorm.DB) (err error) {
		out, err = accommodationsOf(tx, personID)
		return err
	})
	return out, err
}

func accommodationsOf(tx *gorm.DB, personID string) ([]Accommodation, error) {
	out := []Accommodation{}
	err := tx.Raw("select "+accommodationColumns+" from accommodations where person_id = ? order by id desc", personID).Scan(&out).Error
	return out, err
}

// limitsFor resolves the time of an attempt to plain numbers when it is made, and refuses one outside the window.
func (s *Service) limitsFor(tx *gorm.DB, r Registration, d Document, parts []SectionLimit, now time.Time) (Limits, error) {
	given, err := accommodationsOf(tx, r.PersonID)
	if err != nil {
		return Limits{}, err
	}
	l := widened(Limits{LimitSeconds: d.TimeLimitSeconds, ClosesAt: d.Window.ClosesAt, Sections: parts}, factor(given, d, r.SecondLanguage, now))
	return l, d.Window.may(l.ClosesAt, now)
}

// OwnAccommodations lists the caller's own.
func (s *Service) OwnAccommodations(ctx context.Context) ([]Accommodation, error) {
	return s.Accommodations(ctx, actor.From(ctx).ID)
}
