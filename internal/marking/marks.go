package marking

import (
	"context"
	"encoding/json"
	"maps"
	"time"

	"gorm.io/gorm"

	"laurel/internal/actor"
	"laurel/internal/audit"
	"laurel/internal/id"
	"laurel/internal/outbox"
)

// Mark is what a marker gives: a level for every criterion.
type Mark struct {
	Marks   map[string]string
	Comment string
}

// Give keeps the mark of a task that the caller holds. The same mark again changes nothing; another one is ErrMarked. The mark that
// is the last one missing makes the work final, or asks for a third person.
func (s *Service) Give(ctx context.Context, taskID string, m Mark) (Desk, error) {
	err := s.db.Tx(ctx, func(tx *gorm.DB) error {
		t, err := taskOf(tx, taskID)
		if err != nil {
			return err
		}
		e, err := lockEntry(tx, t.WorkID)
		if err != nil {
			return err
		}
		if t, err = taskOf(tx, taskID); err != nil { // again, now that nobody else is at it
			return err
		}
		me := actor.From(ctx).ID
		switch {
		case t.State == Done && t.MarkerID == me && maps.Equal(t.Marks, m.Marks) && t.Comment == m.Comment:
			return nil
		case t.State == Done && t.MarkerID == me:
			return ErrMarked.And("state", t.State)
		case t.State != Claimed || t.MarkerID != me:
			return lost(tx, t, me)
		}
		return s.keepMark(ctx, tx, giving{t, e, m})
	})
	if err != nil {
		return Desk{}, err
	}
	return s.Desk(ctx, taskID)
}

// lost tells who held a task once that it is theirs no longer, and everybody else that there is nothing here.
func lost(tx *gorm.DB, t Task, me string) error {
	var n int64
	if err := tx.Raw("select count(*) from marking_claims where task_id = ? and person_id = ?", t.ID, me).Scan(&n).Error; err != nil {
		return err
	}
	if n == 0 {
		return ErrNothing
	}
	return ErrLost.And("state", t.State)
}

type giving struct {
	task  Task
	entry Entry
	mark  Mark
}

func (s *Service) keepMark(ctx context.Context, tx *gorm.DB, g giving) error {
	rubric, err := rubricOf(tx, g.entry.RubricID)
	if err != nil {
		return err
	}
	points, faults := rubric.points(g.mark.Marks)
	if err := refused(faults); err != nil {
		return err
	}
	marks, err := json.Marshal(g.mark.Marks)
	if err != nil {
		return err
	}
	now := s.db.Now()
	err = tx.Exec("update marking_tasks set state = 'done', lease_ends = null, marks = ?, points = ?, comment = ?, done_at = ? where id = ? and state = 'claimed'",
		string(marks), points, g.mark.Comment, now, g.task.ID).Error
	if err != nil {
		return err
	}
	detail := map[string]any{"work": g.entry.ID, "kind": g.task.Kind, "points": points, "marks": g.mark.Marks, "rubric": rubric.ID}
	if err := audit.Append(ctx, tx, now, audit.Entry{Action: "marking.given", Subject: g.task.ID, Detail: detail}); err != nil {
		return err
	}
	return settle(ctx, tx, settling{g.entry, rubric.MaxPoints, now})
}

type settling struct {
	entry Entry
	most  int
	now   time.Time
}

// settle looks at all marks of a work and moves it on.
func settle(ctx context.Context, tx *gorm.DB, x settling) error {
	tasks, err := tasksOf(tx, x.entry.ID)
	if err != nil {
		return err
	}
	v := x.entry.judge(tasks)
	switch {
	case v.adjudicate:
		if err := tx.Exec("update marking_works set state = 'adjudication' where id = ? and state = 'open'", x.entry.ID).Error; err != nil {
			return err
		}
		if err := openTask(tx, Task{ID: id.New("mtk"), WorkID: x.entry.ID, Kind: Adjudication, OpenedAt: x.now}); err != nil {
			return err
		}
		return audit.Append(ctx, tx, x.now, audit.Entry{Action: "marking.adjudication_opened", Subject: x.entry.ID, Detail: map[string]any{"tolerance_points": x.entry.Tolerance}})
	case !v.final:
		return nil
	}
	part := fraction(v.points, x.most)
	r := tx.Exec("update marking_works set state = 'final', points = ?, max_points = ?, fraction = ?, final_at = ? where id = ? and state <> 'final'",
		v.points.RatString(), x.most, part, x.now, x.entry.ID)
	if r.Error != nil || r.RowsAffected == 0 {
		return r.Error
	}
	detail := map[string]any{"attempt": x.entry.AttemptID, "position": x.entry.Position, "fraction": part}
	if err := audit.Append(ctx, tx, x.now, audit.Entry{Action: "marking.final", Subject: x.entry.ID, Detail: detail}); err != nil {
		return err
	}
	return outbox.Append(ctx, tx, x.now, Marked{AttemptID: x.entry.AttemptID, Position: x.entry.Position, Fraction: part, Ref: x.entry.ID})
}
