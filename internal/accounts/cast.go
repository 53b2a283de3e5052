package accounts

import (
	"context"
	"fmt"

	"gorm.io/gorm"
)

// Cast makes people without a password and signs them in, many in one transaction: the candidates of a rehearsal or of a
// measurement, on a database of its own. Their addresses are below example.invalid, where no letter arrives.
func (s *Service) Cast(ctx context.Context, company string, n int) ([]Grant, error) {
	var grants []Grant
	err := s.db.Tx(ctx, func(tx *gorm.DB) error {
		grants = make([]Grant, 0, n)
		for i := range n {
			who := Person{Email: fmt.Sprintf("%s-%d@example.invalid", company, i+1), Name: fmt.Sprintf("Candidate %d", i+1)}
			person, _, err := s.welcome(ctx, tx, newcomer{Person: who})
			if err != nil {
				return err
			}
			grant, err := s.begin(ctx, tx, person, false)
			if err != nil {
				return err
			}
			grants = append(grants, grant)
		}
		return nil
	})
	return grants, err
}
