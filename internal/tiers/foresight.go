package tiers

import (
	"context"
	"errors"

	"gorm.io/gorm"
)

// Consequence is what would change for a partner.
type Consequence struct {
	PartnerID string `json:"partner"`
	What      string `json:"what" enum:"headcount,qualification,standing"`
	Key       string `json:"key" doc:"A certification, or program and tier"`
	From      string `json:"from"`
	To        string `json:"to"`
}

var errForeseen = errors.New("foreseen")

// Foresee tells what would become of headcounts, qualifications and standings if awards were noted. It notes and settles them as it
// would in earnest, and takes all of it back.
func (s *Service) Foresee(ctx context.Context, awards []Award) ([]Consequence, error) {
	var out []Consequence
	ctx = all(ctx)
	err := s.db.Tx(ctx, func(tx *gorm.DB) error {
		out = nil
		people := make([]string, len(awards))
		for i, a := range awards {
			people[i] = a.PersonID
		}
		one, err := s.accounts(tx, people...)
		if err != nil {
			return err
		}
		for i, p := range people {
			people[i] = one.of(p)
		}
		before, err := bearings(tx, people)
		if err != nil {
			return err
		}
		for _, a := range awards {
			a.PersonID = one.of(a.PersonID)
			var known awardRow
			err := tx.Raw("select * from tier_awards where person_id = ? and kind = ? and award_key = ? and source = ? and superseded_at is null",
				a.PersonID, a.Kind, a.Key, a.Source).Scan(&known).Error
			if err != nil {
				return err
			}
			a.Version = known.Version + 1
			next, changed := known.merged(rowOf(a))
			if !changed {
				continue
			}
			if err := s.keepAward(tx, known.RowID, next); err != nil {
				return err
			}
		}
		if err := s.settlePerson(ctx, tx, people...); err != nil {
			return err
		}
		after, err := bearings(tx, people)
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

// bearings are the figures of the partners of some people, by partner, sort and key.
func bearings(tx *gorm.DB, people []string) ([]Consequence, error) {
	if err := widen(tx); err != nil {
		return nil, err
	}
	var partners []string
	if err := tx.Raw("select distinct partner_id from tier_affiliations where person_id in ? and superseded_at is null", people).Scan(&partners).Error; err != nil {
		return nil, err
	}
	return figures(tx, partners)
}

// figures are what is kept of some partners, by partner, sort and key.
func figures(tx *gorm.DB, partners []string) ([]Consequence, error) {
	if err := widen(tx); err != nil {
		return nil, err
	}
	partners = append([]string{""}, partners...)
	var out []Consequence
	err := tx.Raw(`select partner_id, 'headcount' as what, certification_key as "key", cast(count as text) as "from" from tier_headcounts where partner_id in ?
		union all select partner_id, 'qualification', program || ' ' || target, result from tier_qualifications where partner_id in ?
		union all select partner_id, 'standing', program || ' ' || track, tier from tier_standings where partner_id in ? order by 1, 2, 3`, partners, partners, partners).Scan(&out).Error
	return out, err
}

// differences pairs figures of the same name; what was not there is "".
func differences(before, after []Consequence) []Consequence {
	type name struct{ partner, what, key string }
	was := map[name]string{}
	for _, b := range before {
		was[name{b.PartnerID, b.What, b.Key}] = b.From
	}
	var out []Consequence
	for _, a := range after {
		n := name{a.PartnerID, a.What, a.Key}
		if was[n] != a.From {
			out = append(out, Consequence{a.PartnerID, a.What, a.Key, was[n], a.From})
		}
		delete(was, n)
	}
	for _, b := range before {
		if from, gone := was[name{b.PartnerID, b.What, b.Key}]; gone {
			out = append(out, Consequence{b.PartnerID, b.What, b.Key, from, ""})
		}
	}
	return out
}
