package tiers

import (
	"context"

	"gorm.io/gorm"

	"laurel/internal/tiers/rules"
)

// Behind is who stands behind a headcount: who counts and who does not, each with one reason.
type Behind struct {
	Counted  []rules.Counted
	Excluded []rules.Excluded
	Names    map[string]string
	Merged   map[string]string // accounts that count as another one, with that one
	Sequence int64
}

// everybody is the rule of a headcount outside any program: both sides have confirmed, of whatever employment.
func everybody() rules.People {
	return rules.People{Status: countingStatus, ByPerson: true, ByPartner: true}
}

// PeopleBehind explains one cell.
func (s *Service) PeopleBehind(ctx context.Context, partnerID, certification string, c clocks) (Behind, error) {
	var b Behind
	err := s.db.Read(all(ctx), func(tx *gorm.DB) error {
		p, _, err := partnerOf(tx, partnerID, c)
		if err != nil {
			return err
		}
		shot, err := s.snapshot(tx, p, nil, c)
		if err != nil {
			return err
		}
		filter := rules.Filter{Kind: []string{"certification"}, Certification: []string{certification}}
		b.Counted, b.Excluded = rules.Count(everybody(), filter, shot)
		if b.Names, err = names(tx, []string{partnerID}, c); err != nil {
			return err
		}
		if b.Merged, err = mergedInto(tx, partnerID, c); err != nil {
			return err
		}
		b.Sequence, err = sequence(tx)
		return err
	})
	return b, err
}

// names are those of everybody who has or had to do with one of some partners, as they were known.
func names(tx *gorm.DB, partners []string, c clocks) (map[string]string, error) {
	var rows []struct{ PersonID, Name string }
	err := tx.Raw(`select person_id, name from tier_people where`+known+` and person_id in
		(select person_id from tier_affiliations where partner_id in ?)`, c.knownAt, c.knownAt, partners).Scan(&rows).Error
	found := map[string]string{}
	for _, r := range rows {
		found[r.PersonID] = r.Name
	}
	return found, err
}
