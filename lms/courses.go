package lms

import (
	"context"
	"encoding/json"
	"fmt"

	"gorm.io/gorm"

	"laurel/internal/audit"
	"laurel/internal/id"
	"laurel/internal/outbox"
)

// PutCourse writes a course with all its lessons. A lesson keeps its id, and everybody's progress, for as long as the
// course keeps its key.
func (s *Service) PutCourse(ctx context.Context, c Course, agree Agree) (kept Course, created bool, err error) {
	if err := refused(c.check()); err != nil {
		return Course{}, false, err
	}
	err = s.db.Tx(ctx, func(tx *gorm.DB) error {
		was, found, err := courseOf(tx, c.Key)
		if err != nil {
			return err
		}
		if err := agree.to(was.Version); err != nil {
			return err
		}
		c.Version, created = was.Version+1, !found
		if err := s.saveCourse(ctx, tx, was, c); err != nil {
			return err
		}
		kept, _, err = courseOf(tx, c.Key)
		return err
	})
	return kept, created, err
}

func (s *Service) saveCourse(ctx context.Context, tx *gorm.DB, was, c Course) error {
	now := s.db.Now()
	r := tx.Exec(`insert into courses (key, title, description, version, created_at, updated_at) values (?, ?, ?, ?, ?, ?)
		on conflict (key) do update set title = excluded.title, description = excluded.description, version = excluded.version, updated_at = excluded.updated_at
		where courses.version = ?`, c.Key, c.Title, c.Description, c.Version, now, now, was.Version)
	if r.Error != nil {
		return fmt.Errorf("keep the course: %w", r.Error)
	}
	if r.RowsAffected == 0 {
		return ErrRaced
	}
	if err := tx.Exec("update lessons set removed_at = ? where course_key = ? and removed_at is null", now, c.Key).Error; err != nil {
		return err
	}
	for i, lesson := range c.Lessons {
		if err := saveLesson(tx, c.Key, i+1, lesson); err != nil {
			return err
		}
	}
	var tracks []string
	if err := tx.Raw("select track_key from track_courses where course_key = ? order by track_key", c.Key).Scan(&tracks).Error; err != nil {
		return err
	}
	for _, key := range tracks {
		if err := outbox.Append(ctx, tx, now, ContentChanged{TrackKey: key, Version: c.Version}); err != nil {
			return err
		}
	}
	return audit.Append(ctx, tx, now, audit.Entry{Action: "course.changed", Subject: c.Key, Detail: map[string]any{"version": c.Version, "lessons": len(c.Lessons)}})
}

func saveLesson(tx *gorm.DB, courseKey string, position int, l Lesson) error {
	var quiz *string
	if l.Check != nil {
		text, err := json.Marshal(l.Check)
		if err != nil {
			return fmt.Errorf("write the check: %w", err)
		}
		s := string(text)
		quiz = &s
	}
	err := tx.Exec(`insert into lessons (id, course_key, key, position, title, minutes, markdown, quiz) values (?, ?, ?, ?, ?, ?, ?, ?)
		on conflict (course_key, key) do update set position = excluded.position, title = excluded.title, minutes = excluded.minutes,
			markdown = excluded.markdown, quiz = excluded.quiz, removed_at = null`, id.New("les"), courseKey, l.Key, position, l.Title, l.Minutes, l.Markdown, quiz).Error
	if err != nil {
		return fmt.Errorf("keep lesson %s: %w", l.Key, err)
	}
	return nil
}

// Course finds one with its lessons and the answers of their checks, or ErrNoCourse. It is for authors.
func (s *Service) Course(ctx context.Context, key string) (Course, error) {
	var c Course
	err := s.db.Read(ctx, func(tx *gorm.DB) error {
		var found bool
		var err error
		if c, found, err = courseOf(tx, key); err == nil && !found {
			return ErrNoCourse
		}
		return err
	})
	return c, err
}

func courseOf(tx *gorm.DB, key string) (Course, bool, error) {
	var courses []Course
	if err := tx.Raw("select key, title, description, version from courses where key = ?", key).Scan(&courses).Error; err != nil || len(courses) == 0 {
		return Course{}, false, err
	}
	c := courses[0]
	err := tx.Table("lessons").Select("id, course_key, key, position, title, minutes, markdown, quiz").
		Where("course_key = ? and removed_at is null", key).Order("position").Find(&c.Lessons).Error
	return c, true, err
}
