package lms

import (
	"fmt"

	"laurel/internal/fault"
)

const (
	mostLessons  = 200
	mostMarkdown = 200_000 // bytes of one lesson
)

// Course is lessons in order. The key of a lesson is what progress holds on to: as long as a new version of the course
// keeps it, nobody has to take the lesson again.
type Course struct {
	Key         string
	Title       string
	Description string
	Version     int64
	Lessons     []Lesson `gorm:"-"`
}

// Lesson is read, and where it has a check, the check is passed.
type Lesson struct {
	ID        string
	CourseKey string
	Key       string
	Position  int
	Title     string
	Minutes   int
	Markdown  string
	Check     *Check `gorm:"column:quiz;serializer:json"`
}

func (c Course) check() (faults []fault.Field) {
	faults = checkHead(c.Key, c.Title, c.Description)
	if len(c.Lessons) == 0 || len(c.Lessons) > mostLessons {
		faults = append(faults, wrong("lessons", "count", "must be 1 to 200"))
	}
	seen := map[string]bool{}
	for i, lesson := range c.Lessons {
		at := fmt.Sprintf("lessons[%d]", i)
		faults = append(faults, lesson.check(at)...)
		if seen[lesson.Key] {
			faults = append(faults, wrong(at+".key", "given_twice", "stands for another lesson of this course already"))
		}
		seen[lesson.Key] = true
	}
	return faults
}

func (l Lesson) check(at string) (faults []fault.Field) {
	if !keyPattern.MatchString(l.Key) {
		faults = append(faults, wrong(at+".key", "malformed", "must be 1 to 100 letters, digits, dots, underscores or hyphens"))
	}
	if n := len([]rune(l.Title)); n == 0 || n > 200 {
		faults = append(faults, wrong(at+".title", "length", "must have 1 to 200 characters"))
	}
	if l.Minutes < 0 || l.Minutes > 600 {
		faults = append(faults, wrong(at+".minutes", "out_of_range", "must be 0 to 600"))
	}
	if len(l.Markdown) > mostMarkdown {
		faults = append(faults, wrong(at+".markdown", "length", "must have at most 200,000 bytes"))
	}
	if l.Check != nil {
		faults = append(faults, l.Check.check(at+".check")...)
	}
	return faults
}
