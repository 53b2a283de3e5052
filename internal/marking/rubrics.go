package marking

import (
	"context"
	"encoding/json"
	"strconv"

	"gorm.io/gorm"

	"laurel/internal/actor"
	"laurel/internal/audit"
	"laurel/internal/fault"
	"laurel/internal/id"
	"laurel/internal/store"
	"laurel/internal/web"
)

const rubricColumns = "id, item_id, version, title, criteria, max_points, created_by, created_at, state"

// Rubric gives the newest rubric of an item, approved or not.
func (s *Service) Rubric(ctx context.Context, itemID string) (Rubric, error) {
	var r Rubric
	err := s.db.Read(ctx, func(tx *gorm.DB) (err error) {
		r, err = newestRubric(tx, itemID)
		return err
	})
	return r, err
}

const rubricsOf = "select " + rubricColumns + ", reviewed_by, comment from marking_rubrics where item_id = ?"

func newestRubric(tx *gorm.DB, itemID string) (Rubric, error) {
	var r Rubric
	err := tx.Raw(rubricsOf+" order by version desc limit 1", itemID).Take(&r).Error
	return r, store.Found(err, ErrNothing)
}

// rubricInUse is the newest one that was approved.
func rubricInUse(tx *gorm.DB, itemID string) (Rubric, error) {
	var r Rubric
	err := tx.Raw(rubricsOf+" and state = 'approved' order by version desc limit 1", itemID).Take(&r).Error
	return r, store.Found(err, ErrNothing)
}

func rubricOf(tx *gorm.DB, rubricID string) (Rubric, error) {
	var r Rubric
	err := tx.Raw("select "+rubricColumns+" from marking_rubrics where id = ?", rubricID).Take(&r).Error
	return r, store.Found(err, ErrRubric)
}

// Markable tells which items people can mark: those with an approved rubric, and those that are given the plain one when the first
// work comes.
func (s *Service) Markable(ctx context.Context, tx *gorm.DB, itemIDs []string) (map[string]bool, error) {
	var ids []string
	err := tx.Raw("select distinct item_id from marking_rubrics where item_id in ? and state = 'approved'", itemIDs).Scan(&ids).Error
	out := map[string]bool{}
	for _, one := range ids {
		out[one] = true
	}
	for _, one := range itemIDs {
		if err != nil || out[one] {
			continue
		}
		var waits bool
		waits, err = s.subjects.Reviewed(ctx, tx, one)
		out[one] = !waits
	}
	return out, err
}

// rubricToday is the rubric that a work begins with: the newest approved one, else the plain one where no second person is asked.
// Without an id there is none yet, and the work waits for it.
func (s *Service) rubricToday(ctx context.Context, tx *gorm.DB, itemID string) (Rubric, error) {
	r, err := rubricInUse(tx, itemID)
	if err == nil || fault.Of(err).Kind != fault.NotFound {
		return r, err
	}
	waits, err := s.subjects.Reviewed(ctx, tx, itemID)
	if err != nil || waits {
		return Rubric{}, err
	}
	r = plainRubric()
	criteria, err := json.Marshal(r.Criteria)
	if err != nil {
		return Rubric{}, err
	}
	err = tx.Exec("insert into marking_rubrics ("+rubricColumns+") values (?, ?, 1, ?, ?, ?, '', ?, 'approved') on conflict (item_id, version) do nothing",
		id.New("mrb"), itemID, r.Title, string(criteria), r.MaxPoints, s.db.Now()).Error
	if err != nil {
		return Rubric{}, err
	}
	return rubricInUse(tx, itemID)
}

// WriteRubric adds a version. Where somebody else has to approve it, it is in review and nobody marks by it yet.
func (s *Service) WriteRubric(ctx context.Context, ifMatch string, r Rubric) (Rubric, error) {
	if err := refused(r.check()); err != nil {
		return Rubric{}, err
	}
	criteria, err := json.Marshal(r.Criteria)
	if err != nil {
		return Rubric{}, err
	}
	err = s.db.Tx(ctx, func(tx *gorm.DB) error {
		there, err := s.subjects.Item(ctx, tx, r.ItemID)
		if err != nil || !there {
			return found(err)
		}
		before, err := newestRubric(tx, r.ItemID)
		if err != nil && fault.Of(err).Kind != fault.NotFound {
			return err
		}
		if err == nil {
			if err := web.Match(ifMatch, before.ETag()); err != nil {
				return err
			}
		}
		r.ID, r.Version, r.CreatedBy, r.CreatedAt, r.State = id.New("mrb"), before.Version+1, actor.From(ctx).ID, s.db.Now(), Approved
		waits, err := s.subjects.Reviewed(ctx, tx, r.ItemID)
		if err != nil {
			return err
		}
		if waits {
			r.State = InReview
		}
		err = tx.Exec("insert into marking_rubrics ("+rubricColumns+") values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
			r.ID, r.ItemID, r.Version, r.Title, string(criteria), r.MaxPoints, r.CreatedBy, r.CreatedAt, r.State).Error
		if err := store.Taken(err, ErrRaced); err != nil {
			return err
		}
		if err := r.begin(tx); err != nil {
			return err
		}
		return audit.Append(ctx, tx, r.CreatedAt, audit.Entry{
			Action: "rubric.written", Subject: r.ItemID, Detail: map[string]any{"rubric": r.ID, "version": r.Version, "max_points": r.MaxPoints, "state": r.State},
		})
	})
	return r, err
}

// begin lets works that wait for a rubric of the item begin with an approved one; those under way keep theirs.
func (r Rubric) begin(tx *gorm.DB) error {
	if r.State != Approved {
		return nil
	}
	return tx.Exec("update marking_works set rubric_id = ? where item_id = ? and rubric_id = ''", r.ID, r.ItemID).Error
}

// JudgeRubric approves or declines the newest version of a rubric, which somebody else wrote: ErrSecondPerson. Again, it changes
// nothing; what was judged otherwise stays: ErrJudged.
func (s *Service) JudgeRubric(ctx context.Context, itemID string, to ReviewState, comment string) (Rubric, error) {
	var r Rubric
	err := s.db.Tx(ctx, func(tx *gorm.DB) (err error) {
		if r, err = newestRubric(tx, itemID); err != nil {
			return err
		}
		who := actor.From(ctx).ID
		switch {
		case r.State == to && r.ReviewedBy == who:
			return nil
		case r.State != InReview:
			return ErrJudged.And("state", r.State)
		case r.CreatedBy == who:
			return ErrSecondPerson.And("state", r.State)
		}
		r.State, r.ReviewedBy, r.Comment = to, who, comment
		x := tx.Exec("update marking_rubrics set state = ?, reviewed_by = ?, comment = ? where id = ? and state = 'in_review'", to, who, comment, r.ID)
		if x.Error != nil {
			return x.Error
		}
		if x.RowsAffected == 0 {
			return ErrRaced
		}
		if err := r.begin(tx); err != nil {
			return err
		}
		return audit.Append(ctx, tx, s.db.Now(), audit.Entry{Action: "rubric." + string(to), Subject: itemID, Reason: comment, Detail: map[string]any{"rubric": r.ID, "version": r.Version}})
	})
	return r, err
}

// ETag names a version.
func (r Rubric) ETag() string { return strconv.Itoa(r.Version) }

// found makes of a thing that is not there our one refusal.
func found(err error) error {
	if err == nil {
		return ErrNothing
	}
	return err
}
