package lms

import (
	"strings"
	"time"
)

// LessonView is a lesson as it is read. Nothing in it tells which option of its check is right.
type LessonView struct {
	ID          string           `json:"id"`
	Key         string           `json:"key"`
	Title       string           `json:"title"`
	Minutes     int              `json:"minutes"`
	Course      LessonCourse     `json:"course"`
	HTML        string           `json:"html" doc:"Safe to put into a page"`
	Check       *AskedCheck      `json:"check,omitempty"`
	Enrollments []LessonProgress `json:"enrollments" doc:"The caller's, newest first"`
}

// LessonCourse names the course of a lesson.
type LessonCourse struct {
	Key   string `json:"key"`
	Title string `json:"title"`
}

// LessonProgress is how far the caller is with the lesson in one enrollment.
type LessonProgress struct {
	Enrollment   string     `json:"enrollment"`
	Track        string     `json:"track"`
	Percent      int        `json:"percent"`
	CheckPercent int        `json:"check_percent"`
	CheckPassed  bool       `json:"check_passed"`
	Completed    bool       `json:"completed"`
	CompletedAt  *time.Time `json:"completed_at"`
}

// AskedCheck is a check as it is asked.
type AskedCheck struct {
	PassPercent int             `json:"pass_percent"`
	Questions   []AskedQuestion `json:"questions"`
}

// AskedQuestion is a question as it is asked.
type AskedQuestion struct {
	ID       string        `json:"id"`
	StemHTML string        `json:"stem_html"`
	Multiple bool          `json:"multiple" doc:"More than one option is right"`
	Options  []AskedOption `json:"options"`
}

// AskedOption is an option as it is offered.
type AskedOption struct {
	ID   string `json:"id"`
	HTML string `json:"html"`
}

func (r renderer) viewLesson(o Opened) (LessonView, error) {
	html, err := r.html(o.Lesson.Markdown)
	if err != nil {
		return LessonView{}, err
	}
	v := LessonView{
		ID: o.Lesson.ID, Key: o.Lesson.Key, Title: o.Lesson.Title, Minutes: o.Lesson.Minutes, HTML: html,
		Course: LessonCourse{o.Lesson.CourseKey, o.CourseTitle}, Enrollments: []LessonProgress{},
	}
	for i, e := range o.Enrollments {
		p := o.Progress[i]
		v.Enrollments = append(v.Enrollments, LessonProgress{e.ID, e.TrackKey, p.Percent, p.CheckPercent, p.CheckPassed, p.CompletedAt != nil, p.CompletedAt})
	}
	v.Check, err = r.viewAsked(o.Lesson.Check)
	return v, err
}

func (r renderer) viewAsked(c *Check) (*AskedCheck, error) {
	if c == nil {
		return nil, nil //nolint:nilnil // a lesson without a check
	}
	v := &AskedCheck{PassPercent: c.PassPercent, Questions: []AskedQuestion{}}
	for i, q := range c.Questions {
		stem, err := r.html(q.Stem)
		if err != nil {
			return nil, err
		}
		question := AskedQuestion{ID: questionID(i), StemHTML: stem, Multiple: len(q.right()) > 1}
		for j, o := range q.Options {
			text, err := r.html(o.Text)
			if err != nil {
				return nil, err
			}
			question.Options = append(question.Options, AskedOption{optionID(j), strings.TrimSpace(text)})
		}
		v.Questions = append(v.Questions, question)
	}
	return v, nil
}

// TakenView is what a step led to.
type TakenView struct {
	Enrollment EnrollmentView `json:"enrollment"`
	Lesson     WayLesson      `json:"lesson"`
	Check      *MarkedCheck   `json:"check,omitempty" doc:"When the step brought answers"`
}

// MarkedCheck says how the answers did.
type MarkedCheck struct {
	Percent     int              `json:"percent"`
	PassPercent int              `json:"pass_percent"`
	Passed      bool             `json:"passed"`
	Questions   []MarkedQuestion `json:"questions"`
}

// MarkedQuestion says whether a question was answered rightly, and why.
type MarkedQuestion struct {
	ID              string `json:"id"`
	Right           bool   `json:"right"`
	ExplanationHTML string `json:"explanation_html"`
}

func (r renderer) viewTaken(t Taken) (TakenView, error) {
	v := TakenView{Enrollment: viewEnrollment(t.Enrollment), Lesson: viewWayLesson(t.Lesson, t.Progress)}
	if t.Marks == nil {
		return v, nil
	}
	v.Check = &MarkedCheck{Percent: t.Marks.Percent, PassPercent: t.Lesson.Check.PassPercent, Passed: t.Marks.Passed}
	for i, q := range t.Lesson.Check.Questions {
		why, err := r.html(q.Explanation)
		if err != nil {
			return TakenView{}, err
		}
		v.Check.Questions = append(v.Check.Questions, MarkedQuestion{questionID(i), t.Marks.Right[i], why})
	}
	return v, nil
}
