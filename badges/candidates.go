package badges

import (
	"context"
	"fmt"
	"slices"

	"gorm.io/gorm"
)

// candidates are the certifications that a proof of a kind may earn, with the requirement each stands for.
func (s *Service) candidates(ctx context.Context, tx *gorm.DB, p Proof) ([]candidate, error) {
	var rows []certificationRow
	if err := tx.Raw("select key, document, version from certifications order by key").Scan(&rows).Error; err != nil {
		return nil, fmt.Errorf("list certifications: %w", err)
	}
	var out []candidate
	for _, r := range rows {
		c := candidate{Certification: r.certification(), requires: r.Document.Requires}
		if c.Retired(s.db.Now()) {
			continue
		}
		if c.requires == nil && p.Kind == "exam" {
			exams, err := s.exams.ExamsOf(ctx, tx, c.Key)
			if err != nil {
				return nil, err
			}
			c.requires = anyExam(exams)
		}
		if c.requires == nil || !c.names(p, rows) {
			continue
		}
		out = append(out, c)
	}
	return out, nil
}

// candidate is a certification that somebody may be about to earn.
type candidate struct {
	Certification
	requires *Requirement
}

// names tells whether the requirement asks for the proof, itself or through what the proof stands for.
func (c candidate) names(p Proof, all []certificationRow) bool {
	asked := c.requires.keys(p.Kind)
	return slices.ContainsFunc(standsFor(p, all), func(key string) bool { return slices.Contains(asked, key) })
}

// standsFor lists the keys a proof counts as: its own, what a certification implies, and those that take it as their
// equivalent at its time.
func standsFor(p Proof, all []certificationRow) []string {
	keys := []string{p.Key}
	if p.Kind != "certification" {
		return keys
	}
	for _, r := range all {
		if r.Key == p.Key {
			keys = append(keys, r.Document.Implies...)
		}
		for _, e := range r.Document.Equivalents {
			if e.Certification == p.Key && (e.Until == "" || p.At.UTC().Format(dateLayout) <= e.Until) {
				keys = append(keys, r.Key)
			}
		}
	}
	return keys
}
