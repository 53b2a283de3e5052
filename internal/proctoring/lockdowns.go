package proctoring

import (
	"context"
	"encoding/json"

	"gorm.io/gorm"

	"laurel/internal/actor"
	"laurel/internal/audit"
	"laurel/internal/web"
)

// Lockdown gives the keys an exam takes; version 0 where nothing but the settings of the server is taken.
func (s *Service) Lockdown(ctx context.Context, examKey string) (Lockdown, error) {
	var l Lockdown
	err := s.db.Read(ctx, func(tx *gorm.DB) error {
		_, err := s.exams.Conditions(ctx, tx, examKey)
		if err == nil {
			l, err = s.lockdownOf(tx, examKey)
		}
		return err
	})
	return l, err
}

func (s *Service) lockdownOf(tx *gorm.DB, examKey string) (Lockdown, error) {
	l := Lockdown{ExamKey: examKey, Generated: configKey(settings(s.base, examKey))}
	err := tx.Raw("select exam_key, config_keys, browser_keys, version, updated_at from proctoring_lockdowns where exam_key = ?", examKey).Scan(&l).Error
	return l, err
}

// WriteLockdown replaces the keys of an exam under the version the caller has read.
func (s *Service) WriteLockdown(ctx context.Context, ifMatch string, l Lockdown) (Lockdown, error) {
	if err := l.validate(); err != nil {
		return Lockdown{}, err
	}
	config, err := json.Marshal(l.ConfigKeys)
	if err != nil {
		return Lockdown{}, err
	}
	browser, err := json.Marshal(l.BrowserKeys)
	if err != nil {
		return Lockdown{}, err
	}
	err = s.db.Tx(ctx, func(tx *gorm.DB) error {
		if _, err := s.exams.Conditions(ctx, tx, l.ExamKey); err != nil {
			return err
		}
		before, err := s.lockdownOf(tx, l.ExamKey)
		if err != nil {
			return err
		}
		if before.Version > 0 || ifMatch != "" {
			if err := web.Match(ifMatch, before.ETag()); err != nil {
				return err
			}
		}
		now := s.db.Now()
		err = tx.Exec(`insert into proctoring_lockdowns (exam_key, config_keys, browser_keys, version, updated_at) values (?, ?, ?, ?, ?)
			on conflict (exam_key) do update set config_keys = excluded.config_keys, browser_keys = excluded.browser_keys, version = excluded.version,
			updated_at = excluded.updated_at where proctoring_lockdowns.version = ?`, l.ExamKey, string(config), string(browser), before.Version+1, now, before.Version).Error
		if err != nil {
			return err
		}
		return audit.Append(ctx, tx, now, audit.Entry{Action: "lockdown.changed", Subject: l.ExamKey, Detail: map[string]int{"config_keys": len(l.ConfigKeys), "browser_exam_keys": len(l.BrowserKeys)}})
	})
	if err != nil {
		return Lockdown{}, err
	}
	return s.Lockdown(ctx, l.ExamKey)
}

// Settings is the file that opens Safe Exam Browser at the exam.
func (s *Service) Settings(ctx context.Context, examKey string) ([]byte, error) {
	err := s.db.Read(ctx, func(tx *gorm.DB) error {
		c, err := s.exams.Conditions(ctx, tx, examKey)
		if err == nil && c.Lockdown != safeExamBrowser {
			err = ErrNoLockdown
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return writePlist(settings(s.base, examKey)), nil
}

func who(ctx context.Context) string { return actor.From(ctx).ID }
