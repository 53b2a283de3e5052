package exams

import (
	"context"

	"gorm.io/gorm"
)

// name says of regrades which item they are about, and how it begins.
func (s *Service) name(ctx context.Context, tx *gorm.DB, regrades []Regrade) error {
	var versions []string
	for _, r := range regrades {
		if r.Kind == RegradeKey {
			versions = append(versions, r.ItemVersionID)
		}
	}
	if len(versions) == 0 {
		return nil
	}
	owners, err := s.bank.ItemsOf(ctx, tx, versions)
	if err != nil {
		return err
	}
	shown, err := s.bank.Contents(ctx, tx, versions, "")
	if err != nil {
		return err
	}
	for i, r := range regrades {
		regrades[i].ItemID, regrades[i].Stem = owners[r.ItemVersionID], excerpt(shown[r.ItemVersionID].StemHTML)
	}
	return nil
}
