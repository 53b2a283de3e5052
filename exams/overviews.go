package exams

import (
	"context"
	"time"

	"gorm.io/gorm"
)

// Overview is an attempt as the vendor's exam team sees it: no answers, no items.
type Overview struct {
	ID          string
	PersonID    string
	State       State
	StartedAt   *time.Time
	DeadlineAt  *time.Time
	ClosedAt    *time.Time
	CloseReason string
	Late        bool
	Decision    string
	ScaledScore *int
}

// Attempts lists the attempts at an exam after an id, newest first, for the exam team.
func (s *Service) Attempts(ctx context.Context, key, after string, limit int) ([]Overview, error) {
	var out []Overview
	err := s.db.Read(ctx, func(tx *gorm.DB) error {
		if _, err := examOf(tx, key); err != nil {
			return err
		}
		return tx.Raw(`select a.id, a.person_id, a.state, a.started_at, a.deadline_at, a.closed_at, a.close_reason, a.late,
			coalesce(r.decision, '') as decision, r.scaled_score from attempts a left join attempt_results r on r.attempt_id = a.id
			and r.number = (select max(n.number) from attempt_results n where n.attempt_id = a.id)
			where a.exam_key = ? and (cast(? as text) = '' or a.id < ?) order by a.id desc limit ?`, key, after, after, limit).Scan(&out).Error
	})
	return out, err
}
