package lms

import "time"

// TrackView is the document of a track, as it is written and read.
type TrackView struct {
	Key            string   `json:"key" required:"false" pattern:"^[A-Za-z0-9._-]+$" maxLength:"100" doc:"As in the path"`
	Title          string   `json:"title" minLength:"1" maxLength:"200"`
	Description    string   `json:"description" required:"false" maxLength:"5000"`
	JobRole        string   `json:"job_role" required:"false" maxLength:"100" doc:"Key of the job role it is for"`
	Courses        []string `json:"courses" minItems:"1" maxItems:"50" doc:"Keys of courses, in order"`
	Opens          []string `json:"opens" required:"false" maxItems:"50" doc:"Keys of the exams that finishing it opens"`
	ValidityMonths int      `json:"validity_months" required:"false" minimum:"0" maximum:"120" doc:"How long a completion counts; for ever when 0"`
}

func (v TrackView) track() Track {
	return Track{Key: v.Key, Title: v.Title, Description: v.Description, JobRole: v.JobRole, Courses: filled(v.Courses), Opens: filled(v.Opens), ValidityMonths: v.ValidityMonths}
}

func viewTrack(t Track) TrackView {
	return TrackView{Key: t.Key, Title: t.Title, Description: t.Description, JobRole: t.JobRole, Courses: filled(t.Courses), Opens: filled(t.Opens), ValidityMonths: t.ValidityMonths}
}

func filled(list []string) []string {
	if list == nil {
		return []string{}
	}
	return list
}

// CardView is a track in the catalogue.
type CardView struct {
	TrackView
	Lessons int             `json:"lessons"`
	Minutes int             `json:"minutes"`
	Mine    *EnrollmentView `json:"mine,omitempty" doc:"The caller's latest enrollment"`
}

func viewCard(c Card) CardView {
	v := CardView{TrackView: viewTrack(c.Track), Lessons: c.Lessons, Minutes: c.Minutes}
	if c.Mine != nil {
		mine := viewEnrollment(*c.Mine)
		v.Mine = &mine
	}
	return v
}

// CourseView is the document of a course, as authors write and read it.
type CourseView struct {
	Key         string         `json:"key" required:"false" pattern:"^[A-Za-z0-9._-]+$" maxLength:"100" doc:"As in the path"`
	Title       string         `json:"title" minLength:"1" maxLength:"200"`
	Description string         `json:"description" required:"false" maxLength:"5000"`
	Lessons     []LessonSource `json:"lessons" minItems:"1" maxItems:"200"`
}

// LessonSource is a lesson as it is written.
type LessonSource struct {
	ID       string     `json:"id" required:"false" readOnly:"true" maxLength:"100" doc:"Given by us; ignored when sent"`
	Key      string     `json:"key" pattern:"^[A-Za-z0-9._-]+$" maxLength:"100" doc:"Keep it from version to version: progress holds on to it"`
	Title    string     `json:"title" minLength:"1" maxLength:"200"`
	Minutes  int        `json:"minutes" required:"false" minimum:"0" maximum:"600"`
	Markdown string     `json:"markdown" maxLength:"200000"`
	Check    *CheckView `json:"check,omitempty"`
}

// CheckView is a check as it is written, answers included.
type CheckView struct {
	PassPercent int            `json:"pass_percent" required:"false" minimum:"1" maximum:"100" default:"100"`
	Questions   []QuestionView `json:"questions" minItems:"1" maxItems:"50"`
}

// QuestionView is a question as it is written.
type QuestionView struct {
	Stem        string       `json:"stem" minLength:"1" maxLength:"5000"`
	Options     []OptionView `json:"options" minItems:"2" maxItems:"26"`
	Explanation string       `json:"explanation" required:"false" maxLength:"5000" doc:"Shown after answering"`
}

// OptionView is an option as it is written.
type OptionView struct {
	Text    string `json:"text" minLength:"1" maxLength:"2000"`
	Correct bool   `json:"correct" required:"false"`
}

// EnrollmentView is an enrollment by itself.
type EnrollmentView struct {
	ID          string     `json:"id"`
	Person      string     `json:"person"`
	Track       string     `json:"track"`
	State       State      `json:"state" enum:"enrolled,in_progress,completed"`
	Percent     int        `json:"percent"`
	Round       int        `json:"round" doc:"1 for the first time, higher for renewals"`
	DueAt       *time.Time `json:"due_at"`
	EnrolledAt  time.Time  `json:"enrolled_at"`
	StartedAt   *time.Time `json:"started_at"`
	CompletedAt *time.Time `json:"completed_at"`
	ValidUntil  *time.Time `json:"valid_until"`
}

func viewEnrollment(e Enrollment) EnrollmentView {
	return EnrollmentView{
		ID: e.ID, Person: e.PersonID, Track: e.TrackKey, State: e.State(), Percent: e.Percent, Round: e.Round, DueAt: e.DueAt,
		EnrolledAt: e.CreatedAt, StartedAt: e.StartedAt, CompletedAt: e.CompletedAt, ValidUntil: e.ValidUntil,
	}
}
