package cases

import (
	"context"
	"time"

	"gorm.io/gorm"

	"laurel/internal/actor"
	"laurel/internal/store"
)

// Query asks for cases, newest first. Empty members ask nothing.
type Query struct {
	State, Kind, PersonID, AttemptID, ExamKey string
	After                                     string
	Limit                                     int
}

// File is a case with all that was written about it.
type File struct {
	Case    Case
	Rulings []Ruling
	Entries []Entry
}

// full holds for those who may see every case but their own; others of the vendor see what is about items, and what they opened.
func full(ctx context.Context) bool {
	a := actor.From(ctx)
	return a.Kind == actor.System || a.Has(actor.VendorAdmin, actor.Proctor, actor.Support, actor.Auditor)
}

// Cases lists what the caller may see for the vendor. Nobody sees a case about themselves here.
func (s *Service) Cases(ctx context.Context, q Query) ([]Case, error) {
	var out []Case
	who := actor.From(ctx).ID
	err := s.db.Read(ctx, func(tx *gorm.DB) error {
		out = nil
		return tx.Raw("select "+caseColumns+` from cases where person_id <> ? and (cast(? as boolean) or kind = 'item_challenge' or opened_by = ?)
			and (? = '' or state = ?) and (? = '' or kind = ?) and (? = '' or person_id = ?) and (? = '' or attempt_id = ?) and (? = '' or exam_key = ?)
			and (? = '' or number < ?) order by number desc limit ?`,
			who, full(ctx), who, q.State, q.State, q.Kind, q.Kind, q.PersonID, q.PersonID, q.AttemptID, q.AttemptID, q.ExamKey, q.ExamKey, q.After, q.After, q.Limit).Scan(&out).Error
	})
	return out, err
}

// Find is one case for the vendor.
func (s *Service) Find(ctx context.Context, number string) (File, error) {
	f, err := s.file(ctx, number)
	who := actor.From(ctx).ID
	if err == nil && (f.Case.PersonID == who || !full(ctx) && f.Case.Kind != ItemChallenge && f.Case.OpenedBy != who) {
		return File{}, ErrNothing
	}
	return f, err
}

// Mine lists the caller's own cases as far as they may know of them, newest first.
func (s *Service) Mine(ctx context.Context, after string, limit int) ([]Case, error) {
	var out []Case
	err := s.db.Read(ctx, func(tx *gorm.DB) error {
		out = nil
		return tx.Raw("select "+caseColumns+` from cases where person_id = ? and (origin = 'candidate' or kind <> 'integrity' or hold_since is not null
			or state in ('decided', 'notified', 'appealed', 'final')) and (? = '' or number < ?) order by number desc limit ?`,
			actor.From(ctx).ID, after, after, limit).Scan(&out).Error
	})
	return out, err
}

// Own is one of the caller's own cases.
func (s *Service) Own(ctx context.Context, number string) (File, error) {
	f, err := s.file(ctx, number)
	if err == nil {
		err = mine(ctx, f.Case)
	}
	return f, err
}

func (s *Service) file(ctx context.Context, number string) (File, error) {
	var f File
	err := s.db.Read(ctx, func(tx *gorm.DB) error {
		f = File{}
		err := tx.Raw("select "+caseColumns+" from cases where number = ?", number).Take(&f.Case).Error
		if err != nil {
			return store.Found(err, ErrNothing)
		}
		if f.Rulings, err = rulingsOf(tx, number); err != nil {
			return err
		}
		return tx.Raw("select kind, actor, text, shown, at from case_entries where number = ? order by id", number).Scan(&f.Entries).Error
	})
	return f, err
}

// Held answers exams: does a case hold the result of this attempt?
func (s *Service) Held(_ context.Context, tx *gorm.DB, attempts []string) ([]string, error) {
	var out []string
	err := tx.Raw("select distinct attempt_id from cases where attempt_id in ? and hold_since is not null and hold_lifted is null", attempts).Scan(&out).Error
	return out, err
}

// Bar keeps a person from an exam.
type Bar struct {
	Number string
	Until  time.Time
}

// Barred answers exams: the bar that lasts longest, or nil.
func (s *Service) Barred(_ context.Context, tx *gorm.DB, personID, examKey string) (*Bar, error) {
	var rows []Bar
	err := tx.Raw("select number, until from case_bars where person_id = ? and exam_key in (?, '*') and until > ? order by until desc limit 1", personID, examKey, s.db.Now()).Scan(&rows).Error
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	return &rows[0], nil
}

// Waived answers exams: the attempts that neither count nor make wait.
func (s *Service) Waived(_ context.Context, tx *gorm.DB, personID, examKey string) ([]string, error) {
	var out []string
	err := tx.Raw("select attempt_id from case_waivers where person_id = ? and exam_key = ? order by attempt_id", personID, examKey).Scan(&out).Error
	return out, err
}
