package badges

import (
	"context"
	"errors"
	"slices"

	"gorm.io/gorm"

	"laurel/internal/fault"
)

// Lacking answers exams: which certifications must the person hold first, because without them nothing that is passed
// leads to this one? Nobody should pay for an exam whose badge they cannot get.
func (s *Service) Lacking(_ context.Context, tx *gorm.DB, personID, certificationKey string) ([]fault.Unmet, error) {
	wanted, err := s.certification(tx, certificationKey)
	if errors.Is(err, ErrNoCertification) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	must := wanted.Requires.mustHold()
	if len(must) == 0 {
		return nil, nil
	}
	held, err := s.held(tx, personID, s.db.Now())
	if err != nil {
		return nil, err
	}
	proofs, err := s.proofs(tx, personID, held)
	if err != nil {
		return nil, err
	}
	var lacking []fault.Unmet
	for _, key := range must {
		if slices.ContainsFunc(proofs, func(p Proof) bool { return p.Kind == "certification" && p.Key == key }) {
			continue
		}
		title := key
		if first, err := s.certification(tx, key); err == nil {
			title = first.Title
		}
		lacking = append(lacking, fault.Unmet{Kind: "certification", ID: key, Title: title, Need: 1, Link: "/app/catalogue"})
	}
	return lacking, nil
}
