package tiers

import (
	"context"
	"slices"
	"time"

	"gorm.io/gorm"
)

// Headcounts answers a query at any instant and as known at any instant, with the number of the last change that is in it.
// What is known now is read from spans, what was known once from the copies themselves.
func (s *Service) Headcounts(ctx context.Context, q Query) (rows []Row, seq int64, err error) {
	err = s.db.Read(all(ctx), func(tx *gorm.DB) error {
		rows = nil
		if seq, err = sequence(tx); err != nil {
			return err
		}
		rows, err = headcounts(tx, q)
		return err
	})
	return rows, seq, err
}

func headcounts(tx *gorm.DB, q Query) ([]Row, error) {
	var rows []Row
	sql, args := q.sql()
	err := tx.Raw(sql, args...).Scan(&rows).Error
	return rows, err
}

type cell struct {
	PartnerID, CertificationKey string
	Count                       int
}

// cells are the headcounts of some partners now, by partner and certification; raw ones are counted from the copies, whatever spans say.
func cells(tx *gorm.DB, partnerIDs []string, now time.Time, raw bool) (map[place]int, error) {
	q := Query{clocks: clocks{now, now}, Partners: partnerIDs, Kind: "certification", GroupBy: []string{"partner", "certification"}, Limit: mostCells, raw: raw}
	rows, err := headcounts(tx, q)
	counted := map[place]int{}
	for _, r := range rows {
		counted[place{r.Partner, r.Certification}] = r.Count
	}
	return counted, err
}

// place is where something is kept: a partner, and what of it.
type place struct{ partner, key string }

const mostCells = 1_000_000

func hasWord(words []string, word string) bool { return slices.Contains(words, word) }
