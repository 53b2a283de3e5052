package tiers

import (
	"context"
	"strings"

	"gorm.io/gorm"

	"laurel/internal/tiers/rules"
)

func version(tx *gorm.DB, key, number string) (Version, error) {
	var rows []Version
	err := tx.Raw("select * from tier_programs where program = ? and version = ?", key, number).Scan(&rows).Error
	if err == nil && len(rows) == 0 {
		err = ErrNothing
	}
	if err != nil {
		return Version{}, err
	}
	return rows[0], nil
}

// Versions lists the versions of a program, the newest first.
func (s *Service) Versions(ctx context.Context, key string) ([]Version, error) {
	var rows []Version
	err := s.db.Read(ctx, func(tx *gorm.DB) error {
		return tx.Raw("select * from tier_programs where program = ? order by created_at desc, version desc", key).Scan(&rows).Error
	})
	if err == nil && len(rows) == 0 {
		err = ErrNothing
	}
	return rows, err
}

// Programs lists all versions by program and version, after a key made of both.
func (s *Service) Programs(ctx context.Context, after string, limit int) ([]Version, error) {
	key, number, _ := strings.Cut(after, "@")
	var rows []Version
	err := s.db.Read(ctx, func(tx *gorm.DB) error {
		return tx.Raw("select * from tier_programs where (program, version) > (?, ?) order by program, version limit ?", key, number, limit).Scan(&rows).Error
	})
	return rows, err
}

// ProgramVersion finds one version, a draft too.
func (s *Service) ProgramVersion(ctx context.Context, key, number string) (Version, error) {
	var v Version
	err := s.db.Read(ctx, func(tx *gorm.DB) (err error) {
		v, err = version(tx, key, number)
		return err
	})
	return v, err
}

// active is the version of a program in force at a moment, as known then.
func (s *Service) active(tx *gorm.DB, key string, c clocks) (*rules.Program, error) {
	var documents []Version
	err := tx.Raw(`select document, sha256 from tier_programs where program = ? and state = 'published' and effective_from <= ? and published_at <= ?
		order by effective_from desc, published_at desc limit 1`, key, c.asOf, c.knownAt).Scan(&documents).Error
	if err != nil {
		return nil, err
	}
	if len(documents) == 0 {
		return nil, ErrUnknownProgram
	}
	return s.parse(documents[0])
}

// parse reads a stored document once.
func (s *Service) parse(v Version) (*rules.Program, error) {
	if p, known := s.parsed.Load(v.SHA256); known {
		return p.(*rules.Program), nil //nolint:forcetypeassert // only programs are kept
	}
	p, err := rules.Parse([]byte(v.Document))
	if err == nil {
		s.parsed.Store(v.SHA256, p)
	}
	return p, err
}

// published are the programs in force, by key.
func (s *Service) published(tx *gorm.DB, c clocks) ([]*rules.Program, error) {
	var keys []string
	err := tx.Raw("select distinct program from tier_programs where state = 'published' and effective_from <= ? order by program", c.asOf).Scan(&keys).Error
	found := []*rules.Program{}
	for _, key := range keys {
		p, err := s.active(tx, key, c)
		if err != nil {
			return nil, err
		}
		found = append(found, p)
	}
	return found, err
}

// declared are all programs that say what a metric is: those in force and those to come, the newest published version of
// each, so that facts can be sent ahead.
func (s *Service) declared(tx *gorm.DB, metric string) ([]rules.FactRule, error) {
	var documents []Version
	err := tx.Raw(`select document, sha256 from tier_programs p where state = 'published' and not exists (select 1 from tier_programs n
		where n.program = p.program and n.state = 'published' and n.published_at > p.published_at) order by program`).Scan(&documents).Error
	found := []rules.FactRule{}
	for _, document := range documents {
		p, err := s.parse(document)
		if err != nil {
			return nil, err
		}
		if rule, has := p.Fact(metric); has {
			found = append(found, rule)
		}
	}
	return found, err
}
