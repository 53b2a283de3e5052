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

// ForeseePeople tells what would become of headcounts, qualifications and standings if affiliations were these: it keeps and settles them as
// it would in earnest, and takes all of it back.
func (s *Service) ForeseePeople(ctx context.Context, affiliations []Affiliation) ([]Consequence, error) {
	var out []Consequence
	ctx = all(ctx)
	people, partners, lines := []string{""}, []string{""}, []string{}
	for _, a := range affiliations {
		people, partners, lines = append(people, a.PersonID), append(partners, a.PartnerID), append(lines, personLine(a.PersonID))
	}
	err := s.db.Tx(ctx, func(tx *gorm.DB) error {
		out = nil
		if err := s.line(tx, lines...); err != nil {
			return err
		}
		var concerned []string
		err := tx.Raw("select distinct partner_id from tier_affiliations where person_id in ? and superseded_at is null", people).Scan(&concerned).Error
		if err != nil {
			return err
		}
		concerned = append(concerned, partners...)
		before, err := figures(tx, concerned)
		if err != nil {
			return err
		}
		for _, a := range affiliations {
			if err := tx.Raw("select coalesce(max(version), 0) + 1 from tier_affiliations where affiliation_id = ? and superseded_at is null", a.ID).Scan(&a.Version).Error; err != nil {
				return err
			}
			if _, err := s.keepAffiliation(tx, a); err != nil {
				return err
			}
		}
		slices.Sort(people)
		for _, person := range slices.Compact(people)[1:] {
			if err := s.settlePerson(ctx, tx, person); err != nil {
				return err
			}
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
