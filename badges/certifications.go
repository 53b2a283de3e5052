package badges

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"

	"gorm.io/gorm"

	"laurel/internal/audit"
	"laurel/internal/fault"
	"laurel/internal/outbox"
	"laurel/internal/store"
	"laurel/internal/web"
)

type certificationRow struct {
	Key      string
	Document Document `gorm:"serializer:json"`
	Version  int64
}

func (r certificationRow) certification() Certification {
	return Certification{Key: r.Key, Version: r.Version, Document: r.Document}
}

// Certifications lists what can be earned, by key.
func (s *Service) Certifications(ctx context.Context, after string, limit int) ([]Certification, error) {
	var rows []certificationRow
	err := s.db.Read(ctx, func(tx *gorm.DB) error {
		rows = nil
		return tx.Raw("select key, document, version from certifications where key > ? order by key limit ?", after, limit+1).Scan(&rows).Error
	})
	if err != nil {
		return nil, fmt.Errorf("list certifications: %w", err)
	}
	out := make([]Certification, 0, len(rows))
	for _, r := range rows {
		out = append(out, r.certification())
	}
	return out, nil
}

// Certification is one of them.
func (s *Service) Certification(ctx context.Context, key string) (Certification, error) {
	var found Certification
	err := s.db.Read(ctx, func(tx *gorm.DB) error {
		var err error
		found, err = s.certification(tx, key)
		return err
	})
	return found, err
}

func (s *Service) certification(tx *gorm.DB, key string) (Certification, error) {
	var rows []certificationRow
	if err := tx.Raw("select key, document, version from certifications where key = ?", key).Scan(&rows).Error; err != nil {
		return Certification{}, fmt.Errorf("read a certification: %w", err)
	}
	if len(rows) == 0 {
		return Certification{}, ErrNoCertification
	}
	return rows[0].certification(), nil
}

// Exists answers those who name a certification.
func (s *Service) Exists(_ context.Context, tx *gorm.DB, key string) (bool, error) {
	var n int64
	if err := tx.Raw("select count(*) from certifications where key = ?", key).Scan(&n).Error; err != nil {
		return false, fmt.Errorf("look for a certification: %w", err)
	}
	return n == 1, nil
}

// Condition is what the caller knows of the version that is there: IfMatch to change one, OnlyNew to make one.
type Condition struct {
	IfMatch string
	OnlyNew bool
}

// Put makes or changes a certification. A change needs the version that was read; what was awarded before stays as it
// was signed.
func (s *Service) Put(ctx context.Context, key string, d Document, c Condition) (saved Certification, created bool, err error) {
	if err := d.Validate(key); err != nil {
		return Certification{}, false, err
	}
	err = s.db.Tx(ctx, func(tx *gorm.DB) error {
		held, err := s.certification(tx, key)
		created = err != nil && fault.Of(err).Kind == fault.NotFound
		switch {
		case created && c.IfMatch != "":
			return web.ErrStale
		case created:
			saved = Certification{Key: key, Version: 1, Document: d}
		case err != nil:
			return err
		case c.OnlyNew:
			return ErrCertificationThere
		default:
			if err := web.Match(c.IfMatch, version(held.Version)); err != nil {
				return err
			}
			saved = Certification{Key: key, Version: held.Version + 1, Document: d}
		}
		return s.save(ctx, tx, saved)
	})
	return saved, created, err
}

func (s *Service) save(ctx context.Context, tx *gorm.DB, c Certification) error {
	now := s.db.Now()
	text, err := json.Marshal(c.Document)
	if err != nil {
		return fmt.Errorf("write a certification: %w", err)
	}
	if err := s.known(tx, c.Document); err != nil {
		return err
	}
	var r *gorm.DB
	if c.Version == 1 {
		r = tx.Exec("insert into certifications (key, title, document, version, created_at, updated_at) values (?, ?, ?, 1, ?, ?)", c.Key, c.Title, string(text), now, now)
		if r.Error != nil {
			return store.Taken(r.Error, ErrCertificationThere)
		}
	} else {
		r = tx.Exec("update certifications set title = ?, document = ?, version = ?, updated_at = ? where key = ? and version = ?", c.Title, string(text), c.Version, now, c.Key, c.Version-1)
		if r.Error != nil {
			return fmt.Errorf("keep a certification: %w", r.Error)
		}
	}
	if r.RowsAffected != 1 {
		return web.ErrStale
	}
	if err := audit.Append(ctx, tx, now, audit.Entry{Action: "certification.changed", Subject: c.Key, Detail: map[string]any{"version": c.Version}}); err != nil {
		return err
	}
	return outbox.Append(ctx, tx, now, c.changed())
}

// known refuses letters that no badge could show, and certifications that are not there.
func (s *Service) known(tx *gorm.DB, d Document) error {
	var faults []fault.Field
	for field, text := range map[string]string{"title": d.Title, "level": d.Level} {
		if !s.artist.Serif.Covers(text) {
			faults = append(faults, fault.Field{Field: field, Code: "unprintable", Detail: "holds letters that badges cannot show"})
		}
	}
	for _, key := range append(d.Requires.keys("certification"), d.Implies...) {
		if _, err := s.certification(tx, key); err != nil {
			if fault.Of(err).Kind != fault.NotFound {
				return err
			}
			faults = append(faults, fault.Field{Field: "requires", Code: "not_found", Detail: "names a certification that is not there"})
		}
	}
	if len(faults) > 0 {
		return ErrCertification.With(faults...)
	}
	return nil
}

func (c Certification) changed() CertificationChanged {
	fact := CertificationChanged{
		Key: c.Key, Title: c.Title, Level: c.Level, Family: c.Family, Roles: append([]string{}, c.Roles...),
		Implies: append([]string{}, c.Implies...), Equivalents: append([]Equivalent{}, c.Equivalents...), Version: c.Version,
	}
	if c.RetiredOn != "" {
		fact.RetiredOn = &c.RetiredOn
	}
	if c.CountsUntil != "" {
		fact.CountsUntil = &c.CountsUntil
	}
	return fact
}

func version(v int64) string { return strconv.FormatInt(v, 10) }
