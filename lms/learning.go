package lms

import (
	"context"
	"fmt"

	"gorm.io/gorm"

	"laurel/internal/actor"
)

// Way is an enrollment with everything that a page needs to show it.
type Way struct {
	Enrollment Enrollment
	Track      Track
	Courses    []Stage
}

// Stage is a course on the way; Progress stands beside its lessons, index by index.
type Stage struct {
	Course   Course
	Progress []Progress
}

// Learning lists up to limit enrollments of the caller older than the id, newest first.
func (s *Service) Learning(ctx context.Context, before string, limit int) ([]Way, error) {
	var ways []Way
	err := s.db.Read(ctx, func(tx *gorm.DB) error {
		var rows []Enrollment
		err := tx.Raw("select "+enrollmentColumns+" from enrollments where person_id = ? and (? = '' or id < ?) order by id desc limit ?",
			actor.From(ctx).ID, before, before, limit).Scan(&rows).Error
		if err != nil {
			return fmt.Errorf("list enrollments: %w", err)
		}
		ways, err = waysOf(tx, rows)
		return err
	})
	return ways, err
}

// Enrollment finds one of the caller's, or ErrNoEnrollment.
func (s *Service) Enrollment(ctx context.Context, enrollmentID string) (Way, error) {
	var way Way
	err := s.db.Read(ctx, func(tx *gorm.DB) error {
		var rows []Enrollment
		err := tx.Raw("select "+enrollmentColumns+" from enrollments where id = ? and person_id = ?", enrollmentID, actor.From(ctx).ID).Scan(&rows).Error
		if err != nil {
			return err
		}
		ways, err := waysOf(tx, rows)
		if err != nil {
			return err
		}
		if len(ways) == 0 {
			return ErrNoEnrollment
		}
		way = ways[0]
		return nil
	})
	return way, err
}

// waysOf puts tracks, courses, lessons and progress beside enrollments, one read each.
func waysOf(tx *gorm.DB, rows []Enrollment) ([]Way, error) {
	keys, ids := make([]string, len(rows)), make([]string, len(rows))
	for i, e := range rows {
		keys[i], ids[i] = e.TrackKey, e.ID
	}
	tracks, err := tracksWhere(tx, "key in ?", keys)
	if err != nil {
		return nil, err
	}
	courses, err := coursesOf(tx, tracks)
	if err != nil {
		return nil, err
	}
	var progress []Progress
	err = tx.Raw(`select enrollment_id, lesson_id, percent, check_percent, check_passed, completed_at, updated_at
		from lesson_progress where enrollment_id in ?`, ids).Scan(&progress).Error
	if err != nil {
		return nil, fmt.Errorf("find the progress: %w", err)
	}
	type place struct{ enrollment, lesson string }
	held := make(map[place]Progress, len(progress))
	for _, p := range progress {
		held[place{p.EnrollmentID, p.LessonID}] = p
	}
	byKey := map[string]Track{}
	for _, t := range tracks {
		byKey[t.Key] = t
	}
	ways := make([]Way, len(rows))
	for i, e := range rows {
		ways[i] = Way{Enrollment: e, Track: byKey[e.TrackKey]}
		for _, key := range ways[i].Track.Courses {
			stage := Stage{Course: courses[key]}
			for _, lesson := range stage.Course.Lessons {
				stage.Progress = append(stage.Progress, held[place{e.ID, lesson.ID}])
			}
			ways[i].Courses = append(ways[i].Courses, stage)
		}
	}
	return ways, nil
}

// coursesOf loads the courses of tracks by key, with their lessons but without what the lessons say.
func coursesOf(tx *gorm.DB, tracks []Track) (map[string]Course, error) {
	keys := []string{}
	for _, t := range tracks {
		keys = append(keys, t.Courses...)
	}
	var courses []Course
	if err := tx.Raw("select key, title, description, version from courses where key in ?", keys).Scan(&courses).Error; err != nil {
		return nil, fmt.Errorf("find the courses: %w", err)
	}
	var lessons []Lesson
	err := tx.Table("lessons").Select("id, course_key, key, position, title, minutes, quiz").
		Where("course_key in ? and removed_at is null", keys).Order("course_key, position").Find(&lessons).Error
	if err != nil {
		return nil, fmt.Errorf("find the lessons: %w", err)
	}
	byKey := make(map[string]Course, len(courses))
	for _, c := range courses {
		byKey[c.Key] = c
	}
	for _, l := range lessons {
		c := byKey[l.CourseKey]
		c.Lessons = append(c.Lessons, l)
		byKey[l.CourseKey] = c
	}
	return byKey, nil
}
