package exams

import (
	"context"

	"gorm.io/gorm"

	"laurel/internal/fault"
)

// lacks tells what the bank of a draft is short of: it draws forms as they would be drawn, and keeps none.
func (s *Service) lacks(ctx context.Context, tx *gorm.DB, e Exam) (faults, error) {
	d := e.Draft
	w, err := s.workshop(ctx, tx, e, d)
	if err != nil && fault.Of(err).Kind == fault.NotFound {
		var f faults
		f.unless(false, "item_bank", "unknown", "There is no item bank of that id.")
		return f, nil
	}
	if err != nil {
		return nil, err
	}
	var f faults
	for n, language := range d.tongues() {
		if n == 0 {
			continue
		}
		missing, err := w.untranslated(ctx, s, tx, language)
		if err != nil {
			return nil, err
		}
		if len(missing.items) > 0 {
			f = append(f, d.missing(missing)...)
		}
	}
	if _, err := s.assemble(w, max(d.Forms.Count, 1)); err != nil {
		lacking := d.lacking(err)
		if len(lacking) == 0 {
			return nil, err
		}
		f = append(f, lacking...)
	}
	return f, nil
}

// firstForms makes the fixed forms of what was just published. Forms for one candidate each follow with the calendar.
func (s *Service) firstForms(ctx context.Context, tx *gorm.DB, e Exam) error {
	if e.Published.Forms.mode() != Fixed {
		return nil
	}
	_, err := s.fixedForms(ctx, tx, e)
	return err
}
