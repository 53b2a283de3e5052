package tiers

import (
	"errors"
	"slices"

	"gorm.io/gorm"
)

// kin are the partners of the families of some partners, as known: whoever is tied to them by parents, over any number of
// steps. The partners themselves are among them.
func kin(tx *gorm.DB, partners []string, c clocks) ([]string, error) {
	var found []string
	err := tx.Raw(`with recursive kin (id) as (select partner_id from tier_partners where partner_id in ?
		union select case when t.partner_id = k.id then t.parent_id else t.partner_id end from kin k
			join tier_partners t on (t.partner_id = k.id or t.parent_id = k.id) and t.parent_id <> '' and t.recorded_at <= ? and (t.superseded_at is null or t.superseded_at > ?))
		select id from kin order by id`, append([]string{""}, partners...), c.knownAt, c.knownAt).Scan(&found).Error
	return found, err
}

// beside are the members of the families of some partners for whom the people of those partners count too.
func (s *Service) beside(tx *gorm.DB, partners []string) ([]string, error) {
	now := s.db.Now()
	c := clocks{now, now}
	family, err := kin(tx, partners, c)
	if err != nil || len(family) <= len(partners) {
		return nil, err
	}
	found := []string{}
	for _, id := range family {
		if slices.Contains(partners, id) {
			continue
		}
		counts, err := s.countsFamily(tx, id, c)
		if err != nil {
			return nil, err
		}
		if counts {
			found = append(found, id)
		}
	}
	return found, nil
}

// countsFamily is true for a partner in a program that looks beyond it.
func (s *Service) countsFamily(tx *gorm.DB, partnerID string, c clocks) (bool, error) {
	partner, _, err := partnerOf(tx, partnerID, c)
	for _, key := range partner.Programs {
		program, err := s.active(tx, key, c)
		if errors.Is(err, ErrUnknownProgram) {
			continue
		}
		if err != nil || program.People.Wide() {
			return err == nil, err
		}
	}
	return false, err
}

// left are those for whom it makes a difference that a partner changes its family: the members of the old one and of the new.
func (s *Service) left(tx *gorm.DB, p Partner) ([]string, error) {
	c := clocks{s.db.Now(), s.db.Now()}
	before, _, err := partnerOf(tx, p.ID, c)
	if err != nil || before.ParentID == p.ParentID {
		return nil, err
	}
	both, err := s.beside(tx, slices.DeleteFunc([]string{p.ID, p.ParentID}, func(id string) bool { return id == "" }))
	if err != nil || p.ParentID == "" {
		return both, err
	}
	counts, err := s.countsFamily(tx, p.ParentID, c)
	if counts {
		both = append(both, p.ParentID)
	}
	return both, err
}

func partnerLines(partners []string) []string {
	lines := make([]string, len(partners))
	for i, p := range partners {
		lines[i] = partnerLine(p)
	}
	return lines
}
