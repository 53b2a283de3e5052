package statistics

import (
	"context"
	"encoding/json"

	"gorm.io/gorm"

	"laurel/internal/actor"
	"laurel/internal/audit"
	"laurel/internal/id"
	"laurel/internal/outbox"
	"laurel/internal/store"
)

const runColumns = "id, exam_key, filter, state, step, progress, tries, requested_by, requested_at, finished_at"

// Latest names the newest run of an exam that is done.
const Latest = "latest"

// Request asks for the figures of an exam. ErrRunning while they are computed already.
func (s *Service) Request(ctx context.Context, examKey string, f Filter) (Run, error) {
	if err := f.Validate(); err != nil {
		return Run{}, err
	}
	filter, err := json.Marshal(f)
	if err != nil {
		return Run{}, err
	}
	return outbox.Once(ctx, s.db, func(tx *gorm.DB) (Run, error) {
		if err := s.there(ctx, tx, examKey); err != nil {
			return Run{}, err
		}
		now := s.db.Now()
		run := Run{ID: id.New("sta"), ExamKey: examKey, Filter: f, State: Queued, RequestedBy: actor.From(ctx).ID, RequestedAt: now}
		err := tx.Exec("insert into statistics_runs (id, exam_key, filter, state, requested_by, requested_at) values (?, ?, ?, 'queued', ?, ?)",
			run.ID, examKey, string(filter), run.RequestedBy, now).Error
		if err := store.Taken(err, ErrRunning); err != nil {
			return Run{}, err
		}
		return run, audit.Append(ctx, tx, now, audit.Entry{Action: "statistics.requested", Subject: run.ID, Detail: map[string]string{"exam": examKey}})
	})
}

func (s *Service) there(ctx context.Context, tx *gorm.DB, examKey string) error {
	ok, err := s.subjects.Exam(ctx, tx, examKey)
	if err == nil && !ok {
		err = ErrNothing
	}
	return err
}

// Runs lists the newest runs of an exam.
func (s *Service) Runs(ctx context.Context, examKey string, limit int) ([]Run, error) {
	var out []Run
	err := s.db.Read(ctx, func(tx *gorm.DB) error {
		if err := s.there(ctx, tx, examKey); err != nil {
			return err
		}
		return tx.Raw("select "+runColumns+" from statistics_runs where exam_key = ? order by id desc limit ?", examKey, limit).Scan(&out).Error
	})
	return out, err
}

// Found gives a run, by id or as Latest, with its report where it is done.
func (s *Service) Found(ctx context.Context, examKey, runID string) (Run, *Kept, error) {
	var run Run
	var kept *Kept
	err := s.db.Read(ctx, func(tx *gorm.DB) (err error) {
		if run, err = runOf(tx, examKey, runID); err != nil || run.State != Done {
			return err
		}
		kept = &Kept{}
		return tx.Raw("select run_id, attempts, data_from, data_to, report, similarity, created_at from statistics_reports where run_id = ?", run.ID).Take(kept).Error
	})
	return run, kept, err
}

func runOf(tx *gorm.DB, examKey, runID string) (Run, error) {
	var run Run
	q := tx.Raw("select "+runColumns+" from statistics_runs where exam_key = ? and id = ?", examKey, runID)
	if runID == Latest {
		q = tx.Raw("select "+runColumns+" from statistics_runs where exam_key = ? and state = 'done' order by id desc limit 1", examKey)
	}
	return run, store.Found(q.Take(&run).Error, ErrNothing)
}

// Likenesses gives what the comparison of answers found, grouped by partner, with the partners' names.
func (s *Service) Likenesses(ctx context.Context, examKey, runID string) (kept Kept, groups []Together, names map[string]string, err error) {
	err = s.db.Read(ctx, func(tx *gorm.DB) error {
		run, err := runOf(tx, examKey, runID)
		if err != nil {
			return err
		}
		if run.State != Done {
			return ErrNotDone
		}
		err = tx.Raw("select run_id, attempts, data_from, data_to, similarity, created_at from statistics_reports where run_id = ?", run.ID).Take(&kept).Error
		if err != nil {
			return err
		}
		var pairs []Pair
		err = tx.Raw(`select place, attempt_a, attempt_b, partner_a, partner_b, both_wrong, identical, expected, chance from statistics_pairs
			where run_id = ? order by place`, run.ID).Scan(&pairs).Error
		if err != nil {
			return err
		}
		groups = together(pairs)
		ids := []string{}
		for _, g := range groups {
			ids = append(ids, g.PartnerA, g.PartnerB)
		}
		names, err = s.partners.PartnerNames(ctx, tx, ids)
		return err
	})
	return kept, groups, names, err
}
