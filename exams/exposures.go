package exams

import (
	"context"
	"slices"
	"strings"
	"time"

	"gorm.io/gorm"
)

// everybody stands for no item: the candidates who were given any form.
const everybody = ""

// exposures says how many candidates were given each item of an exam this month and last, those for whom forms lie ready included.
func exposures(tx *gorm.DB, examKey string, now time.Time) (seen map[string]int, candidates int, err error) {
	var rows []struct {
		ItemID     string
		Candidates int
	}
	since := now.UTC().AddDate(0, 0, 1-now.UTC().Day()).AddDate(0, -1, 0).Format("2006-01")
	err = tx.Raw("select item_id, sum(candidates) as candidates from form_exposures where exam_key = ? and month >= ? group by item_id", examKey, since).Scan(&rows).Error
	if err != nil {
		return nil, 0, err
	}
	seen = map[string]int{}
	for _, r := range rows {
		seen[r.ItemID] = r.Candidates
	}
	var ready []struct {
		Slots []FormSlot `gorm:"serializer:json"`
	}
	err = tx.Raw("select slots from forms where exam_key = ? and mode = 'per_candidate' and state = 'open' and uses = 0", examKey).Scan(&ready).Error
	for _, f := range ready {
		for _, slot := range f.Slots {
			seen[slot.ItemID]++
		}
	}
	return seen, seen[everybody] + len(ready), err
}

// countTogether is how many forms are counted in one transaction.
const countTogether = 200

// CountExposures adds the forms that were given out to what their items have been seen, and says how many forms it counted.
func (s *Service) CountExposures(ctx context.Context) (int, error) {
	counted := 0
	for {
		n := 0
		err := s.db.Tx(ctx, func(tx *gorm.DB) (err error) {
			n, err = s.countSome(tx)
			return err
		})
		counted += n
		if err != nil || n < countTogether {
			return counted, err
		}
	}
}

func (s *Service) countSome(tx *gorm.DB) (int, error) {
	var due []struct {
		ID, ExamKey string
		Fresh       int
	}
	err := tx.Raw("select id, exam_key, uses - counted as fresh from forms where uses > counted order by id limit ?"+skipLocked(tx), countTogether).Scan(&due).Error
	if err != nil || len(due) == 0 {
		return 0, err
	}
	ids := make([]string, len(due))
	for i, f := range due {
		ids[i] = f.ID
	}
	forms, err := s.formsOf(tx, ids)
	if err != nil {
		return 0, err
	}
	type cell struct{ exam, item string }
	sums := map[cell]int{}
	for _, f := range due {
		sums[cell{f.ExamKey, everybody}] += f.Fresh
		for _, slot := range forms[f.ID].Slots {
			sums[cell{f.ExamKey, slot.ItemID}] += f.Fresh
		}
	}
	month := s.db.Now().UTC().Format("2006-01")
	var args []any
	for c, n := range sums {
		args = append(args, c.exam, c.item, month, n)
	}
	for some := range slices.Chunk(args, 4*rowsTogether) {
		rows := strings.TrimSuffix(strings.Repeat("(?, ?, ?, ?), ", len(some)/4), ", ")
		err := tx.Exec("insert into form_exposures (exam_key, item_id, month, candidates) values "+rows+
			" on conflict (exam_key, item_id, month) do update set candidates = form_exposures.candidates + excluded.candidates", some...).Error
		if err != nil {
			return 0, err
		}
	}
	for _, f := range due {
		if err := tx.Exec("update forms set counted = counted + ? where id = ?", f.Fresh, f.ID).Error; err != nil {
			return 0, err
		}
	}
	return len(due), nil
}

// Exposures says how many candidates were ever given each item that was.
func (s *Service) Exposures(_ context.Context, tx *gorm.DB, itemIDs []string) (map[string]int, error) {
	out := map[string]int{}
	for some := range slices.Chunk(itemIDs, rowsTogether) {
		var rows []struct {
			ItemID     string
			Candidates int
		}
		if err := tx.Raw("select item_id, sum(candidates) as candidates from form_exposures where item_id in ? group by item_id", some).Scan(&rows).Error; err != nil {
			return nil, err
		}
		for _, r := range rows {
			out[r.ItemID] = r.Candidates
		}
	}
	return out, nil
}
