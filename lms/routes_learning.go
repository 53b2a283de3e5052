package lms

import (
	"context"
	"net/http"
	"time"
)

type enrollOut struct {
	Status   int
	Location string `header:"Location"`
	Body     EnrollmentView
}

func (h routes) enroll(ctx context.Context, in *trackIn) (*enrollOut, error) {
	p, err := h.lms.Enroll(ctx, in.Key)
	out := &enrollOut{Status: http.StatusOK, Location: "/api/v1/enrollments/" + p.Enrollment.ID, Body: viewEnrollment(p.Enrollment)}
	if p.Created {
		out.Status = http.StatusCreated
	}
	return out, err
}

type staffIn struct {
	ID   string `path:"id" maxLength:"200"`
	Body struct {
		People []string   `json:"people" minItems:"1" maxItems:"500" doc:"Ids of people of the partner"`
		Track  string     `json:"track" maxLength:"100"`
		DueAt  *time.Time `json:"due_at,omitempty" doc:"Advice; nothing closes"`
	}
}

type staffOut struct {
	Body struct {
		Data []EnrollmentView `json:"data"`
	}
}

func (h routes) enrollStaff(ctx context.Context, in *staffIn) (*staffOut, error) {
	due := in.Body.DueAt
	if due != nil {
		utc := due.UTC().Truncate(time.Microsecond)
		due = &utc
	}
	placed, err := h.lms.EnrollStaff(ctx, in.ID, Order{People: in.Body.People, Track: in.Body.Track, DueAt: due})
	out := &staffOut{}
	out.Body.Data = make([]EnrollmentView, 0, len(placed))
	for _, p := range placed {
		out.Body.Data = append(out.Body.Data, viewEnrollment(p.Enrollment))
	}
	return out, err
}

type progressIn struct {
	ID     string `path:"id"`
	Lesson string `path:"lesson"`
	Body   struct {
		Percent   *int                `json:"percent,omitempty" minimum:"0" maximum:"100" doc:"How much of the lesson is read"`
		Completed *bool               `json:"completed,omitempty" doc:"The lesson is done; refused while its check is not passed"`
		Answers   map[string][]string `json:"answers,omitempty" doc:"Option ids by question id"`
	}
}

func (h routes) progress(ctx context.Context, in *progressIn) (*struct{ Body TakenView }, error) {
	taken, err := h.lms.Take(ctx, in.ID, in.Lesson, Step{Percent: in.Body.Percent, Completed: in.Body.Completed, Answers: in.Body.Answers})
	if err != nil {
		return nil, err
	}
	view, err := h.lms.renderer.viewTaken(taken)
	return &struct{ Body TakenView }{view}, err
}
