package exams

import (
	"context"
	"slices"

	"gorm.io/gorm"

	"laurel/internal/audit"
	"laurel/internal/outbox"
	"laurel/internal/store"
)

const formColumns = formFrozen + ", seed, seed_sha256, report, state, uses, made_at, retired_at"

// Edition is the forms of an exam as authors see them: those of a page, how many lie ready, and how many scored items any two of the
// fixed ones on the page share.
type Edition struct {
	Forms   []*Form
	Ready   int
	Overlap [][]int
}

// Forms lists the forms of an exam after an id, newest first: the fixed ones, and those that a candidate was given.
func (s *Service) Forms(ctx context.Context, key, after string, limit int) (Edition, error) {
	var out Edition
	err := s.db.Read(ctx, func(tx *gorm.DB) error {
		out = Edition{}
		if _, err := examOf(tx, key); err != nil {
			return err
		}
		err := tx.Raw("select "+formColumns+" from forms where exam_key = ? and (mode = 'fixed' or uses > 0) and (cast(? as text) = '' or id < ?) order by id desc limit ?",
			key, after, after, limit).Scan(&out.Forms).Error
		if err == nil {
			err = s.markUnfit(ctx, tx, out.Forms)
		}
		if err != nil {
			return err
		}
		return tx.Raw("select count(*) from forms where exam_key = ? and mode = 'per_candidate' and state = 'open' and uses = 0", key).Scan(&out.Ready).Error
	})
	return out, err
}

// Form finds one; ErrNothing when it is not there.
func (s *Service) Form(ctx context.Context, formID string) (*Form, error) {
	f := &Form{}
	err := s.db.Read(ctx, func(tx *gorm.DB) error {
		if err := oneForm(tx, formID, f); err != nil {
			return err
		}
		return s.markUnfit(ctx, tx, []*Form{f})
	})
	return f, err
}

// markUnfit says of open forms which of their items keep them from being given out.
func (s *Service) markUnfit(ctx context.Context, tx *gorm.DB, forms []*Form) error {
	var open []*Form
	for _, f := range forms {
		if f.State == FormOpen && (f.Mode == Fixed || f.Uses == 0) {
			open = append(open, f)
		}
	}
	unfit, err := s.unfit(ctx, tx, open)
	for _, f := range open {
		f.Unfit = unfit[f.ID]
	}
	return err
}

func oneForm(tx *gorm.DB, formID string, into *Form) error {
	return store.Found(tx.Raw("select "+formColumns+" from forms where id = ?", formID).Take(into).Error, ErrNothing)
}

// BuildForms makes as many fixed forms as the published exam asks for, beside those that are open. ErrNotFixed where forms are made
// per candidate, ErrUnpublished where the bank does not suffice.
func (s *Service) BuildForms(ctx context.Context, key string) ([]*Form, error) {
	ids, err := outbox.Once(ctx, s.db, func(tx *gorm.DB) ([]string, error) {
		e, err := publishedExam(tx, key)
		if err != nil {
			return nil, err
		}
		if e.Published.Forms.mode() != Fixed {
			return nil, ErrNotFixed
		}
		if err := lockExam(tx, key); err != nil {
			return nil, err
		}
		made, err := s.fixedForms(ctx, tx, e)
		if err != nil {
			return nil, err
		}
		var ids []string
		for _, f := range made {
			ids = append(ids, f.ID)
		}
		return ids, audit.Append(ctx, tx, s.db.Now(), audit.Entry{Action: "exam.forms_made", Subject: key, Detail: map[string]any{"forms": ids}})
	})
	if err != nil {
		return nil, err
	}
	out := make([]*Form, len(ids))
	for i, one := range ids {
		if out[i], err = s.Form(ctx, one); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// lockExam lets one at a time number the forms of an exam.
func lockExam(tx *gorm.DB, key string) error {
	if !store.Postgres(tx) {
		return nil
	}
	return tx.Exec("select 1 from exams where key = ? for update", key).Error
}

// fixedForms makes the fixed forms of what is published, or tells its author what the bank lacks.
func (s *Service) fixedForms(ctx context.Context, tx *gorm.DB, e Exam) ([]*Form, error) {
	w, err := s.workshop(ctx, tx, e, *e.Published)
	if err != nil {
		return nil, err
	}
	var open []*Form
	err = tx.Raw("select slots from forms where exam_key = ? and exam_version = ? and mode = 'fixed' and state = 'open'", e.Key, e.PublishedVersion).Scan(&open).Error
	if err != nil {
		return nil, err
	}
	for _, f := range open {
		w.beside = append(w.beside, f.scored())
	}
	made, err := s.build(ctx, tx, w, e.Published.Forms.Count)
	if lacking := append(e.Published.lacking(err), e.Published.missing(err)...); len(lacking) > 0 {
		return nil, lacking.err(ErrUnpublished)
	}
	return made, err
}

// RetireForm keeps a form from being given to anybody else. Again, it changes nothing.
func (s *Service) RetireForm(ctx context.Context, formID, reason string) (*Form, error) {
	var f faults
	f.unless(filled(reason, 1000), "reason", "length", "between 1 and 1000 characters")
	if err := f.err(ErrInput); err != nil {
		return nil, err
	}
	out := &Form{}
	err := s.db.Tx(ctx, func(tx *gorm.DB) error {
		now := s.db.Now()
		r := tx.Exec("update forms set state = 'retired', retired_at = ? where id = ? and state = 'open'", now, formID)
		if r.Error != nil {
			return r.Error
		}
		*out = Form{}
		if err := oneForm(tx, formID, out); err != nil || r.RowsAffected == 0 {
			return err
		}
		return audit.Append(ctx, tx, now, audit.Entry{Action: "form.retired", Subject: formID, Reason: reason})
	})
	return out, err
}

// overlaps counts the scored items that forms share.
func overlaps(forms []*Form) [][]int {
	out := make([][]int, len(forms))
	for i := range forms {
		out[i] = make([]int, len(forms))
		mine := forms[i].scored()
		for j := range i {
			for _, it := range forms[j].scored() {
				if slices.Contains(mine, it) {
					out[i][j]++
				}
			}
			out[j][i] = out[i][j]
		}
		out[i][i] = len(mine)
	}
	return out
}
