package accounts

import (
	"context"

	"gorm.io/gorm"

	"laurel/internal/actor"
)

// current is a confirmed affiliation that holds at the bound moment, twice.
const current = "state = 'confirmed' and valid_from <= ? and (valid_to is null or valid_to > ?)"

// Affiliated answers other slices, in their transaction: does the person belong to the partner now?
func (s *Service) Affiliated(_ context.Context, tx *gorm.DB, personID, partnerID string) (bool, error) {
	now, found := s.db.Now(), int64(0)
	err := tx.Raw("select count(*) from affiliations where person_id = ? and partner_id = ? and "+current, personID, partnerID, now, now).Scan(&found).Error
	return found > 0, err
}

// PartnerOf answers which partner the person belongs to now: by the named affiliation, or without a name by the oldest
// one; "" when there is none.
func (s *Service) PartnerOf(_ context.Context, tx *gorm.DB, personID, affiliationID string) (string, error) {
	now, partners := s.db.Now(), []string{}
	err := tx.Raw("select partner_id from affiliations where person_id = ? and (? = '' or id = ?) and "+current+" order by valid_from, id limit 1",
		personID, affiliationID, affiliationID, now, now).Scan(&partners).Error
	if err != nil || len(partners) == 0 {
		return "", err
	}
	return partners[0], nil
}

// PartnerID answers which partner a reference means, its id or "ext:" and its external id, whoever asks: the asker
// decides what of it may be seen. It refuses with ErrNoPartner.
func (s *Service) PartnerID(ctx context.Context, tx *gorm.DB, ref string) (string, error) {
	partner, err := partnerOf(tx, actor.Sight(alone(ctx)), ref)
	return partner.ID, err
}

// AdminsOver lists who administers the partners that the person belongs to now.
func (s *Service) AdminsOver(ctx context.Context, personID string) ([]Person, error) {
	partners := []string{}
	err := s.db.Read(alone(ctx), func(tx *gorm.DB) error {
		now := s.db.Now()
		return tx.Raw("select distinct partner_id from affiliations where person_id = ? and "+current, personID, now, now).Scan(&partners).Error
	})
	var all []Person
	seen := map[string]bool{}
	for _, partner := range partners {
		admins, err := s.Admins(ctx, partner)
		if err != nil {
			return nil, err
		}
		for _, admin := range admins {
			if !seen[admin.ID] {
				seen[admin.ID] = true
				all = append(all, admin)
			}
		}
	}
	return all, err
}
