package exams

import (
	"context"
	"log/slog"
	"time"

	"gorm.io/gorm"

	"laurel/internal/actor"
	"laurel/internal/audit"
	"laurel/internal/id"
	"laurel/internal/store"
)

// KeepPulse gives signs of life, and brings home what this process knows of failures, until ctx ends. Every process that takes
// answers runs it.
func (s *Service) KeepPulse(ctx context.Context) {
	ctx = actor.With(ctx, actor.SystemOf("pulse"))
	tick := time.NewTicker(BeatEvery)
	defer tick.Stop()
	for {
		beating, cancel := context.WithTimeout(ctx, Silence/2)
		if err := s.Beat(beating); err != nil && ctx.Err() == nil {
			s.log.LogAttrs(ctx, slog.LevelWarn, "no sign of life could be given", slog.String("cause", err.Error()))
		}
		cancel()
		select {
		case <-ctx.Done():
			s.rest(context.WithoutCancel(ctx))
			return
		case <-tick.C:
		}
	}
}

// rest says that this process stops in good order. When the database is away it cannot; then it will count as lost, rightly.
func (s *Service) rest(ctx context.Context) {
	saying, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()
	err := s.db.Tx(saying, func(tx *gorm.DB) error {
		return tx.Exec("update service_pulses set stopped_at = ? where process = ?", store.Moment(tx), s.process).Error
	})
	if err != nil {
		s.log.LogAttrs(ctx, slog.LevelWarn, "this process could not say that it stops", slog.String("cause", err.Error()))
	}
}

// Beat gives one sign of life and writes down what it tells of the time before.
func (s *Service) Beat(ctx context.Context) error {
	over := s.failing.over("")
	err := s.db.Tx(ctx, func(tx *gorm.DB) error {
		now, err := store.Clock(tx)
		if err != nil {
			return err
		}
		var pulses []pulse
		if err := tx.Raw("select process, began_at, beat_at, stopped_at from service_pulses").Scan(&pulses).Error; err != nil {
			return err
		}
		failed, stale := diagnose(pulses, s.process, now)
		for _, o := range failed {
			if err := s.noteOutage(ctx, tx, o, now); err != nil {
				return err
			}
		}
		for _, o := range over {
			if err := s.noteOutage(ctx, tx, o, now); err != nil {
				return err
			}
		}
		if len(stale) > 0 {
			if err := tx.Exec("delete from service_pulses where process in ? and beat_at < ?", stale, now.Add(-Silence)).Error; err != nil {
				return err
			}
		}
		return tx.Exec(`insert into service_pulses (process, began_at, beat_at) values (?, ?, ?)
			on conflict (process) do update set beat_at = excluded.beat_at, stopped_at = null`, s.process, now, now).Error
	})
	if err == nil {
		s.failing.forget(over)
	}
	return err
}

// noteOutage keeps an outage once, whoever notices it.
func (s *Service) noteOutage(ctx context.Context, tx *gorm.DB, o Outage, now time.Time) error {
	process := s.process
	switch o.Kind {
	case ServiceSilent:
		process = ""
	case ProcessLost:
		process = o.ID
	}
	r := tx.Exec(`insert into service_outages (id, kind, attempt_id, process, from_at, until_at, noted_at) values (?, ?, ?, ?, ?, ?, ?)
		on conflict (kind, attempt_id, process, from_at) do nothing`, id.New("out"), o.Kind, o.Attempt, process, o.From, o.Until, now)
	if r.Error != nil || r.RowsAffected == 0 || o.Attempt != "" {
		return r.Error
	}
	return audit.Append(ctx, tx, now, audit.Entry{Action: "service.outage_noted", Subject: process, Detail: map[string]any{"kind": o.Kind, "from": o.From, "until": o.Until}})
}

// silentSince is when the last process gave a sign of life, if none gives any now; nil while one does, or where none ever did.
func (s *Service) silentSince(tx *gorm.DB, now time.Time) (*time.Time, error) {
	var rows []pulse
	err := tx.Raw("select process, began_at, beat_at, stopped_at from service_pulses order by beat_at desc limit 1").Scan(&rows).Error
	if err != nil || len(rows) == 0 || now.Sub(rows[0].last()) <= Silence {
		return nil, err
	}
	at := rows[0].last()
	return &at, nil
}
