package lms

import (
	"context"
	"fmt"

	"gorm.io/gorm"

	"laurel/internal/actor"
)

// Opened is a lesson as it is read, with the caller's progress in every enrollment that holds it, newest first.
type Opened struct {
	Lesson      Lesson
	CourseTitle string
	Enrollments []Enrollment
	Progress    []Progress
}

// Open gives a lesson to those who are enrolled in a track that holds it, and to authors. For everybody else it does
// not exist.
func (s *Service) Open(ctx context.Context, lessonID string) (Opened, error) {
	var o Opened
	err := s.db.Read(ctx, func(tx *gorm.DB) error {
		var lessons []Lesson
		err := tx.Table("lessons").Select("id, course_key, key, position, title, minutes, markdown, quiz").Where("id = ? and removed_at is null", lessonID).Find(&lessons).Error
		if err != nil {
			return err
		}
		if len(lessons) == 0 {
			return ErrNoLesson
		}
		o = Opened{Lesson: lessons[0]}
		who := actor.From(ctx)
		err = tx.Raw("select "+enrollmentColumns+` from enrollments where person_id = ? and track_key in
			(select track_key from track_courses where course_key = ?) order by id desc`, who.ID, o.Lesson.CourseKey).Scan(&o.Enrollments).Error
		if err != nil {
			return fmt.Errorf("find the caller's enrollments: %w", err)
		}
		if len(o.Enrollments) == 0 && !who.Has(actor.VendorAdmin, actor.Author, actor.Auditor) {
			return ErrNoLesson
		}
		for _, e := range o.Enrollments {
			p, err := progressOf(tx, e.ID, o.Lesson.ID)
			if err != nil {
				return err
			}
			o.Progress = append(o.Progress, p)
		}
		return tx.Raw("select title from courses where key = ?", o.Lesson.CourseKey).Scan(&o.CourseTitle).Error
	})
	return o, err
}
