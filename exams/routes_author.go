package exams

import (
	"context"
	"net/http"

	"github.com/gofiber/fiber/v2"

	"laurel/exams/scoring"
	"laurel/internal/money"
	"laurel/internal/web"
)

type bankIn struct {
	Body struct {
		Name   string `json:"name" minLength:"1" maxLength:"200"`
		Review Review `json:"review,omitempty" enum:"none,second_person" default:"none"`
	}
}

type bankOut struct {
	Location string `header:"Location"`
	Body     BankView
}

func (h routes) createBank(ctx context.Context, in *bankIn) (*bankOut, error) {
	b, err := h.exams.CreateBank(ctx, in.Body.Name, in.Body.Review)
	return &bankOut{banksPath + "/" + b.ID, viewBank(BankCount{Bank: b})}, err
}

type idIn struct {
	ID string `path:"id"`
}

func (h routes) getBank(ctx context.Context, in *idIn) (*struct{ Body BankView }, error) {
	b, err := h.exams.Bank(ctx, in.ID)
	return &struct{ Body BankView }{viewBank(b)}, err
}

func (h routes) listBanks(ctx context.Context, in *web.Paging) (*struct{ Body web.List[BankView] }, error) {
	after, err := in.After()
	if err != nil {
		return nil, err
	}
	rows, err := h.exams.Banks(ctx, after, in.Limit+1)
	page := web.Listed(each(rows, viewBank), in.Limit, func(v BankView) string { return v.ID })
	return &struct{ Body web.List[BankView] }{page}, err
}

type listIn struct {
	ID string `path:"id"`
	web.Paging
}

func (h routes) listItems(ctx context.Context, in *listIn) (*struct{ Body web.List[AuthoredItemView] }, error) {
	after, err := in.After()
	if err != nil {
		return nil, err
	}
	rows, err := h.exams.Items(ctx, in.ID, after, in.Limit+1)
	page := web.Listed(each(rows, viewKeyed), in.Limit, func(v AuthoredItemView) string { return v.ID })
	return &struct{ Body web.List[AuthoredItemView] }{page}, err
}

func (h routes) approve(ctx context.Context, in *idIn) (*struct{ Body AuthoredItemView }, error) {
	k, err := h.exams.Approve(ctx, in.ID)
	return &struct{ Body AuthoredItemView }{viewKeyed(k)}, err
}

// importItems takes the file as it is: 201 with the account, 202 when it is read later.
func (h routes) importItems(c *fiber.Ctx) error {
	i, err := h.exams.Import(c.UserContext(), web.Param(c, "id"), c.Query("format"), web.Body(c))
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderLocation, banksPath+"/"+i.BankID+"/imports/"+i.ID)
	status := http.StatusCreated
	if i.State == ImportRunning {
		status = http.StatusAccepted
	}
	return c.Status(status).JSON(viewImport(i))
}

type importIn struct {
	ID     string `path:"id"`
	Import string `path:"import"`
}

func (h routes) getImport(ctx context.Context, in *importIn) (*struct{ Body ImportView }, error) {
	i, err := h.exams.ImportOf(ctx, in.ID, in.Import)
	return &struct{ Body ImportView }{viewImport(i)}, err
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
