package accounts

import (
	"context"

	"gorm.io/gorm"

	"laurel/internal/actor"
)

// Member is a person with what binds them to one partner.
type Member struct {
	Affiliation
	PersonName  string
	PersonEmail string
}

// MembersQuery pages the people of a partner; After is an affiliation's id.
type MembersQuery struct {
	Partner, After string
	Limit          int
}

// Members lists the people who belong to the partner or wait to, one more than Limit.
func (s *Service) Members(ctx context.Context, q MembersQuery) ([]Member, error) {
	var members []Member
	err := s.db.Read(ctx, func(tx *gorm.DB) error {
		partner, err := partnerOf(tx, actor.Sight(ctx), q.Partner)
		if err != nil {
			return err
		}
		members = nil
		return tx.Raw("select "+affiliationColumns+`, p.name as person_name, p.email as person_email from affiliations a join people p on p.id = a.person_id
			where a.partner_id = ? and a.state <> 'ended' and (a.valid_to is null or a.valid_to > ?) and a.id > ? order by a.id limit ?`,
			partner.ID, s.db.Now(), q.After, q.Limit+1).Scan(&members).Error
	})
	return members, err
}
