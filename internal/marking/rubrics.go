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

const rubricColumns = "id, item_id, version, title, criteria, max_points, created_by, created_at"

// Rubric gives the newest rubric of an item.
func (s *Service) Rubric(ctx context.Context, itemID string) (Rubric, error) {
	var r Rubric
	err := s.db.Read(ctx, func(tx *gorm.DB) (err error) {
		r, err = newestRubric(tx, itemID)
		return err
	})
	return r, err
}

func newestRubric(tx *gorm.DB, itemID string) (Rubric, error) {
	var r Rubric
	err := tx.Raw("select "+rubricColumns+" from marking_rubrics where item_id = ? order by version desc limit 1", itemID).Take(&r).Error
	return r, store.Found(err, ErrNothing)
}

func rubricOf(tx *gorm.DB, rubricID string) (Rubric, error) {
	var r Rubric
	err := tx.Raw("select "+rubricColumns+" from marking_rubrics where id = ?", rubricID).Take(&r).Error
	return r, store.Found(err, ErrRubric)
}

// WriteRubric adds a version. Works that wait for a rubric of the item begin with it; those under way keep theirs.
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
		r.ID, r.Version, r.CreatedBy, r.CreatedAt = id.New("mrb"), before.Version+1, actor.From(ctx).ID, s.db.Now()
		err = tx.Exec("insert into marking_rubrics ("+rubricColumns+") values (?, ?, ?, ?, ?, ?, ?, ?)",
			r.ID, r.ItemID, r.Version, r.Title, string(criteria), r.MaxPoints, r.CreatedBy, r.CreatedAt).Error
		if err := store.Taken(err, ErrRaced); err != nil {
			return err
		}
		if err := tx.Exec("update marking_works set rubric_id = ? where item_id = ? and rubric_id = ''", r.ID, r.ItemID).Error; err != nil {
			return err
		}
		return audit.Append(ctx, tx, r.CreatedAt, audit.Entry{
			Action: "rubric.written", Subject: r.ItemID, Detail: map[string]any{"rubric": r.ID, "version": r.Version, "max_points": r.MaxPoints},
		})
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
