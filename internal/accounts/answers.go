package accounts

import (
	"context"
	"errors"
	"slices"

	"gorm.io/gorm"

	"laurel/internal/actor"
)

// What other slices ask inside their own transactions.

// PartnerID finds the id of a partner in sight by its id or "ext:" and its external id.
func (s *Service) PartnerID(ctx context.Context, tx *gorm.DB, reference string) (string, error) {
	partner, err := partnerOf(tx, actor.Sight(ctx), reference)
	return partner.ID, err
}

// PersonIn finds somebody inside the transaction of a slice that wrote down the id; ErrNoPerson.
func (s *Service) PersonIn(ctx context.Context, tx *gorm.DB, personID string) (Person, error) {
	return personOf(tx.WithContext(ctx), personID)
}

// PersonNamed gives the id of somebody by id or address, inside the transaction of another slice; "" for nobody.
func (s *Service) PersonNamed(ctx context.Context, tx *gorm.DB, personID, email string) (string, error) {
	var person Person
	var err error
	if personID != "" {
		person, err = personOf(tx.WithContext(ctx), personID)
	} else {
		if email, err = normalEmail(email); err != nil {
			return "", nil //nolint:nilerr // what is no address is nobody's
		}
		person, err = personAt(tx.WithContext(ctx), email)
	}
	if errors.Is(err, ErrNoPerson) {
		return "", nil
	}
	return person.ID, err
}

// PartnerIn is the same for a partner; whoever wrote down the id could see it then.
func (s *Service) PartnerIn(ctx context.Context, tx *gorm.DB, partnerID string) (Partner, error) {
	return partnerOf(tx.WithContext(ctx), actor.Sight(alone(ctx)), partnerID)
}

// Affiliated says whether the person belongs to the partner now.
func (s *Service) Affiliated(_ context.Context, tx *gorm.DB, personID, partnerID string) (bool, error) {
	now := s.db.Now()
	var n int
	err := tx.Raw(`select count(*) from affiliations where person_id = ? and partner_id = ? and state = 'confirmed' and valid_from <= ? and (valid_to is null or valid_to > ?)`,
		personID, partnerID, now, now).Scan(&n).Error
	return n > 0, err
}

// PartnerOf gives the partner of the person's affiliation, or nothing when it is not theirs or does not hold now.
func (s *Service) PartnerOf(_ context.Context, tx *gorm.DB, personID, affiliationID string) (string, error) {
	now := s.db.Now()
	var partnerID string
	err := tx.Raw(`select partner_id from affiliations where id = ? and person_id = ? and state = 'confirmed' and valid_from <= ? and (valid_to is null or valid_to > ?)`,
		affiliationID, personID, now, now).Scan(&partnerID).Error
	return partnerID, err
}

// AdminsOver lists who administers the partners that the person belongs to now, each once.
func (s *Service) AdminsOver(ctx context.Context, personID string) ([]Person, error) {
	var partners []string
	err := s.db.Read(alone(ctx), func(tx *gorm.DB) error {
		now := s.db.Now()
		return tx.Raw(`select distinct partner_id from affiliations where person_id = ? and state = 'confirmed' and valid_from <= ? and (valid_to is null or valid_to > ?)
			order by partner_id`, personID, now, now).Scan(&partners).Error
	})
	if err != nil {
		return nil, err
	}
	var all []Person
	for _, partner := range partners {
		admins, err := s.Admins(ctx, partner)
		if err != nil {
			return nil, err
		}
		for _, admin := range admins {
			if !slices.ContainsFunc(all, func(p Person) bool { return p.ID == admin.ID }) {
				all = append(all, admin)
			}
		}
	}
	return all, nil
}
