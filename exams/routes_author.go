package exams

import (
	"context"

	"laurel/exams/scoring"
	"laurel/internal/money"
	"laurel/internal/web"
)

type idIn struct {
	ID string `path:"id"`
}

// examBody is an exam as it is sent.
type examBody struct {
	Key              string `json:"key,omitempty" maxLength:"100"`
	Title            string `json:"title" minLength:"1" maxLength:"200"`
	Certification    string `json:"certification,omitempty" maxLength:"100"`
	ItemBank         string `json:"item_bank" maxLength:"100"`
	TimeLimitSeconds int    `json:"time_limit_seconds"`
	Blueprint        struct {
		Length  int      `json:"length"`
		Domains []Domain `json:"domains,omitempty" nullable:"false"`
	} `json:"blueprint"`
	Scoring struct {
		CutPercent *decimalText  `json:"cut_percent,omitempty"`
		CutRaw     int           `json:"cut_raw,omitempty"`
		Scale      scoring.Scale `json:"scale"`
	} `json:"scoring"`
	Retake     *retakeBody `json:"retake,omitempty"`
	Navigation string      `json:"navigation,omitempty" default:"free"`
	Agreement  string      `json:"agreement,omitempty"`
	Price      money.Money `json:"price"`
}

type retakeBody struct {
	WaitSeconds      []int `json:"wait_seconds,omitempty" nullable:"false"`
	MaxAttempts      int   `json:"max_attempts,omitempty"`
	PerSeconds       int   `json:"per_seconds,omitempty"`
	AfterPassSeconds int   `json:"after_pass_seconds,omitempty" doc:"How long a pass closes the exam; for good when absent"`
}

func (b examBody) document() Document {
	d := Document{
		Key: b.Key, Title: b.Title, Certification: b.Certification, ItemBank: b.ItemBank, TimeLimitSeconds: b.TimeLimitSeconds,
		Blueprint: Blueprint{Length: b.Blueprint.Length, Domains: append([]Domain{}, b.Blueprint.Domains...)},
		Scoring:   Scoring{CutRaw: b.Scoring.CutRaw, Scale: b.Scoring.Scale},
		Retake:    Retake{WaitSeconds: []int{}}, Navigation: b.Navigation, Agreement: b.Agreement, Price: b.Price,
	}
	if b.Scoring.CutPercent != nil {
		d.Scoring.CutPercent = string(*b.Scoring.CutPercent)
	}
	if r := b.Retake; r != nil {
		d.Retake = Retake{append([]int{}, r.WaitSeconds...), r.MaxAttempts, r.PerSeconds, r.AfterPassSeconds}
	}
	if d.Navigation == "" {
		d.Navigation = "free"
	}
	return d
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
