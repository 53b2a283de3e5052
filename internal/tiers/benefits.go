package tiers

import (
	"context"
	"math/big"
	"time"

	"gorm.io/gorm"

	"laurel/internal/store"
	"laurel/internal/tiers/rules"
)

// Benefit is a grant of a tier that a partner holds now, with where it comes from.
type Benefit struct {
	rules.Grant
	Program, ProgramTitle, Track, Tier, TierTitle string
	From                                          time.Time
	Year                                          time.Time // the beginning of the program's year
}

// Benefits are the grants of all tiers that a partner holds, at this moment, inside a transaction of somebody else: the sight of
// that transaction is as narrow afterwards as before.
func (s *Service) Benefits(ctx context.Context, tx *gorm.DB, partnerID string) (found []Benefit, err error) {
	tx = tx.WithContext(ctx)
	narrow, err := widened(tx)
	if err != nil {
		return nil, err
	}
	now := s.db.Now()
	partner, _, err := partnerOf(tx, partnerID, clocks{now, now})
	if err != nil {
		return nil, err
	}
	var rows []Standing
	if err := tx.Raw("select * from tier_standings where partner_id = ? and tier <> '' order by program, track", partnerID).Scan(&rows).Error; err != nil {
		return nil, err
	}
	for _, st := range rows {
		p, err := s.active(tx, st.Program, clocks{now, now})
		if err != nil {
			continue // not in force any more: its tiers give nothing
		}
		grants, err := s.granted(tx, p, partner, st, clocks{now, now})
		if err != nil {
			return nil, err
		}
		tier, _ := p.Tier(st.Tier)
		for _, g := range grants {
			found = append(found, Benefit{g, p.Key, p.Title, st.Track, tier.Key, tier.Title, st.Since.UTC(), p.Standing.Year(now)})
		}
	}
	return found, narrow()
}

// granted are the grants of the held tier as they are for this partner, by its figures.
func (s *Service) granted(tx *gorm.DB, p *rules.Program, partner Partner, st Standing, c clocks) ([]rules.Grant, error) {
	shot := rules.Snapshot{AsOf: c.asOf, KnownAt: c.knownAt, Partner: rules.Partner{ID: partner.ID, ExternalID: partner.ExternalID, Country: partner.Country, Joined: partner.JoinedAt}}
	tier, _ := p.Tier(st.Tier)
	for _, g := range tier.Grants {
		if g.By != nil {
			if err := s.loadFacts(tx, &shot, c); err != nil {
				return nil, err
			}
			break
		}
	}
	return rules.Granted(p, shot, st.Tier), nil
}

// Largest is the benefit of a kind, in percent, that gives most; false where there is none.
func Largest(benefits []Benefit, kind string) (Benefit, bool) {
	best, most := Benefit{}, new(big.Rat)
	for _, b := range benefits {
		text, _ := b.Value.(string)
		value, ok := new(big.Rat).SetString(text)
		if b.Kind == kind && ok && value.Cmp(most) > 0 {
			best, most = b, value
		}
	}
	return best, most.Sign() > 0
}

// widened lets a transaction see every partner, and gives back what makes it as narrow as before.
func widened(tx *gorm.DB) (narrow func() error, err error) {
	if !store.Postgres(tx) {
		return func() error { return nil }, nil
	}
	sight := ""
	if err := tx.Raw("select coalesce(current_setting('laurel.sight', true), '')").Scan(&sight).Error; err != nil {
		return nil, err
	}
	return func() error { return tx.Exec("select set_config('laurel.sight', ?, true)", sight).Error }, widen(tx)
}
