package exams

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"gorm.io/gorm"

	"laurel/exams/items"
)

// How many forms and contents a process holds in memory; some hundred megabytes at the very most.
const (
	formsHeld    = 4096
	contentsHeld = 30_000
)

// shelf keeps forms that were read. They are frozen, so it never has to forget one because it changed.
type shelf struct {
	forms    *lru[*Form]
	contents *lru[items.Content]
}

func newShelf() *shelf { return &shelf{newLRU[*Form](formsHeld), newLRU[items.Content](contentsHeld)} }

const formFrozen = "id, exam_key, exam_version, number, mode, languages, shuffle, slots, sha256"

// form finds a form with its contents.
func (s *Service) form(tx *gorm.DB, formID string) (*Form, error) {
	all, err := s.formsOf(tx, []string{formID})
	if err != nil {
		return nil, err
	}
	if all[formID] == nil {
		return nil, fmt.Errorf("form %s is not there", formID)
	}
	return all[formID], nil
}

// formsOf finds forms with their contents, most of them in memory.
func (s *Service) formsOf(tx *gorm.DB, ids []string) (map[string]*Form, error) {
	out := map[string]*Form{}
	var missing []string
	for _, one := range ids {
		if f, ok := s.shelf.forms.get(one); ok {
			out[one] = f
		} else if !slices.Contains(missing, one) {
			missing = append(missing, one)
		}
	}
	for some := range slices.Chunk(missing, rowsTogether) {
		var rows []*Form
		if err := tx.Raw("select "+formFrozen+" from forms where id in ?", some).Scan(&rows).Error; err != nil {
			return nil, err
		}
		for _, f := range rows {
			if err := s.fill(tx, f); err != nil {
				return nil, err
			}
			s.shelf.forms.put(f.ID, f)
			out[f.ID] = f
		}
	}
	return out, nil
}

// fill gives a form the contents that its slots name.
func (s *Service) fill(tx *gorm.DB, f *Form) error {
	f.contents = map[string]items.Content{}
	var missing []string
	for _, slot := range f.Slots {
		for _, sum := range slot.Contents {
			if c, ok := s.shelf.contents.get(sum); ok {
				f.contents[sum] = c
			} else {
				missing = append(missing, sum)
			}
		}
	}
	for some := range slices.Chunk(missing, rowsTogether) {
		var rows []struct{ SHA256, Content string }
		if err := tx.Raw("select sha256, content from form_contents where sha256 in ?", some).Scan(&rows).Error; err != nil {
			return err
		}
		for _, r := range rows {
			var c items.Content
			if err := json.Unmarshal([]byte(r.Content), &c); err != nil {
				return fmt.Errorf("read content %s: %w", r.SHA256, err)
			}
			s.shelf.contents.put(r.SHA256, c)
			f.contents[r.SHA256] = c
		}
	}
	return nil
}

// paper gives the form of an attempt as that attempt shows it.
func (s *Service) paper(tx *gorm.DB, at Sheet) (Paper, error) {
	f, err := s.form(tx, at.FormID)
	if err != nil {
		return Paper{}, err
	}
	return f.paper(at)
}

// freeze keeps a form with the contents it shows. It reads no key.
func (s *Service) freeze(ctx context.Context, tx *gorm.DB, f *Form) error {
	if err := s.snapshot(ctx, tx, f); err != nil {
		return err
	}
	var err error
	if f.SHA256, err = f.sum(); err != nil {
		return err
	}
	f.SeedSHA256 = digestOf(f.Seed)
	languages, err := json.Marshal(f.Languages)
	if err != nil {
		return err
	}
	slots, err := json.Marshal(f.Slots)
	if err != nil {
		return err
	}
	report, err := json.Marshal(f.Report)
	if err != nil {
		return err
	}
	return tx.Exec("insert into forms ("+formFrozen+", seed, seed_sha256, report, state, stocked, made_at) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
		f.ID, f.ExamKey, f.ExamVersion, f.Number, f.Mode, string(languages), f.Shuffle, string(slots), f.SHA256, f.Seed, f.SeedSHA256, string(report), f.State, f.Stocked, f.MadeAt).Error
}

// shown is a slot with what a candidate may see of its item.
type shown struct {
	Slot
	Content items.Content
}

// shown is the delivery path: everything a candidate sees of the items, and nothing else.
func (p Paper) shown() []shown {
	out := make([]shown, p.length())
	for i := range out {
		out[i] = shown{p.Slot(i + 1), p.Content(i + 1)}
	}
	return out
}

func versionsOf(slots []Slot) []string {
	out := make([]string, len(slots))
	for i, s := range slots {
		out[i] = s.ItemVersionID
	}
	return out
}
