package exams

import (
	"context"

	"laurel/internal/web"
)

type idIn struct {
	ID string `path:"id"`
}

type examOut struct {
	Location string `header:"Location"`
	ETag     string `header:"ETag"`
	Body     ExamView
}

func drafted(e Exam) Listing { return Listing{Exam: e, Document: e.Draft, Authored: true} }

func (h routes) createExam(ctx context.Context, in *struct{ Body examBody }) (*examOut, error) {
	e, err := h.exams.CreateExam(ctx, in.Body.document())
	return &examOut{examsPath + "/" + e.Key, web.ETag(e.ETag()), viewExam(drafted(e))}, err
}

type changeIn struct {
	Key     string `path:"key"`
	IfMatch string `header:"If-Match"`
	Body    examBody
}

func (h routes) changeExam(ctx context.Context, in *changeIn) (*examOut, error) {
	e, err := h.exams.ChangeExam(ctx, in.Key, in.IfMatch, in.Body.document())
	return &examOut{"", web.ETag(e.ETag()), viewExam(drafted(e))}, err
}

type keyIn struct {
	Key string `path:"key"`
}

func (h routes) publish(ctx context.Context, in *keyIn) (*examOut, error) {
	e, err := h.exams.Publish(ctx, in.Key)
	return &examOut{"", web.ETag(e.ETag()), viewExam(drafted(e))}, err
}

type attemptsIn struct {
	Key string `path:"key"`
	web.Paging
}

func (h routes) listAttempts(ctx context.Context, in *attemptsIn) (*struct{ Body web.List[OverviewView] }, error) {
	after, err := in.After()
	if err != nil {
		return nil, err
	}
	rows, err := h.exams.Attempts(ctx, in.Key, after, in.Limit+1)
	page := web.Listed(each(rows, viewOverview), in.Limit, func(v OverviewView) string { return v.ID })
	return &struct{ Body web.List[OverviewView] }{page}, err
}

func each[A, B any](in []A, view func(A) B) []B {
	out := make([]B, 0, len(in))
	for _, a := range in {
		out = append(out, view(a))
	}
	return out
}
