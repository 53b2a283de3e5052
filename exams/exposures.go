package exams

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"gorm.io/gorm"
)

// everybody stands for no item: the candidates who were given any form.
const everybody = ""

// exposures says how many candidates were given each item of an exam this month and last, those for whom forms lie ready included.
func exposures(tx *gorm.DB, examKey string, now time.Time) (seen map[string]int, candidates int, err error) {
	since := now.UTC().AddDate(0, 0, 1-now.UTC().Day()).AddDate(0, -1, 0).Format("2006-01")
	var rows []struct {
		ItemID     string
		Candidates int
	}
	err = tx.Raw(`select item_id, sum(candidates) as candidates from (
		select item_id, candidates from form_exposures where exam_key = ? and month >= ? union all select item_id, forms from form_stock where exam_key = ?) x
		group by item_id`, examKey, since, examKey).Scan(&rows).Error
	seen = map[string]int{}
	for _, r := range rows {
		seen[r.ItemID] = r.Candidates
	}
	return seen, seen[everybody], err
}

// tally is how many forms hold each item of an exam.
type tally map[tallied]int

type tallied struct{ exam, item string }

func (t tally) add(f *Form, n int) {
	t[tallied{f.ExamKey, everybody}] += n
	for _, slot := range f.Slots {
		t[tallied{f.ExamKey, slot.ItemID}] += n
	}
}

// shelve adds a tally to what lies ready, in one order for everybody, so that no two wait for each other in a circle.
func (t tally) shelve(tx *gorm.DB) error {
	return t.rows(func(rows string, args []any) error {
		return tx.Exec("insert into form_stock (exam_key, item_id, forms) values "+rows+
			" on conflict (exam_key, item_id) do update set forms = form_stock.forms + excluded.forms", args...).Error
	}, nil)
}

// expose adds a tally to what candidates have met in a month.
func (t tally) expose(tx *gorm.DB, month string) error {
	return t.rows(func(rows string, args []any) error {
		return tx.Exec("insert into form_exposures (exam_key, item_id, month, candidates) values "+rows+
			" on conflict (exam_key, item_id, month) do update set candidates = form_exposures.candidates + excluded.candidates", args...).Error
	}, []any{month})
}

func (t tally) rows(do func(rows string, args []any) error, between []any) error {
	all := slices.SortedFunc(maps.Keys(t), func(a, b tallied) int {
		return cmp.Or(strings.Compare(a.exam, b.exam), strings.Compare(a.item, b.item))
	})
	row := "(?, ?, ?" + strings.Repeat(", ?", len(between)) + "), "
	for some := range slices.Chunk(all, rowsTogether) {
		var args []any
		for _, c := range some {
			args = append(append(append(args, c.exam, c.item), between...), t[c])
		}
		if err := do(strings.TrimSuffix(strings.Repeat(row, len(some)), ", "), args); err != nil {
			return err
		}
	}
	return nil
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
		Stocked     bool
	}
	err := tx.Raw("select id, exam_key, uses - counted as fresh, stocked from forms where uses > counted order by id limit ?"+skipLocked(tx), countTogether).Scan(&due).Error
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
	given, taken := tally{}, tally{}
	for _, f := range due {
		given.add(forms[f.ID], f.Fresh)
		if f.Stocked {
			taken.add(forms[f.ID], -f.Fresh)
		}
	}
	if err := given.expose(tx, s.db.Now().UTC().Format("2006-01")); err != nil {
		return 0, err
	}
	if err := taken.shelve(tx); err != nil {
		return 0, err
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
