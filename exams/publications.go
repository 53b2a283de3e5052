package exams

import (
	"context"

	"gorm.io/gorm"

	"laurel/exams/items"
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
	f, err := s.unmarkable(ctx, tx, w)
	if err != nil {
		return nil, err
	}
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

// unmarkable names the items that forms can take and nobody could mark: candidates would wait for a result that never comes.
func (s *Service) unmarkable(ctx context.Context, tx *gorm.DB, w *workshop) (faults, error) {
	asked := map[string]bool{}
	for _, d := range w.document.Blueprint.Domains {
		asked[d.Name] = true
	}
	var open []Drawable
	for _, it := range w.pool {
		if (it.Type == items.Essay || it.Type == items.FileUpload || it.Type == items.Lab) && (len(asked) == 0 || asked[it.Domain]) {
			open = append(open, it)
		}
	}
	if len(open) == 0 {
		return nil, nil
	}
	missing, err := s.markers.Unmarkable(ctx, tx, open)
	var f faults
	for _, it := range open {
		f.unless(missing[it.ID] == "", "item_bank", missing[it.ID], "The item "+it.ID+" cannot be marked: "+lackOfMark[missing[it.ID]])
	}
	return f, err
}

// lackOfMark says what an item that nobody could mark needs first.
var lackOfMark = map[string]string{
	"no_rubric": "it has no rubric. Write one, have it approved where its bank asks for that, or retire the item.",
	"no_lab":    "it says neither how the lab is prepared nor how it is graded. Define it, or retire the item.",
}

// firstForms makes the fixed forms of what was just published. Forms for one candidate each follow with the calendar.
func (s *Service) firstForms(ctx context.Context, tx *gorm.DB, e Exam) error {
	if e.Published.Forms.mode() != Fixed {
		return nil
	}
	_, err := s.fixedForms(ctx, tx, e)
	return err
}
