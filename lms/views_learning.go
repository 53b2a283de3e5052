package lms

import (
	"strings"
	"time"
)

// WayView is an enrollment with its track, courses, lessons and progress: a page of its own in one answer.
type WayView struct {
	ID          string      `json:"id"`
	Track       WayTrack    `json:"track"`
	State       State       `json:"state" enum:"enrolled,in_progress,completed"`
	Percent     int         `json:"percent"`
	Round       int         `json:"round"`
	DueAt       *time.Time  `json:"due_at"`
	EnrolledAt  time.Time   `json:"enrolled_at"`
	StartedAt   *time.Time  `json:"started_at"`
	CompletedAt *time.Time  `json:"completed_at"`
	ValidUntil  *time.Time  `json:"valid_until"`
	NextLesson  *string     `json:"next_lesson" doc:"Id of the first lesson that is not complete"`
	Courses     []WayCourse `json:"courses"`
}

// WayTrack is the track of a way.
type WayTrack struct {
	Key         string   `json:"key"`
	Title       string   `json:"title"`
	Description string   `json:"description"`
	JobRole     string   `json:"job_role"`
	Opens       []string `json:"opens"`
}

// WayCourse is a course on a way.
type WayCourse struct {
	Key         string      `json:"key"`
	Title       string      `json:"title"`
	Description string      `json:"description"`
	Percent     int         `json:"percent"`
	Minutes     int         `json:"minutes"`
	Lessons     []WayLesson `json:"lessons"`
}

// WayLesson is a lesson on a way, without its text.
type WayLesson struct {
	ID           string     `json:"id"`
	Key          string     `json:"key"`
	Title        string     `json:"title"`
	Minutes      int        `json:"minutes"`
	HasCheck     bool       `json:"has_check"`
	Percent      int        `json:"percent" doc:"How much is read"`
	CheckPercent int        `json:"check_percent" doc:"Best result of its check"`
	Completed    bool       `json:"completed"`
	CompletedAt  *time.Time `json:"completed_at"`
}

func viewWay(w Way) WayView {
	e, t := w.Enrollment, w.Track
	v := WayView{
		ID: e.ID, Track: WayTrack{t.Key, t.Title, t.Description, t.JobRole, filled(t.Opens)}, State: e.State(), Percent: e.Percent, Round: e.Round,
		DueAt: e.DueAt, EnrolledAt: e.CreatedAt, StartedAt: e.StartedAt, CompletedAt: e.CompletedAt, ValidUntil: e.ValidUntil, Courses: []WayCourse{},
	}
	for _, stage := range w.Courses {
		course := viewStage(stage)
		for _, lesson := range course.Lessons {
			if v.NextLesson == nil && !lesson.Completed {
				id := lesson.ID
				v.NextLesson = &id
			}
		}
		v.Courses = append(v.Courses, course)
	}
	return v
}

func viewStage(s Stage) WayCourse {
	v := WayCourse{Key: s.Course.Key, Title: s.Course.Title, Description: s.Course.Description, Lessons: []WayLesson{}}
	done := 0
	for i, l := range s.Course.Lessons {
		lesson := viewWayLesson(l, s.Progress[i])
		if lesson.Completed {
			done++
		}
		v.Minutes += l.Minutes
		v.Lessons = append(v.Lessons, lesson)
	}
	v.Percent = share(done, len(v.Lessons))
	return v
}

func viewWayLesson(l Lesson, p Progress) WayLesson {
	return WayLesson{
		ID: l.ID, Key: l.Key, Title: l.Title, Minutes: l.Minutes, HasCheck: l.Check != nil, Percent: p.Percent,
		CheckPercent: p.CheckPercent, Completed: p.CompletedAt != nil, CompletedAt: p.CompletedAt,
	}
}

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
