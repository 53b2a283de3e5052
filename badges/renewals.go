package badges

import (
	"context"
	"errors"
	"time"

	"gorm.io/gorm"
)

// Renewable tells whether a person may earn a certification again: the credential that was last issued of it has ended, or is in the
// days before its end in which its holder is asked to renew. Without a credential there is nothing to renew.
func (s *Service) Renewable(_ context.Context, tx *gorm.DB, personID, certificationKey string) (bool, error) {
	wanted, err := s.certification(tx, certificationKey)
	if errors.Is(err, ErrNoCertification) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	var rows []struct{ ValidUntil, RevokedAt *time.Time }
	err = tx.Raw("select valid_until, revoked_at from credentials where person_id = ? and certification_key = ? order by ordinal desc limit 1", personID, certificationKey).Scan(&rows).Error
	if err != nil || len(rows) == 0 {
		return false, err
	}
	opens := 0
	if wanted.Renewal != nil {
		opens = wanted.Renewal.OpensDaysBefore
	}
	last := rows[0]
	return last.RevokedAt != nil || last.ValidUntil != nil && !s.db.Now().Before(last.ValidUntil.AddDate(0, 0, -opens)), nil
}
