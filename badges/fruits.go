package badges

import (
	"context"

	"gorm.io/gorm"
)

// CameOf are the credentials that stand on a source and still count, and those that stand on them: what would fall with it.
func (s *Service) CameOf(ctx context.Context, person, source string) ([]Credential, error) {
	var out []Credential
	err := s.db.Read(ctx, func(tx *gorm.DB) error {
		all, err := s.cameOf(tx, person, anyOf(source))
		out = nil
		for _, c := range all {
			if c.RevokedAt == nil {
				out = append(out, c)
			}
		}
		return err
	})
	return out, err
}

// Leads tells whether passing an exam of a certification would win it for the person: nothing else is missing.
func (s *Service) Leads(ctx context.Context, person, certification string) (bool, error) {
	leads := false
	err := s.db.Read(ctx, func(tx *gorm.DB) error {
		there, err := s.Exists(ctx, tx, certification)
		if err != nil || !there {
			return err
		}
		lacking, err := s.Lacking(ctx, tx, person, certification)
		leads = err == nil && len(lacking) == 0
		return err
	})
	return leads, err
}
