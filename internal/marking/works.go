package marking

import (
	"context"

	"gorm.io/gorm"

	"laurel/internal/id"
	"laurel/internal/store"
)

// Due is a response that people have to mark.
type Due struct {
	AttemptID string
	Position  int
}

const entryColumns = `w.id, w.attempt_id, w.position, w.exam_key, w.item_id, w.item_version_id, w.type, w.person_id, w.rubric_id, w.mode, w.tolerance,
	w.state, w.points, w.max_points, w.fraction, w.opened_at, w.final_at`

// Open puts a response into the queue, under the rule and the rubric of today. Again, it changes nothing.
func (s *Service) Open(ctx context.Context, d Due) error {
	return s.db.Tx(ctx, func(tx *gorm.DB) error {
		w, err := s.works.Work(ctx, tx, d.AttemptID, d.Position)
		if err != nil {
			return err
		}
		rule, err := ruleFor(tx, w.ItemID, w.ExamKey)
		if err != nil {
			return err
		}
		rubric, err := s.rubricToday(ctx, tx, w.ItemID)
		if err != nil {
			return err
		}
		now, workID := s.db.Now(), id.New("mwk")
		r := tx.Exec(`insert into marking_works (id, attempt_id, position, exam_key, item_id, item_version_id, type, person_id, rubric_id, mode, tolerance, state, opened_at)
			values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'open', ?) on conflict (attempt_id, position) do nothing`,
			workID, d.AttemptID, d.Position, w.ExamKey, w.ItemID, w.ItemVersionID, w.Type, w.PersonID, rubric.ID, rule.Mode, rule.Tolerance, now)
		if r.Error != nil || r.RowsAffected == 0 {
			return r.Error
		}
		for _, kind := range rule.kinds() {
			if err := openTask(tx, Task{ID: id.New("mtk"), WorkID: workID, Kind: kind, OpenedAt: now}); err != nil {
				return err
			}
		}
		return nil
	})
}

func openTask(tx *gorm.DB, t Task) error {
	return tx.Exec("insert into marking_tasks (id, work_id, kind, state, opened_at) values (?, ?, ?, 'waiting', ?) on conflict (work_id, kind) do nothing",
		t.ID, t.WorkID, t.Kind, t.OpenedAt).Error
}

// lockEntry reads a work and keeps everybody else off it, so that two marks given at once are judged together.
func lockEntry(tx *gorm.DB, workID string) (Entry, error) {
	if err := tx.Exec("update marking_works set state = state where id = ?", workID).Error; err != nil {
		return Entry{}, err
	}
	return entryOf(tx, workID)
}

func entryOf(tx *gorm.DB, workID string) (Entry, error) {
	var e Entry
	err := tx.Raw("select "+entryColumns+" from marking_works w where w.id = ?", workID).Take(&e).Error
	return e, store.Found(err, ErrNothing)
}

const taskColumns = `t.id, t.work_id, t.kind, t.state, t.marker_id, t.lease_ends, t.marks, t.points, t.comment, t.opened_at, t.done_at`

func tasksOf(tx *gorm.DB, workID string) ([]Task, error) {
	var out []Task
	err := tx.Raw("select "+taskColumns+" from marking_tasks t where t.work_id = ? order by t.opened_at, t.id", workID).Scan(&out).Error
	return out, err
}

func taskOf(tx *gorm.DB, taskID string) (Task, error) {
	var t Task
	err := tx.Raw("select "+taskColumns+" from marking_tasks t where t.id = ?", taskID).Take(&t).Error
	return t, store.Found(err, ErrNothing)
}
