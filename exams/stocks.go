package exams

import (
	"context"
	"errors"
	"fmt"

	"gorm.io/gorm"

	"laurel/exams/assembly"
	"laurel/internal/fault"
)

// Demand is told when forms may be missing: an exam was published, or somebody got a place.
const Demand = "laurel_form_demand"

// Forms per candidate lie ready before anybody starts: one for each who may start any moment, and some for those who come.
const (
	stockSpare    = 20
	stockMost     = 20_000
	stockTogether = 50
)

// StockForms makes forms until there are enough of each exam, and clears away those that were made of what has changed since. It
// says how many it made. An exam whose bank does not suffice keeps no other waiting.
func (s *Service) StockForms(ctx context.Context) (int, error) {
	if _, err := s.CountExposures(ctx); err != nil {
		return 0, err
	}
	var keys []string
	err := s.db.Read(ctx, func(tx *gorm.DB) error {
		return tx.Raw("select key from exams where published is not null order by key").Scan(&keys).Error
	})
	if err != nil {
		return 0, err
	}
	made := 0
	var failed []error
	for _, key := range keys {
		n, err := s.stockExam(ctx, key)
		made += n
		if err != nil {
			failed = append(failed, fmt.Errorf("make forms of %s: %w", key, err))
		}
	}
	return made, errors.Join(failed...)
}

func (s *Service) stockExam(ctx context.Context, key string) (int, error) {
	made := 0
	for {
		n, short := 0, false
		err := s.db.Tx(ctx, func(tx *gorm.DB) error {
			e, err := publishedExam(tx, key)
			if err != nil || e.Published.Forms.mode() != PerCandidate {
				return err
			}
			missing, err := missingForms(tx, e)
			if err != nil || missing <= 0 {
				return err
			}
			short = missing > stockTogether
			n, err = s.stockSome(ctx, tx, e, min(missing, stockTogether))
			return err
		})
		made += n
		if err != nil || !short {
			return made, err
		}
	}
}

// missingForms clears the stock of forms that no candidate shall meet any more, and says how many are missing.
func missingForms(tx *gorm.DB, e Exam) (int, error) {
	var old []*Form
	err := tx.Raw("delete from forms where exam_key = ? and mode = 'per_candidate' and uses = 0 and exam_version <> ? returning exam_key, slots", e.Key, e.PublishedVersion).Scan(&old).Error
	if err != nil {
		return 0, err
	}
	if err := unshelve(tx, old); err != nil {
		return 0, err
	}
	var there struct{ Ready, Waiting int }
	err = tx.Raw(`select (select count(*) from forms where exam_key = ? and exam_version = ? and mode = 'per_candidate' and state = 'open' and uses = 0) as ready,
		(select count(*) from registrations where exam_key = ? and state = 'ready') as waiting`, e.Key, e.PublishedVersion, e.Key).Scan(&there).Error
	return min(there.Waiting+stockSpare, stockMost) - there.Ready, err
}

// stockSome makes forms for candidates, each drawn alone. What was made of items that are no longer drawn goes first.
func (s *Service) stockSome(ctx context.Context, tx *gorm.DB, e Exam, forms int) (int, error) {
	w, err := s.workshop(ctx, tx, e, *e.Published)
	if err != nil {
		return 0, err
	}
	if err := w.translated(ctx, s, tx); err != nil {
		return 0, err
	}
	w.stocks = true
	for range forms {
		if _, err := s.build(ctx, tx, w, 1); err != nil {
			return 0, err
		}
	}
	return forms, w.made.shelve(tx)
}

// ClearStock takes forms out of the stock that hold an item which is no longer drawn, or in another version.
func (s *Service) ClearStock(ctx context.Context) (int, error) {
	var exams []Exam
	err := s.db.Read(ctx, func(tx *gorm.DB) error {
		return tx.Raw("select " + examColumns + " from exams where published is not null order by key").Scan(&exams).Error
	})
	cleared := 0
	for _, e := range exams {
		if err != nil {
			break
		}
		err = s.db.Tx(ctx, func(tx *gorm.DB) error {
			n, err := s.clearExam(ctx, tx, e)
			cleared += n
			return err
		})
	}
	return cleared, err
}

func (s *Service) clearExam(ctx context.Context, tx *gorm.DB, e Exam) (int, error) {
	pool, err := s.bank.Pool(ctx, tx, e.Published.ItemBank)
	if err != nil {
		return 0, err
	}
	current := map[string]Drawable{}
	for _, it := range pool {
		current[it.VersionID] = it
	}
	var ready []*Form
	err = tx.Raw("select id, slots from forms where exam_key = ? and mode = 'per_candidate' and state = 'open' and uses = 0", e.Key).Scan(&ready).Error
	if err != nil {
		return 0, err
	}
	var stale []string
	for _, f := range ready {
		for _, slot := range f.Slots {
			if it, ok := current[slot.ItemVersionID]; !ok || it.Pretest != slot.Pretest {
				stale = append(stale, f.ID)
				break
			}
		}
	}
	if len(stale) == 0 {
		return 0, nil
	}
	var gone []*Form
	if err := tx.Raw("delete from forms where id in ? and uses = 0 returning exam_key, slots", stale).Scan(&gone).Error; err != nil {
		return 0, err
	}
	return len(gone), unshelve(tx, gone)
}

// unshelve takes forms out of what lies ready.
func unshelve(tx *gorm.DB, gone []*Form) error {
	out := tally{}
	for _, f := range gone {
		out.add(f, -1)
	}
	return out.shelve(tx)
}

// shortage turns what a bank lacks into the refusal that a candidate meets.
func shortage(err error) error {
	var short *assembly.Shortage
	var words untranslated
	if errors.As(err, &short) || errors.As(err, &words) || err != nil && fault.Of(err).Kind == fault.NotFound {
		return ErrFormShort.Because(err)
	}
	return err
}
