package tiers

import (
	"context"
	"errors"
	"slices"

	"gorm.io/gorm"
)

// OnePartner gives the first of the programs in force that counts a person at one partner only, or "".
func (s *Service) OnePartner(_ context.Context, tx *gorm.DB, keys []string) (string, error) {
	now := s.db.Now()
	for _, key := range keys {
		program, err := s.active(tx, key, clocks{now, now})
		if errors.Is(err, ErrUnknownProgram) {
			continue
		}
		if err != nil {
			return "", err
		}
		if program.People.OnePartner {
			return key, nil
		}
	}
	return "", nil
}

// Foreseen is a change that has not happened: affiliations as they would be, or accounts that would be one person, or two.
type Foreseen struct {
	Affiliations []Affiliation
	Merges       []Merge
}

// touches are the people and partners that the change names.
func (f Foreseen) touches() (people, partners []string) {
	for _, a := range f.Affiliations {
		people, partners = append(people, a.PersonID), append(partners, a.PartnerID)
	}
	for _, m := range f.Merges {
		people = append(people, m.From, m.Into)
	}
	slices.Sort(people)
	return slices.Compact(people), partners
}

// ForeseePeople tells what would become of headcounts, qualifications and standings if a change happened: it keeps and settles it as
// it would in earnest, and takes all of it back.
func (s *Service) ForeseePeople(ctx context.Context, f Foreseen) ([]Consequence, error) {
	var out []Consequence
	ctx = all(ctx)
	people, partners := f.touches()
	err := s.db.Tx(ctx, func(tx *gorm.DB) error {
		out = nil
		one, err := s.accounts(tx, people...)
		if err != nil {
			return err
		}
		var concerned []string
		err = tx.Raw("select distinct partner_id from tier_affiliations where (person_id in ? or origin in ?) and superseded_at is null", people, people).Scan(&concerned).Error
		if err != nil {
			return err
		}
		concerned = append(concerned, partners...)
		before, err := figures(tx, concerned)
		if err != nil {
			return err
		}
		if err := s.play(ctx, tx, one, f); err != nil {
			return err
		}
		after, err := figures(tx, concerned)
		if err != nil {
			return err
		}
		out = differences(before, after)
		return errForeseen
	})
	if errors.Is(err, errForeseen) {
		err = nil
	}
	return out, err
}

// play makes a change that will be taken back.
func (s *Service) play(ctx context.Context, tx *gorm.DB, one selves, f Foreseen) error {
	for _, m := range f.Merges {
		if err := s.merge(ctx, tx, m); err != nil {
			return err
		}
	}
	for _, a := range f.Affiliations {
		if err := tx.Raw("select coalesce(max(version), 0) + 1 from tier_affiliations where affiliation_id = ? and superseded_at is null", a.ID).Scan(&a.Version).Error; err != nil {
			return err
		}
		if _, err := s.keepAffiliation(tx, one, a); err != nil {
			return err
		}
	}
	people, _ := f.touches()
	for i, person := range people {
		people[i] = one.of(person)
	}
	return s.settlePerson(ctx, tx, people...)
}
