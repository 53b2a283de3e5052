package exams

import (
	"context"
	"encoding/json"
	"errors"

	"gorm.io/gorm"

	"laurel/internal/actor"
	"laurel/internal/audit"
	"laurel/internal/fault"
	"laurel/internal/outbox"
	"laurel/internal/store"
	"laurel/internal/web"
)

const examColumns = "key, draft, version, published, published_version, published_at, updated_at"

// CreateExam keeps a new draft. ErrExamTaken when its key is in use.
func (s *Service) CreateExam(ctx context.Context, d Document) (Exam, error) {
	if err := d.Validate(); err != nil {
		return Exam{}, err
	}
	return outbox.Once(ctx, s.db, func(tx *gorm.DB) (Exam, error) {
		text, err := json.Marshal(d)
		if err != nil {
			return Exam{}, err
		}
		now := s.db.Now()
		r := tx.Exec("insert into exams (key, draft, created_by, created_at, updated_at) values (?, ?, ?, ?, ?) on conflict (key) do nothing",
			d.Key, string(text), actor.From(ctx).ID, now, now)
		if r.Error != nil {
			return Exam{}, r.Error
		}
		if r.RowsAffected == 0 {
			return Exam{}, ErrExamTaken
		}
		return Exam{Key: d.Key, Draft: d, Version: 1, UpdatedAt: now}, audit.Append(ctx, tx, now, audit.Entry{Action: "exam.created", Subject: d.Key})
	})
}

// ChangeExam replaces the draft if ifMatch names its version. Candidates go on meeting what was published.
func (s *Service) ChangeExam(ctx context.Context, key, ifMatch string, d Document) (Exam, error) {
	if d.Key == "" {
		d.Key = key
	}
	if d.Key != key {
		return Exam{}, ErrKeyFixed.With(fault.Field{Field: "key", Code: "fixed", Detail: "the key in the address"})
	}
	if err := d.Validate(); err != nil {
		return Exam{}, err
	}
	text, err := json.Marshal(d)
	if err != nil {
		return Exam{}, err
	}
	var e Exam
	err = s.db.Tx(ctx, func(tx *gorm.DB) error {
		var err error
		if e, err = examOf(tx, key); err != nil {
			return err
		}
		if err := web.Match(ifMatch, e.ETag()); err != nil {
			return err
		}
		now := s.db.Now()
		r := tx.Exec("update exams set draft = ?, version = version + 1, updated_at = ? where key = ? and version = ?", string(text), now, key, e.Version)
		if r.Error != nil {
			return r.Error
		}
		if r.RowsAffected == 0 {
			return web.ErrStale
		}
		e.Draft, e.Version, e.UpdatedAt = d, e.Version+1, now
		return audit.Append(ctx, tx, now, audit.Entry{Action: "exam.changed", Subject: key})
	})
	return e, err
}

// Publish makes the draft what candidates meet, and its price the price. ErrUnpublished names everything that is missing.
func (s *Service) Publish(ctx context.Context, key string) (Exam, error) {
	var e Exam
	err := s.db.Tx(ctx, func(tx *gorm.DB) error {
		var err error
		if e, err = examOf(tx, key); err != nil {
			return err
		}
		if err := s.publishable(ctx, tx, e); err != nil {
			return err
		}
		if err := s.prices.SetPrice(ctx, tx, key, e.Draft.Price); err != nil {
			return err
		}
		now := s.db.Now()
		r := tx.Exec("update exams set published = draft, published_version = version, published_at = ?, certification = ? where key = ? and version = ?",
			now, e.Draft.Certification, key, e.Version)
		if r.Error != nil {
			return r.Error
		}
		if r.RowsAffected == 0 {
			return web.ErrStale
		}
		again := e.PublishedVersion == e.Version
		e.Published, e.PublishedVersion, e.PublishedAt = &e.Draft, e.Version, &now
		if again {
			return nil
		}
		if err := s.firstForms(ctx, tx, e); err != nil {
			return err
		}
		if err := audit.Append(ctx, tx, now, audit.Entry{Action: "exam.published", Subject: key, Detail: map[string]int64{"version": e.Version}}); err != nil {
			return err
		}
		if err := store.Tell(tx, Demand); err != nil {
			return err
		}
		return outbox.Append(ctx, tx, now, ExamPublished{ExamKey: key, Title: e.Draft.Title, CertificationKey: e.Draft.Certification})
	})
	return e, err
}

func (s *Service) publishable(ctx context.Context, tx *gorm.DB, e Exam) error {
	var f faults
	d := e.Draft
	if d.Certification != "" {
		there, err := s.certifications.Exists(ctx, tx, d.Certification)
		if err != nil {
			return err
		}
		f.unless(there, "certification", "unknown", "There is no certification of that key.")
	}
	lacks, err := s.lacks(ctx, tx, e)
	if err != nil {
		return err
	}
	f = append(f, lacks...)
	return f.err(ErrUnpublished)
}

// Exam finds an exam with its draft, for authors; ErrNothing when there is none.
func (s *Service) Exam(ctx context.Context, key string) (Exam, error) {
	var e Exam
	err := s.db.Read(ctx, func(tx *gorm.DB) error {
		var err error
		e, err = examOf(tx, key)
		return err
	})
	return e, err
}

// ExamsOf names the published exams of a certification.
func (s *Service) ExamsOf(_ context.Context, tx *gorm.DB, certification string) ([]string, error) {
	keys := []string{}
	err := tx.Raw("select key from exams where certification = ? and published is not null order by key", certification).Scan(&keys).Error
	return keys, err
}

// CertificationOf names the certification that a published exam leads to; "" when the exam is not published.
func (s *Service) CertificationOf(_ context.Context, tx *gorm.DB, examKey string) (string, error) {
	d, err := publishedOf(tx, examKey)
	if errors.Is(err, ErrNothing) {
		return "", nil
	}
	return d.Certification, err
}

func examOf(tx *gorm.DB, key string) (Exam, error) {
	var e Exam
	err := tx.Raw("select "+examColumns+" from exams where key = ?", key).Take(&e).Error
	return e, store.Found(err, ErrNothing)
}

// publishedOf finds what candidates meet; ErrNothing when the exam was never published.
func publishedOf(tx *gorm.DB, key string) (Document, error) {
	e, err := publishedExam(tx, key)
	if err != nil {
		return Document{}, err
	}
	return *e.Published, nil
}

func publishedExam(tx *gorm.DB, key string) (Exam, error) {
	e, err := examOf(tx, key)
	if err == nil && e.Published == nil {
		err = ErrNothing
	}
	return e, err
}
