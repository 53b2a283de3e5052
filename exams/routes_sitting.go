package exams

import (
	"context"
	"net/http"

	"laurel/internal/web"
)

// sitting registers how a candidate moves through an attempt.
func (h routes) sitting(r *web.Router) {
	me := web.SignedIn()
	web.Operation(r, web.Op{Method: http.MethodPost, Path: attemptsPath + "/{id}/sections/next", ID: "next-section", Tag: tagAttempts, Rights: me,
		Summary: "Close the open section for ever and go on, through its break where it has one"}, h.nextSection)
	web.Operation(r, web.Op{Method: http.MethodPost, Path: attemptsPath + "/{id}/break/end", ID: "end-break", Tag: tagAttempts, Rights: me,
		Summary: "End a break before its limit does"}, h.endBreak)
	web.Operation(r, web.Op{Method: http.MethodPost, Path: attemptsPath + "/{id}/items/next", ID: "next-item", Tag: tagAttempts, Rights: me,
		Summary: "Leave an item for ever, where items go forward only"}, h.nextItem)
	web.Operation(r, web.Op{Method: http.MethodGet, Path: "/api/v1/me/accommodations", ID: "list-my-accommodations", Tag: tagExams, Rights: me,
		Summary: "What you are given because of how you are"}, h.myAccommodations)
}

type nextSectionIn struct {
	ID   string `path:"id"`
	Body struct {
		Epoch   int64 `json:"epoch" minimum:"1"`
		Section int   `json:"section,omitempty" minimum:"1" maximum:"1000" doc:"The section that is meant to be closed. When it is closed already nothing happens; without it, it is the open one"`
	}
}

func (h routes) nextSection(ctx context.Context, in *nextSectionIn) (*struct{ Body AttemptView }, error) {
	v, err := h.exams.NextSection(ctx, in.ID, in.Body.Epoch, in.Body.Section)
	return sightOut(v, err)
}

func (h routes) endBreak(ctx context.Context, in *submitIn) (*struct{ Body AttemptView }, error) {
	v, err := h.exams.EndBreak(ctx, in.ID, in.Body.Epoch)
	return sightOut(v, err)
}

type nextItemIn struct {
	ID   string `path:"id"`
	Body struct {
		Epoch    int64 `json:"epoch" minimum:"1"`
		Position int   `json:"position" minimum:"1" maximum:"10000" doc:"The item that is left"`
	}
}

func (h routes) nextItem(ctx context.Context, in *nextItemIn) (*struct{ Body AttemptView }, error) {
	v, err := h.exams.NextItem(ctx, in.ID, in.Body.Epoch, in.Body.Position)
	return sightOut(v, err)
}

func sightOut(v Sight, err error) (*struct{ Body AttemptView }, error) {
	if err != nil {
		return nil, err
	}
	return &struct{ Body AttemptView }{viewAttempt(v)}, nil
}

func (h routes) myAccommodations(ctx context.Context, _ *struct{}) (*struct {
	Body web.List[OwnAccommodationView]
}, error) {
	rows, err := h.exams.OwnAccommodations(ctx)
	out := web.List[OwnAccommodationView]{Data: each(rows, func(a Accommodation) OwnAccommodationView {
		return OwnAccommodationView{a.ID, a.TimeFactorPercent, append([]string{}, a.Exams...), a.ValidUntil, a.EndedAt}
	})}
	return &struct {
		Body web.List[OwnAccommodationView]
	}{out}, err
}
