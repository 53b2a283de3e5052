package marking

import (
	"context"

	"gorm.io/gorm"

	"laurel/internal/actor"
)

// Record is a work with every mark that was given. Names are there for those who keep watch, not for those who mark.
type Record struct {
	Entry  Entry
	Rubric Rubric
	Tasks  []Task
	Names  map[string]string
}

// Look narrows a list of works.
type Look struct {
	ExamKey string
	State   WorkState
}

// Records lists works, newest first, without their marks.
func (s *Service) Records(ctx context.Context, look Look, before string, limit int) ([]Entry, error) {
	out := []Entry{}
	err := s.db.Read(ctx, func(tx *gorm.DB) error {
		return tx.Raw("select "+entryColumns+` from marking_works w where (@before = '' or w.id < @before) and (@exam = '' or w.exam_key = @exam)
			and (@state = '' or w.state = @state) order by w.id desc limit @limit`,
			map[string]any{"before": before, "exam": look.ExamKey, "state": string(look.State), "limit": limit}).Scan(&out).Error
	})
	return out, err
}

// Record gives a work: to the vendor's administrators and auditors at any time, to those who marked it once it is final.
func (s *Service) Record(ctx context.Context, workID string) (Record, error) {
	var r Record
	err := s.db.Read(ctx, func(tx *gorm.DB) (err error) {
		r, err = s.record(ctx, tx, workID)
		return err
	})
	return r, err
}

func (s *Service) record(ctx context.Context, tx *gorm.DB, workID string) (Record, error) {
	var r Record
	var err error
	if r.Entry, err = entryOf(tx, workID); err != nil {
		return r, err
	}
	if r.Tasks, err = tasksOf(tx, workID); err != nil {
		return r, err
	}
	who, mine := actor.From(ctx), false
	var ids []string
	for _, t := range r.Tasks {
		mine = mine || t.State == Done && t.MarkerID == who.ID
		ids = append(ids, t.MarkerID)
	}
	watches := who.Has(actor.VendorAdmin, actor.Auditor)
	switch {
	case !watches && !mine:
		return r, ErrNothing
	case !watches && r.Entry.State != Final:
		return r, ErrNotFinal
	}
	if r.Entry.RubricID != "" {
		if r.Rubric, err = rubricOf(tx, r.Entry.RubricID); err != nil {
			return r, err
		}
	}
	if watches {
		r.Names, err = s.names.Names(ctx, tx, ids)
	}
	return r, err
}
