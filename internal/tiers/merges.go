package tiers

import (
	"context"
	"errors"
	"slices"
	"time"

	"gorm.io/gorm"

	"laurel/internal/id"
)

// errMerging makes a deed be tried again.
var errMerging = errors.New("the person is being merged at this moment")

// NoteMerge keeps that two accounts are one person, or that it was undone, and settles the partners of both. Notes may come twice and
// in any order: an undone merge stays undone.
func (s *Service) NoteMerge(ctx context.Context, m Merge) error {
	return s.db.Tx(ctx, func(tx *gorm.DB) error {
		if _, err := s.accounts(tx, m.From, m.Into); err != nil {
			return err
		}
		return s.merge(ctx, tx, m)
	})
}

func (s *Service) merge(ctx context.Context, tx *gorm.DB, m Merge) error {
	now := s.db.Now()
	var undone *time.Time
	if m.Undone {
		undone = &now
	}
	err := tx.Exec(`insert into tier_merges (merge_id, from_id, into_id, recorded_at, undone_at) values (?, ?, ?, ?, ?)
		on conflict (merge_id) do update set undone_at = coalesce(tier_merges.undone_at, excluded.undone_at)`, m.ID, m.From, m.Into, now, undone).Error
	if err != nil {
		return err
	}
	accounts, err := circle(tx, m.From, m.Into)
	if err != nil {
		return err
	}
	return s.regroup(ctx, tx, accounts)
}

// circle is everybody who was ever merged with one of two people, directly or through others.
func circle(tx *gorm.DB, people ...string) ([]string, error) {
	for {
		var more []string
		err := tx.Raw("select from_id from tier_merges where into_id in ? union select into_id from tier_merges where from_id in ?", people, people).Scan(&more).Error
		if err != nil {
			return nil, err
		}
		grown := append(slices.Clone(people), more...)
		slices.Sort(grown)
		if grown = slices.Compact(grown); len(grown) <= len(people) {
			return grown, nil
		}
		people = grown
	}
}

// merged are the merges in force among people.
func merged(tx *gorm.DB, people []string) (selves, error) {
	var rows []struct{ FromID, IntoID string }
	err := tx.Raw("select from_id, into_id from tier_merges where from_id in ? and undone_at is null order by merge_id", append([]string{""}, people...)).Scan(&rows).Error
	found := selves{}
	for _, r := range rows {
		found[r.FromID] = r.IntoID
	}
	return found, err
}

// copies are the tables with rows about people, and what moves of each.
var copies = []struct{ table, columns string }{
	{"tier_affiliations", "affiliation_id, partner_id, employment, job_roles, state, by_person, by_partner, valid_from, valid_to, basis, version"},
	{"tier_awards", "source, kind, award_key, title, level, family, roles, status, ended, bare, valid_from, valid_to, version, sequence"},
	{"tier_holds", "source, held_from, version"},
}

// regroup writes again, under the account that it counts for at present, whatever stands under another one, and settles everybody.
func (s *Service) regroup(ctx context.Context, tx *gorm.DB, people []string) error {
	now, err := s.db.Now(), widen(tx)
	if err != nil {
		return err
	}
	one, err := merged(tx, people)
	if err != nil {
		return err
	}
	for _, c := range copies {
		var rows []copied
		if err := tx.Raw("select row_id, person_id, origin from "+c.table+" where person_id in ? and superseded_at is null", people).Scan(&rows).Error; err != nil {
			return err
		}
		for _, r := range rows {
			self := one.of(r.said())
			if self == r.PersonID {
				continue
			}
			if err := rewrite(tx, c.table, c.columns, passage{r, self, now}); err != nil {
				return err
			}
		}
	}
	return s.settlePerson(ctx, tx, people...)
}

// passage is a row on its way to the account that it counts for.
type passage struct {
	copied
	self string
	now  time.Time
}

func rewrite(tx *gorm.DB, table, columns string, m passage) error {
	if err := tx.Exec("update "+table+" set superseded_at = ? where row_id = ?", m.now, m.RowID).Error; err != nil {
		return err
	}
	fresh := id.New("trw")
	err := tx.Exec("insert into "+table+" (row_id, person_id, origin, recorded_at, "+columns+") select ?, ?, ?, ?, "+columns+" from "+table+" where row_id = ?",
		fresh, m.self, originOf(m.said(), m.self), m.now, m.RowID).Error
	if err != nil || table != "tier_awards" {
		return err
	}
	return tx.Exec("insert into tier_award_roles (row_id, role) select ?, role from tier_award_roles where row_id = ?", fresh, m.RowID).Error
}

// accounts takes the lines of people and of everybody they were ever merged with, and tells as whom each counts. A merge that comes
// between looking and taking is met again when the deed is tried again.
func (s *Service) accounts(tx *gorm.DB, people ...string) (selves, error) {
	before, err := circle(tx, people...)
	if err != nil {
		return nil, err
	}
	lines := make([]string, len(before))
	for i, p := range before {
		lines[i] = personLine(p)
	}
	if err := s.line(tx, lines...); err != nil {
		return nil, err
	}
	after, err := circle(tx, people...)
	if err == nil && len(after) != len(before) {
		err = errMerging
	}
	if err != nil {
		return nil, err
	}
	return merged(tx, after)
}

// mergedInto tells of the accounts that count as people of a partner, as was known: each with the one it was merged into.
func mergedInto(tx *gorm.DB, partnerID string, c clocks) (map[string]string, error) {
	var people []string
	if err := tx.Raw("select distinct person_id from tier_affiliations where partner_id = ? and"+known, partnerID, c.knownAt, c.knownAt).Scan(&people).Error; err != nil {
		return nil, err
	}
	found := map[string]string{}
	for len(people) > 0 {
		var rows []struct{ FromID, IntoID string }
		err := tx.Raw("select from_id, into_id from tier_merges where into_id in ? and recorded_at <= ? and (undone_at is null or undone_at > ?) order by from_id",
			people, c.knownAt, c.knownAt).Scan(&rows).Error
		if err != nil {
			return nil, err
		}
		people = nil
		for _, r := range rows {
			if found[r.FromID] == "" {
				found[r.FromID] = r.IntoID
				people = append(people, r.FromID)
			}
		}
	}
	return found, nil
}
