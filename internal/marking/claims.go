package marking

import (
	"context"
	"time"

	"gorm.io/gorm"

	"laurel/internal/actor"
	"laurel/internal/audit"
	"laurel/internal/outbox"
	"laurel/internal/store"
)

// Ask narrows what to claim. The zero value takes the oldest of all.
type Ask struct {
	ExamKey string
	Kind    Kind // "" for any, Adjudication for those only
	TaskID  string
}

// Desk is a claimed task with all that its marker may see: the work and the rubric, no name, no partner, and of other marks only
// those that an adjudicator has to decide between.
type Desk struct {
	Task   Task
	Entry  Entry
	Work   Work
	Rubric Rubric
	Others []Task
}

// claimable is what a person may take: not the own work, nothing of which one has marked or holds another part, nothing without a
// rubric.
const claimable = ` t.state = 'waiting' and w.rubric_id <> '' and w.person_id <> @me
	and not exists (select 1 from marking_tasks o where o.work_id = t.work_id and o.marker_id = @me)
	and (@exam = '' or w.exam_key = @exam) and (@kind = '' or t.kind = @kind) and (@task = '' or t.id = @task)`

func (a Ask) named(me string, until time.Time) map[string]any {
	return map[string]any{"me": me, "exam": a.ExamKey, "kind": string(a.Kind), "task": a.TaskID, "until": until}
}

// Claim gives the caller the oldest task there is for them, or the one they hold, for half an hour from now. ErrNoWork when there is none.
func (s *Service) Claim(ctx context.Context, ask Ask) (Desk, error) {
	taskID, err := outbox.Once(ctx, s.db, func(tx *gorm.DB) (string, error) {
		now, me := s.db.Now(), actor.From(ctx).ID
		// One after another for each person: the second finds what the first took.
		err := tx.Exec("insert into marking_markers (person_id) values (?) on conflict (person_id) do update set person_id = excluded.person_id", me).Error
		if err == nil {
			err = giveBack(tx, now)
		}
		if err != nil {
			return "", err
		}
		var held []string
		err = tx.Raw("update marking_tasks set lease_ends = ? where state = 'claimed' and marker_id = ? returning id", now.Add(hold), me).Scan(&held).Error
		if err != nil || len(held) > 0 {
			return first(held), err
		}
		lock := ""
		if store.Postgres(tx) {
			lock = " for update of t skip locked"
		}
		var taken []string
		err = tx.Raw(`update marking_tasks set state = 'claimed', marker_id = @me, lease_ends = @until where id in (
				select t.id from marking_tasks t join marking_works w on w.id = t.work_id where`+claimable+` order by w.id, t.id limit 1`+lock+`) returning id`,
			ask.named(me, now.Add(hold))).Scan(&taken).Error
		if err != nil {
			return "", err
		}
		if len(taken) == 0 {
			return "", ErrNoWork
		}
		err = tx.Exec("insert into marking_claims (task_id, person_id) values (?, ?) on conflict (task_id, person_id) do nothing", taken[0], me).Error
		if err != nil {
			return "", err
		}
		return taken[0], audit.Append(ctx, tx, now, audit.Entry{Action: "marking.claimed", Subject: taken[0]})
	})
	if err != nil {
		return Desk{}, err
	}
	return s.Desk(ctx, taskID)
}

func first(ids []string) string {
	if len(ids) == 0 {
		return ""
	}
	return ids[0]
}

// giveBack returns tasks whose half hour is over.
func giveBack(tx *gorm.DB, now time.Time) error {
	return tx.Exec("update marking_tasks set state = 'waiting', marker_id = '', lease_ends = null where state = 'claimed' and lease_ends <= ?", now).Error
}

// Release gives a task back unmarked.
func (s *Service) Release(ctx context.Context, taskID string) error {
	return s.db.Tx(ctx, func(tx *gorm.DB) error {
		r := tx.Exec("update marking_tasks set state = 'waiting', marker_id = '', lease_ends = null where id = ? and state = 'claimed' and marker_id = ?",
			taskID, actor.From(ctx).ID)
		if r.Error != nil {
			return r.Error
		}
		if r.RowsAffected == 0 {
			return ErrNothing
		}
		return audit.Append(ctx, tx, s.db.Now(), audit.Entry{Action: "marking.released", Subject: taskID})
	})
}

// Desk shows a task to who holds or has done it; ErrNothing to everybody else.
func (s *Service) Desk(ctx context.Context, taskID string) (Desk, error) {
	var d Desk
	err := s.db.Read(ctx, func(tx *gorm.DB) (err error) {
		d, err = s.desk(ctx, tx, taskID)
		return err
	})
	return d, err
}

func (s *Service) desk(ctx context.Context, tx *gorm.DB, taskID string) (Desk, error) {
	var d Desk
	var err error
	if d.Task, err = taskOf(tx, taskID); err != nil {
		return d, err
	}
	if d.Task.MarkerID == "" || d.Task.MarkerID != actor.From(ctx).ID {
		return d, ErrNothing
	}
	if d.Entry, err = entryOf(tx, d.Task.WorkID); err != nil {
		return d, err
	}
	if d.Rubric, err = rubricOf(tx, d.Entry.RubricID); err != nil {
		return d, err
	}
	if d.Work, err = s.works.Work(ctx, tx, d.Entry.AttemptID, d.Entry.Position); err != nil {
		return d, err
	}
	if d.Task.Kind != Adjudication && d.Entry.State != Final {
		return d, nil
	}
	all, err := tasksOf(tx, d.Task.WorkID)
	for _, t := range all {
		if t.ID != d.Task.ID && t.State == Done {
			d.Others = append(d.Others, t)
		}
	}
	return d, err
}

// File gives a file of the work to who marks it.
func (s *Service) File(ctx context.Context, taskID, fileID string) (File, []byte, error) {
	d, err := s.Desk(ctx, taskID)
	if err != nil {
		return File{}, nil, err
	}
	return s.files.Content(ctx, d.Entry.AttemptID, d.Entry.Position, fileID)
}
