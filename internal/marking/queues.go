package marking

import (
	"context"
	"strings"
	"time"

	"gorm.io/gorm"

	"laurel/internal/actor"
)

// Queued is a task that waits, as far as those may know who could take it.
type Queued struct {
	ID       string
	WorkID   string
	ExamKey  string
	Type     string
	Kind     Kind
	OpenedAt time.Time
}

func (q Queued) cursor() string { return q.WorkID + " " + q.ID }

// Backlog is what waits at one exam. AwaitingRubric are works nobody can mark before an author has written a rubric.
type Backlog struct {
	ExamKey        string
	Waiting        int
	Claimed        int
	Adjudication   int
	AwaitingRubric int
	Oldest         *time.Time
}

const queueFrom = ` from marking_tasks t join marking_works w on w.id = t.work_id where`

// Queue lists what waits, oldest first: to those who mark what they could take, to others all. A task whose half hour is over waits.
func (s *Service) Queue(ctx context.Context, ask Ask, after string, limit int) ([]Queued, error) {
	work, task, _ := strings.Cut(after, " ")
	out := []Queued{}
	err := s.db.Tx(ctx, func(tx *gorm.DB) error {
		if err := giveBack(tx, s.db.Now()); err != nil {
			return err
		}
		args, where := ask.named(actor.From(ctx).ID, time.Time{}), claimable
		args["work"], args["after"], args["limit"] = work, task, limit
		if !actor.From(ctx).Has(actor.Grader) {
			where = ` t.state = 'waiting' and (@exam = '' or w.exam_key = @exam)`
		}
		return tx.Raw(`select t.id, t.work_id, w.exam_key, w.type, t.kind, w.opened_at`+queueFrom+where+
			` and (w.id > @work or (w.id = @work and t.id > @after)) order by w.id, t.id limit @limit`, args).Scan(&out).Error
	})
	return out, err
}

// Backlogs counts what waits by exam, and says since when the oldest does.
func (s *Service) Backlogs(ctx context.Context) ([]Backlog, error) {
	var rows []struct {
		ExamKey, State, Kind string
		Rubric               bool
		N                    int
		First                string
	}
	out := []Backlog{}
	err := s.db.Read(ctx, func(tx *gorm.DB) error {
		out = []Backlog{}
		err := tx.Raw(`select w.exam_key, case when t.state = 'claimed' and t.lease_ends > ? then 'claimed' else 'waiting' end as state, t.kind,
			w.rubric_id <> '' as rubric, count(*) as n, min(w.id) as first`+queueFrom+` t.state <> 'done' group by 1, 2, 3, 4 order by 1`, s.db.Now()).Scan(&rows).Error
		if err != nil {
			return err
		}
		oldest := map[string]string{}
		for _, r := range rows {
			if len(out) == 0 || out[len(out)-1].ExamKey != r.ExamKey {
				out = append(out, Backlog{ExamKey: r.ExamKey})
			}
			b := &out[len(out)-1]
			switch {
			case !r.Rubric:
				b.AwaitingRubric += r.N
			case r.State == "claimed":
				b.Claimed += r.N
			default:
				b.Waiting += r.N
				if r.Kind == string(Adjudication) {
					b.Adjudication += r.N
				}
			}
			if at := oldest[r.ExamKey]; at == "" || r.First < at {
				oldest[r.ExamKey] = r.First
			}
		}
		return sinceWhen(tx, out, oldest)
	})
	return out, err
}

// sinceWhen reads when the oldest works were opened: their ids grow with time.
func sinceWhen(tx *gorm.DB, out []Backlog, oldest map[string]string) error {
	for i := range out {
		e, err := entryOf(tx, oldest[out[i].ExamKey])
		if err != nil {
			return err
		}
		out[i].Oldest = &e.OpenedAt
	}
	return nil
}
