package tiers

import (
	"context"
	"fmt"
	"io/fs"
	"time"

	"gorm.io/gorm"

	"laurel/internal/actor"
	"laurel/internal/audit"
	"laurel/internal/outbox"
	"laurel/internal/store"
	"laurel/internal/tiers/rules"
)

// Presets are the documents that come with the product.
func (s *Service) Presets() ([]*rules.Program, error) { return s.presets() }

func readPresets(files fs.FS) ([]*rules.Program, error) {
	names, err := fs.Glob(files, "*.yaml")
	found := []*rules.Program{}
	for _, name := range names {
		document, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, err
		}
		p, err := rules.Parse(document)
		if err != nil {
			return nil, fmt.Errorf("preset %s: %w", name, err)
		}
		found = append(found, p)
	}
	return found, err
}

// Preset finds one of them.
func (s *Service) Preset(key string) (*rules.Program, error) {
	presets, err := s.Presets()
	for _, p := range presets {
		if p.Key == key {
			return p, nil
		}
	}
	if err != nil {
		return nil, err
	}
	return nil, ErrUnknownPreset.With(inField("preset", "not_allowed", "See /api/v1/program-presets."))
}

// ImportProgram keeps a document in YAML or JSON, or {"preset": KEY}, as a draft.
func (s *Service) ImportProgram(ctx context.Context, document []byte) (Version, error) {
	p, err := s.documentOf(document)
	if err != nil {
		return Version{}, err
	}
	return s.CreateProgram(ctx, p)
}

// CreateProgram keeps a document as a draft. The same document under the same version again is the same draft; another one
// is ErrVersionTaken.
func (s *Service) CreateProgram(ctx context.Context, p *rules.Program) (Version, error) {
	return outbox.Once(ctx, s.db, func(tx *gorm.DB) (Version, error) {
		if err := s.line(tx, programLine(p.Key)); err != nil {
			return Version{}, err
		}
		known, err := version(tx, p.Key, p.Version)
		switch {
		case err == nil && known.SHA256 == p.SHA256:
			return known, nil
		case err == nil:
			return Version{}, ErrVersionTaken
		case err != ErrNothing: //nolint:errorlint // the sentinel itself
			return Version{}, err
		}
		v := Version{Program: p.Key, Version: p.Version, Title: p.Title, State: "draft", Document: string(p.Document), SHA256: p.SHA256,
			CreatedAt: s.db.Now(), CreatedBy: actor.From(ctx).ID}
		err = tx.Exec("insert into tier_programs (program, version, title, state, document, sha256, created_at, created_by) values (?, ?, ?, ?, ?, ?, ?, ?)",
			v.Program, v.Version, v.Title, v.State, v.Document, v.SHA256, v.CreatedAt, v.CreatedBy).Error
		if err != nil {
			return Version{}, store.Taken(err, ErrVersionTaken)
		}
		return v, audit.Append(ctx, tx, v.CreatedAt, audit.Entry{Action: "program.created", Subject: v.Program + "@" + v.Version,
			Detail: map[string]string{"sha256": v.SHA256}})
	})
}

// Publish makes a version the program's word from a moment on, now when none is given. Again it changes nothing.
func (s *Service) Publish(ctx context.Context, key, number string, from time.Time) (Version, error) {
	return outbox.Once(ctx, s.db, func(tx *gorm.DB) (Version, error) {
		if err := s.line(tx, programLine(key)); err != nil {
			return Version{}, err
		}
		v, err := version(tx, key, number)
		if err != nil || v.State == "published" {
			return v, err
		}
		if err := s.proven(v); err != nil {
			return v, err
		}
		if err := s.agrees(tx, v); err != nil {
			return v, err
		}
		now := s.db.Now()
		if from.IsZero() {
			from = now
		}
		from = utc(from)
		v.State, v.PublishedAt, v.EffectiveFrom, v.PublishedBy = "published", &now, &from, actor.From(ctx).ID
		err = tx.Exec("update tier_programs set state = ?, published_at = ?, effective_from = ?, published_by = ? where program = ? and version = ? and state = 'draft'",
			v.State, v.PublishedAt, v.EffectiveFrom, v.PublishedBy, key, number).Error
		if err != nil {
			return v, err
		}
		if _, err := s.step(tx); err != nil {
			return v, err
		}
		if err := outbox.Append(ctx, tx, now, ProgramPublished{Program: key, Version: number, EffectiveFrom: from, At: now}); err != nil {
			return v, err
		}
		return v, audit.Append(ctx, tx, now, audit.Entry{Action: "program.published", Subject: key + "@" + number})
	})
}

// proven refuses a version whose rules answer its own golden cases differently.
func (s *Service) proven(v Version) error {
	p, err := s.parse(v)
	if err != nil {
		return err
	}
	if differences := p.Try(); len(differences) > 0 {
		return ErrGolden.With(differences...)
	}
	return nil
}

// agrees refuses a version that means something else by a metric than another published program does.
func (s *Service) agrees(tx *gorm.DB, v Version) error {
	mine, err := s.parse(v)
	if err != nil {
		return err
	}
	others, err := s.published(tx, clocks{s.db.Now(), s.db.Now()})
	for _, other := range others {
		if metric, is := clash(mine, other); is && other.Key != mine.Key {
			return ErrMetricClash.With(inField("facts."+metric, "conflict", "Declared with another type in "+other.Key+"."))
		}
	}
	return err
}
