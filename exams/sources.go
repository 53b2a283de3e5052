package exams

import (
	"context"

	"gorm.io/gorm"

	"laurel/internal/actor"
	"laurel/internal/audit"
	"laurel/internal/fault"
	"laurel/internal/hooks"
	"laurel/internal/id"
	"laurel/internal/outbox"
	"laurel/internal/store"
)

// Candidates finds whose a result from outside is; "" for nobody.
type Candidates interface {
	PersonNamed(ctx context.Context, tx *gorm.DB, personID, email string) (string, error)
}

const sourcePurpose = "laurel/exams/result-sources/1"

// NewSource is a source with its secret, which is shown once.
type NewSource struct {
	Source Source
	Secret string
}

// AddSource registers who delivers exams elsewhere.
func (s *Service) AddSource(ctx context.Context, key, title string) (NewSource, error) {
	var f faults
	f.unless(sourceKey.MatchString(key), "key", "malformed", "1 to 60 letters, digits, dots, dashes or underscores")
	f.unless(len([]rune(title)) >= 2 && len([]rune(title)) <= 120, "title", "length", "in 2 to 120 characters")
	if len(f) > 0 {
		return NewSource{}, f.err(ErrExternalInput)
	}
	made, err := outbox.OnceSecret(ctx, s.db, func(tx *gorm.DB) (NewSource, string, error) {
		secret, now := hooks.NewSecret(), s.db.Now()
		src := Source{ID: id.New("src"), Key: key, Title: title, CreatedAt: now}
		sealed, err := s.sources.Seal(src.ID, secret)
		if err != nil {
			return NewSource{}, "", err
		}
		err = tx.Exec("insert into result_sources (id, key, title, sealed, created_by, created_at) values (?, ?, ?, ?, ?, ?)",
			src.ID, src.Key, src.Title, sealed, actor.From(ctx).ID, now).Error
		if err != nil {
			return NewSource{}, "", err
		}
		err = audit.Append(ctx, tx, now, audit.Entry{Action: "result_source.added", Subject: src.ID, Detail: map[string]string{"key": key}})
		return NewSource{src, secret.Text()}, src.ID, err
	})
	return made, store.Taken(err, ErrSourceTaken)
}

// DisableSource lets nothing more arrive from a source. What came stays.
func (s *Service) DisableSource(ctx context.Context, sourceID string) (Source, error) {
	return outbox.Once(ctx, s.db, func(tx *gorm.DB) (Source, error) {
		now := s.db.Now()
		r := tx.Exec("update result_sources set disabled_at = ? where id = ? and disabled_at is null", now, sourceID)
		if r.Error != nil {
			return Source{}, r.Error
		}
		src, err := sourceBy(tx, "id", sourceID)
		if err != nil || r.RowsAffected == 0 {
			return src, err
		}
		return src, audit.Append(ctx, tx, now, audit.Entry{Action: "result_source.disabled", Subject: src.ID})
	})
}

// Sources lists all of them.
func (s *Service) Sources(ctx context.Context) ([]Source, error) {
	var out []Source
	err := s.db.Read(ctx, func(tx *gorm.DB) error {
		out = nil
		return tx.Raw("select id, key, title, created_at, disabled_at from result_sources order by key").Scan(&out).Error
	})
	return out, err
}

func sourceBy(tx *gorm.DB, column, value string) (Source, error) {
	var src Source
	err := tx.Raw("select id, key, title, sealed, created_at, disabled_at from result_sources where "+map[string]string{"id": "id", "key": "key"}[column]+" = ?", value).Take(&src).Error
	return src, store.Found(err, ErrNothing)
}

// Trust finds the source that signed a message. It refuses an unknown source, a disabled one and a wrong signature alike, so that
// nobody learns anything without the secret.
func (s *Service) Trust(ctx context.Context, key string, m hooks.Message) (Source, error) {
	var src Source
	err := s.db.Read(ctx, func(tx *gorm.DB) (err error) {
		src, err = sourceBy(tx, "key", key)
		return err
	})
	if err != nil && fault.Of(err).Kind != fault.NotFound {
		return Source{}, err
	}
	secret := hooks.NewSecret() // which nobody can have signed with
	if err == nil && src.DisabledAt == nil {
		if secret, err = s.sources.Open(src.ID, src.Sealed); err != nil {
			return Source{}, err
		}
	}
	return src, hooks.Verify(m, s.db.Now(), secret)
}

// SourceNamed finds a source that still delivers, for those who may upload for it.
func (s *Service) SourceNamed(ctx context.Context, key string) (Source, error) {
	var src Source
	err := s.db.Read(ctx, func(tx *gorm.DB) (err error) {
		src, err = sourceBy(tx, "key", key)
		return err
	})
	if err != nil && fault.Of(err).Kind == fault.NotFound {
		return src, ErrExternalInput.With(fault.Field{Field: "source", Code: "unknown", Detail: "the key of a source"})
	}
	if err == nil && src.DisabledAt != nil {
		err = ErrSourceDisabled
	}
	return src, err
}
