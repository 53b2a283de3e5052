package lms

import (
	"context"
	"fmt"

	"gorm.io/gorm"

	"laurel/internal/actor"
	"laurel/internal/outbox"
)

// Taken is what a step led to. Marks are nil when it brought no answers.
type Taken struct {
	Enrollment Enrollment
	Lesson     Lesson
	Progress   Progress
	Marks      *Marks
}

// Take moves the caller's progress in a lesson. It never moves back, and the same step again changes nothing. Steps of
// one enrollment are taken one after the other, so the last two lessons finished at once complete the track once.
func (s *Service) Take(ctx context.Context, enrollmentID, lessonID string, step Step) (Taken, error) {
	var taken Taken
	err := s.db.Tx(ctx, func(tx *gorm.DB) error {
		now := s.db.Now()
		e, err := hold(tx, enrollmentID, actor.From(ctx).ID)
		if err != nil {
			return err
		}
		lesson, err := lessonIn(tx, e.TrackKey, lessonID)
		if err != nil {
			return err
		}
		before, err := progressOf(tx, e.ID, lesson.ID)
		if err != nil {
			return err
		}
		after, marks, err := before.take(step, lesson, now)
		if err != nil {
			return err
		}
		if err := s.keep(tx, after); err != nil {
			return err
		}
		if e.StartedAt == nil {
			e.StartedAt = &now
		}
		if e, err = s.settle(ctx, tx, e); err != nil {
			return err
		}
		taken = Taken{Enrollment: e, Lesson: lesson, Progress: after, Marks: marks}
		return nil
	})
	return taken, err
}

// hold locks an enrollment of the person until the transaction ends.
func hold(tx *gorm.DB, enrollmentID, personID string) (Enrollment, error) {
	var rows []Enrollment
	err := tx.Raw("update enrollments set version = version where id = ? and person_id = ? returning "+enrollmentColumns, enrollmentID, personID).Scan(&rows).Error
	if err != nil {
		return Enrollment{}, fmt.Errorf("hold the enrollment: %w", err)
	}
	if len(rows) == 0 {
		return Enrollment{}, ErrNoEnrollment
	}
	return rows[0], nil
}

func lessonIn(tx *gorm.DB, trackKey, lessonID string) (Lesson, error) {
	var lessons []Lesson
	err := tx.Table("lessons").Select("id, course_key, key, position, title, minutes, quiz").
		Where(`id = ? and removed_at is null and course_key in (select course_key from track_courses where track_key = ?)`, lessonID, trackKey).Find(&lessons).Error
	if err != nil {
		return Lesson{}, err
	}
	if len(lessons) == 0 {
		return Lesson{}, ErrNoLesson
	}
	return lessons[0], nil
}

func progressOf(tx *gorm.DB, enrollmentID, lessonID string) (Progress, error) {
	p := Progress{EnrollmentID: enrollmentID, LessonID: lessonID}
	err := tx.Raw(`select enrollment_id, lesson_id, percent, check_percent, check_passed, completed_at, updated_at
		from lesson_progress where enrollment_id = ? and lesson_id = ?`, enrollmentID, lessonID).Scan(&p).Error
	return p, err
}

func (s *Service) keep(tx *gorm.DB, p Progress) error {
	err := tx.Exec(`insert into lesson_progress (enrollment_id, lesson_id, percent, check_percent, check_passed, completed_at, updated_at)
		values (?, ?, ?, ?, ?, ?, ?) on conflict (enrollment_id, lesson_id) do update set percent = excluded.percent, check_percent = excluded.check_percent,
			check_passed = excluded.check_passed, completed_at = excluded.completed_at, updated_at = excluded.updated_at`,
		p.EnrollmentID, p.LessonID, p.Percent, p.CheckPercent, p.CheckPassed, p.CompletedAt, p.UpdatedAt).Error
	if err != nil {
		return fmt.Errorf("keep the progress: %w", err)
	}
	return tx.Exec("update enrollments set started_at = ? where id = ? and started_at is null", p.UpdatedAt, p.EnrollmentID).Error
}

// settle counts the lessons of a held enrollment and tells what is new.
func (s *Service) settle(ctx context.Context, tx *gorm.DB, e Enrollment) (Enrollment, error) {
	now := s.db.Now()
	var count struct{ Done, Total int }
	err := tx.Raw(`select count(*) as total, count(p.completed_at) as done from track_courses tc
		join lessons l on l.course_key = tc.course_key and l.removed_at is null
		left join lesson_progress p on p.lesson_id = l.id and p.enrollment_id = ? where tc.track_key = ?`, e.ID, e.TrackKey).Scan(&count).Error
	if err != nil {
		return e, fmt.Errorf("count the lessons: %w", err)
	}
	var track Track
	if err := tx.Raw("select key, title, job_role, validity_months from tracks where key = ?", e.TrackKey).Scan(&track).Error; err != nil {
		return e, err
	}
	next, changed := e.settle(count.Done, count.Total, track.ValidityMonths, now)
	if !changed {
		return e, nil
	}
	r := tx.Exec(`update enrollments set percent = ?, version = ?, completed_at = ?, valid_until = ?, updated_at = ? where id = ? and version = ? and completed_at is null`,
		next.Percent, next.Version, next.CompletedAt, next.ValidUntil, now, e.ID, e.Version)
	if r.Error != nil {
		return e, fmt.Errorf("keep the enrollment: %w", r.Error)
	}
	if r.RowsAffected == 0 {
		return e, ErrRaced
	}
	facts := []outbox.Fact{ProgressChanged{PersonID: e.PersonID, TrackKey: track.Key, TrackTitle: track.Title, Percent: next.Percent, Version: next.Version}}
	if next.CompletedAt != nil {
		facts = append(facts, TrackCompleted{
			PersonID: e.PersonID, EnrollmentID: e.ID, TrackKey: track.Key, TrackTitle: track.Title, JobRole: track.JobRole,
			At: now, ValidUntil: next.ValidUntil, Version: int64(next.Round),
		})
	}
	return next, outbox.Append(ctx, tx, now, facts...)
}
