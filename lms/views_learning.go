package lms

import "time"

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
