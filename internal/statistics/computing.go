package statistics

import (
	"context"
	"encoding/json"
	"log/slog"

	"gorm.io/gorm"

	"laurel/internal/audit"
)

// ComputeWaiting computes the runs that wait, one after another, and says how many it finished. A run whose worker died is taken up
// again when its lease is over, and given up after three.
func (s *Service) ComputeWaiting(ctx context.Context) (int, error) {
	for n := 0; ; n++ {
		run, found, err := s.claim(ctx)
		if err != nil || !found {
			return n, err
		}
		if run.Tries > mostTries {
			if err := s.give(ctx, run); err != nil {
				return n, err
			}
			continue
		}
		if err := s.compute(ctx, run); err != nil {
			s.log.LogAttrs(ctx, slog.LevelWarn, "statistics failed", slog.String("run", run.ID), slog.String("cause", err.Error()))
			return n, err
		}
	}
}

// claim takes the oldest run that nobody works on.
func (s *Service) claim(ctx context.Context) (run Run, found bool, err error) {
	err = s.db.Tx(ctx, func(tx *gorm.DB) error {
		now, waiting := s.db.Now(), []Run{}
		err := tx.Raw("select "+runColumns+" from statistics_runs where state = 'queued' or state = 'running' and lease_ends < ? order by id limit 1", now).Scan(&waiting).Error
		if found = err == nil && len(waiting) > 0; !found {
			return err
		}
		run = waiting[0]
		run.Tries++
		r := tx.Exec(`update statistics_runs set state = 'running', tries = ?, step = ?, progress = 5, lease_ends = ?
			where id = ? and (state = 'queued' or state = 'running' and lease_ends < ?)`, run.Tries, StepReading, now.Add(lease), run.ID, now)
		found = r.RowsAffected == 1
		return r.Error
	})
	return run, found, err
}

// compute reads the answers in one transaction, reckons outside of any, and keeps the report in another.
func (s *Service) compute(ctx context.Context, run Run) error {
	var d Data
	err := s.db.Read(ctx, func(tx *gorm.DB) (err error) {
		d, err = s.source.Matrix(ctx, tx, run.ExamKey, run.Filter)
		return err
	})
	if err != nil {
		return err
	}
	if err := s.step(ctx, run, StepFigures, 40); err != nil {
		return err
	}
	report := measure(d, run.Filter)
	if err := s.step(ctx, run, StepComparing, 70); err != nil {
		return err
	}
	summary, pairs := d.compare()
	kept := Kept{RunID: run.ID, Attempts: len(d.Attempts), Report: report, Similarity: summary}
	if n := len(d.Attempts); n > 0 {
		kept.DataFrom, kept.DataTo = &d.Attempts[0].ClosedAt, &d.Attempts[n-1].ClosedAt
	}
	return s.keep(ctx, run, kept, pairs)
}

func (s *Service) step(ctx context.Context, run Run, step string, progress int) error {
	return s.db.Tx(ctx, func(tx *gorm.DB) error {
		return tx.Exec("update statistics_runs set step = ?, progress = ?, lease_ends = ? where id = ? and state = 'running'",
			step, progress, s.db.Now().Add(lease), run.ID).Error
	})
}

// keep writes the report once: of two workers that computed the same run, the second changes nothing.
func (s *Service) keep(ctx context.Context, run Run, k Kept, pairs []Pair) error {
	report, err := json.Marshal(k.Report)
	if err != nil {
		return err
	}
	similarity, err := json.Marshal(k.Similarity)
	if err != nil {
		return err
	}
	return s.db.Tx(ctx, func(tx *gorm.DB) error {
		now := s.db.Now()
		r := tx.Exec("update statistics_runs set state = 'done', step = '', progress = 100, lease_ends = null, finished_at = ? where id = ? and state = 'running'", now, run.ID)
		if r.Error != nil || r.RowsAffected == 0 {
			return r.Error
		}
		err := tx.Exec("insert into statistics_reports (run_id, attempts, data_from, data_to, report, similarity, created_at) values (?, ?, ?, ?, ?, ?, ?)",
			run.ID, k.Attempts, k.DataFrom, k.DataTo, string(report), string(similarity), now).Error
		if err != nil {
			return err
		}
		for _, p := range pairs {
			err := tx.Exec(`insert into statistics_pairs (run_id, place, attempt_a, attempt_b, partner_a, partner_b, both_wrong, identical, expected, chance)
				values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, run.ID, p.Place, p.AttemptA, p.AttemptB, p.PartnerA, p.PartnerB, p.BothWrong, p.Identical, p.Expected, p.Chance).Error
			if err != nil {
				return err
			}
		}
		return audit.Append(ctx, tx, now, audit.Entry{Action: "statistics.computed", Subject: run.ID, Detail: map[string]any{"exam": run.ExamKey, "attempts": k.Attempts}})
	})
}

// give ends a run that cannot be computed.
func (s *Service) give(ctx context.Context, run Run) error {
	return s.db.Tx(ctx, func(tx *gorm.DB) error {
		return tx.Exec("update statistics_runs set state = 'failed', step = '', lease_ends = null, finished_at = ? where id = ? and state = 'running'", s.db.Now(), run.ID).Error
	})
}
