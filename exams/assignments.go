package exams

import (
	"context"
	"maps"
	"slices"

	"gorm.io/gorm"
)

// assign gives a registration its form: one that lies ready, with one statement.
func (s *Service) assign(ctx context.Context, tx *gorm.DB, e Exam, r Registration) (*Form, Sheet, error) {
	take := s.takeReady
	if e.Published.Forms.mode() == Fixed {
		take = s.takeFixed
	}
	formID, err := take(ctx, tx, e, r)
	if err != nil {
		return nil, Sheet{}, err
	}
	f, err := s.form(tx, formID)
	language, _ := e.Published.language(r.Locale)
	return f, Sheet{FormID: formID, Seed: newSeed(), Language: language}, err
}

// takeReady takes a form that was made for one candidate. Where none is left, one is made on the spot, so that nobody waits for a
// worker.
func (s *Service) takeReady(ctx context.Context, tx *gorm.DB, e Exam, _ Registration) (string, error) {
	for {
		var taken []string
		err := tx.Raw(`update forms set uses = 1 where id = (select id from forms where exam_key = ? and exam_version = ? and mode = 'per_candidate'
			and state = 'open' and uses = 0 order by id limit 1`+skipLocked(tx)+`) returning id`, e.Key, e.PublishedVersion).Scan(&taken).Error
		if err != nil {
			return "", err
		}
		if len(taken) == 0 {
			break
		}
		fit, err := s.keepsOrDrops(ctx, tx, taken[0])
		if err != nil || fit {
			return taken[0], err
		}
	}
	w, err := s.workshop(ctx, tx, e, *e.Published)
	if err == nil {
		err = w.translated(ctx, s, tx)
	}
	if err != nil {
		return "", shortage(err)
	}
	made, err := s.build(ctx, tx, w, 1)
	if err != nil {
		return "", shortage(err)
	}
	return made[0].ID, tx.Exec("update forms set uses = 1 where id = ?", made[0].ID).Error
}

// keepsOrDrops tells whether a form that lay ready can be given out. One with an item that was retired meanwhile is thrown away: the
// calendar clears the stock, but who starts in the minute before must not meet that item.
func (s *Service) keepsOrDrops(ctx context.Context, tx *gorm.DB, formID string) (bool, error) {
	f, err := s.form(tx, formID)
	if err != nil {
		return false, err
	}
	unfit, err := s.unfit(ctx, tx, []*Form{f})
	if err != nil || len(unfit) == 0 {
		return err == nil, err
	}
	var gone []*Form
	if err := tx.Raw("delete from forms where id = ? returning exam_key, slots", formID).Scan(&gone).Error; err != nil {
		return false, err
	}
	return false, unshelve(tx, gone)
}

// takeFixed takes the form that the person has not met, and of several the one that was used least. Those that somebody takes this
// very moment are passed over, so that a thousand who start together do not queue; only who would get nothing waits. A form with an
// item that was retired meanwhile is given to nobody.
func (s *Service) takeFixed(ctx context.Context, tx *gorm.DB, e Exam, r Registration) (string, error) {
	fit, err := s.fitForms(ctx, tx, e)
	if err != nil {
		return "", err
	}
	const unmet = " and not exists (select 1 from attempts a where a.person_id = ? and a.exam_key = f.exam_key and a.form_id = f.id)"
	for _, t := range []struct {
		unmet bool
		lock  string
	}{{true, skipLocked(tx)}, {true, ""}, {false, skipLocked(tx)}, {false, ""}} {
		args, where := []any{fit}, ""
		if t.unmet {
			args, where = append(args, r.PersonID), unmet
		}
		var taken []string
		err := tx.Raw(`update forms set uses = uses + 1 where id = (select f.id from forms f where f.id in ?
			and f.state = 'open'`+where+` order by f.uses, f.number limit 1`+t.lock+`) returning id`, args...).Scan(&taken).Error
		if err != nil || len(taken) > 0 {
			return first(taken), err
		}
	}
	return "", ErrFormShort
}

// fitForms names the fixed forms that can be given out.
func (s *Service) fitForms(ctx context.Context, tx *gorm.DB, e Exam) ([]string, error) {
	var open, fit []string
	err := tx.Raw("select id from forms where exam_key = ? and exam_version = ? and mode = 'fixed' and state = 'open'", e.Key, e.PublishedVersion).Scan(&open).Error
	if err != nil {
		return nil, err
	}
	forms, err := s.formsOf(tx, open)
	if err != nil {
		return nil, err
	}
	unfit, err := s.unfit(ctx, tx, slices.Collect(maps.Values(forms)))
	for _, one := range open {
		if len(unfit[one]) == 0 {
			fit = append(fit, one)
		}
	}
	return fit, err
}

// unfit names the forms with an item that is not drawn any more, and those items.
func (s *Service) unfit(ctx context.Context, tx *gorm.DB, forms []*Form) (map[string][]string, error) {
	holds := map[string][]*Form{}
	for _, f := range forms {
		for _, slot := range f.Slots {
			holds[slot.ItemID] = append(holds[slot.ItemID], f)
		}
	}
	out := map[string][]string{}
	for some := range slices.Chunk(slices.Sorted(maps.Keys(holds)), rowsTogether) {
		gone, err := s.bank.Undrawn(ctx, tx, some)
		if err != nil {
			return nil, err
		}
		for _, item := range gone {
			for _, f := range holds[item] {
				out[f.ID] = append(out[f.ID], item)
			}
		}
	}
	return out, nil
}

func first(of []string) string {
	if len(of) == 0 {
		return ""
	}
	return of[0]
}
