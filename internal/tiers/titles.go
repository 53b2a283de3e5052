package tiers

import (
	"context"

	"gorm.io/gorm"

	"laurel/internal/tiers/rules"
)

// Titles are what people call the programs, tiers and partners that an answer names by their keys. What has no title, such
// as a program that is not in force any more, is called by its key.
type Titles struct {
	programs map[string]*rules.Program
	partners map[string]string
}

// Titles finds those of the programs in force and of the partners named.
func (s *Service) Titles(ctx context.Context, partners ...string) (Titles, error) {
	t := Titles{map[string]*rules.Program{}, map[string]string{}}
	err := s.db.Read(all(ctx), func(tx *gorm.DB) error {
		now := s.db.Now()
		programs, err := s.published(tx, clocks{now, now})
		if err != nil {
			return err
		}
		for _, p := range programs {
			t.programs[p.Key] = p
		}
		var rows []partnerRow
		err = tx.Raw("select * from tier_partners where superseded_at is null and partner_id in ?", append([]string{""}, partners...)).Scan(&rows).Error
		for _, r := range rows {
			t.partners[r.PartnerID] = r.Name
		}
		return err
	})
	return t, err
}

func (t Titles) program(key string) string {
	if p := t.programs[key]; p != nil {
		return p.Title
	}
	return key
}

func (t Titles) tier(program, key string) string {
	if p := t.programs[program]; p != nil {
		if tier, known := p.Tier(key); known {
			return tier.Title
		}
	}
	return key
}

func (t Titles) partner(id string) string { return t.partners[id] }
