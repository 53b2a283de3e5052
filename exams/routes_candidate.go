package exams

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"laurel/internal/web"
)

func (h routes) catalogue(ctx context.Context, in *web.Paging) (*struct{ Body web.List[ExamView] }, error) {
	after, err := in.After()
	if err != nil {
		return nil, err
	}
	rows, err := h.exams.Catalogue(ctx, after, in.Limit+1)
	page := web.Listed(each(rows, viewExam), in.Limit, func(v ExamView) string { return v.Key })
	return &struct{ Body web.List[ExamView] }{page}, err
}

func (h routes) getExam(ctx context.Context, in *keyIn) (*examOut, error) {
	l, err := h.exams.Offer(ctx, in.Key)
	return &examOut{"", web.ETag(l.Exam.ETag()), viewExam(l)}, err
}

type registerIn struct {
	Key  string `path:"key"`
	Body struct {
		PayWith        string `json:"pay_with" enum:"card,voucher,invoice,free"`
		VoucherCode    string `json:"voucher_code,omitempty" maxLength:"100"`
		Affiliation    string `json:"affiliation,omitempty" maxLength:"100"`
		Locale         string `json:"locale,omitempty" maxLength:"35"`
		SecondLanguage bool   `json:"second_language,omitempty" doc:"The exam is not in your first language; some exams give more time for that"`
	}
}

type registrationOut struct {
	Location string `header:"Location"`
	Body     RegistrationView
}

func (h routes) register(ctx context.Context, in *registerIn) (*registrationOut, error) {
	b := in.Body
	r, err := h.exams.Register(ctx, Enrol{in.Key, b.PayWith, b.VoucherCode, b.Affiliation, b.Locale, b.SecondLanguage})
	return &registrationOut{"/api/v1/registrations/" + r.ID, viewRegistration(r)}, err
}

func (h routes) getRegistration(ctx context.Context, in *idIn) (*struct{ Body RegistrationView }, error) {
	r, err := h.exams.Registration(ctx, in.ID)
	return &struct{ Body RegistrationView }{viewRegistration(r)}, err
}

func (h routes) listRegistrations(ctx context.Context, in *web.Paging) (*struct{ Body web.List[RegistrationView] }, error) {
	after, err := in.After()
	if err != nil {
		return nil, err
	}
	rows, err := h.exams.Registrations(ctx, after, in.Limit+1)
	page := web.Listed(each(rows, viewRegistration), in.Limit, func(v RegistrationView) string { return v.ID })
	return &struct{ Body web.List[RegistrationView] }{page}, err
}

type attemptOut struct {
	Status   int
	Location string `header:"Location"`
	Body     AttemptView
}

func (h routes) makeAttempt(ctx context.Context, in *idIn) (*attemptOut, error) {
	v, made, err := h.exams.Attempt(ctx, in.ID)
	status := http.StatusOK
	if made {
		status = http.StatusCreated
	}
	return &attemptOut{status, attemptsPath + "/" + v.Attempt.ID, viewAttempt(v)}, err
}

type startIn struct {
	ID   string `path:"id"`
	Body struct {
		AgreementAccepted bool `json:"agreement_accepted"`
	}
}

func (h routes) start(ctx context.Context, in *startIn) (*struct{ Body AttemptView }, error) {
	v, err := h.exams.Start(ctx, in.ID, in.Body.AgreementAccepted)
	return &struct{ Body AttemptView }{viewAttempt(v)}, err
}

func (h routes) getAttempt(ctx context.Context, in *idIn) (*struct{ Body AttemptView }, error) {
	v, err := h.exams.See(ctx, in.ID)
	return &struct{ Body AttemptView }{viewAttempt(v)}, err
}

type saveIn struct {
	ID       string `path:"id"`
	Position int    `path:"position" minimum:"1" maximum:"10000"`
	Body     struct {
		Epoch    int64           `json:"epoch" minimum:"1"`
		Seq      int64           `json:"seq" minimum:"1" maximum:"9007199254740991"`
		Response json.RawMessage `json:"response"`
		Flagged  bool            `json:"flagged,omitempty"`
	}
}

type saveOut struct {
	Body struct {
		Position          int        `json:"position"`
		Seq               int64      `json:"seq"`
		Applied           bool       `json:"applied"`
		ServerNow         time.Time  `json:"server_now"`
		DeadlineAt        time.Time  `json:"deadline_at"`
		SectionDeadlineAt *time.Time `json:"section_deadline_at,omitempty" doc:"Where the open section has a limit of its own"`
	}
}

func (h routes) saveOne(ctx context.Context, in *saveIn) (*saveOut, error) {
	b := in.Body
	results, v, err := h.exams.Save(ctx, in.ID, b.Epoch, []Answer{{in.Position, b.Seq, b.Response, b.Flagged}})
	if err == nil {
		err = refusalOf(results[0])
	}
	if err != nil {
		return nil, err
	}
	out := &saveOut{}
	out.Body.Position, out.Body.Seq, out.Body.Applied = results[0].Position, results[0].Seq, results[0].Applied
	out.Body.ServerNow, out.Body.DeadlineAt, out.Body.SectionDeadlineAt = v.Now, *v.Attempt.DeadlineAt, v.Attempt.SectionEndAt
	return out, nil
}

type answerBody struct {
	Position int             `json:"position" minimum:"1" maximum:"10000"`
	Seq      int64           `json:"seq" minimum:"1" maximum:"9007199254740991"`
	Response json.RawMessage `json:"response"`
	Flagged  bool            `json:"flagged,omitempty"`
}

type saveManyIn struct {
	ID   string `path:"id"`
	Body struct {
		Epoch     int64        `json:"epoch" minimum:"1"`
		Responses []answerBody `json:"responses" maxItems:"500" nullable:"false" doc:"Empty to ask how the attempt stands, without changing anything"`
	}
}

type saveManyOut struct {
	Body struct {
		Results           []SavedView `json:"results"`
		ServerNow         time.Time   `json:"server_now"`
		DeadlineAt        time.Time   `json:"deadline_at"`
		SectionDeadlineAt *time.Time  `json:"section_deadline_at,omitempty" doc:"Where the open section has a limit of its own"`
	}
}

func (h routes) saveMany(ctx context.Context, in *saveManyIn) (*saveManyOut, error) {
	answers := each(in.Body.Responses, func(b answerBody) Answer { return Answer(b) })
	results, v, err := h.exams.Save(ctx, in.ID, in.Body.Epoch, answers)
	if err != nil {
		return nil, err
	}
	out := &saveManyOut{}
	out.Body.Results = each(results, func(s Saved) SavedView { return SavedView(s) })
	out.Body.ServerNow, out.Body.DeadlineAt, out.Body.SectionDeadlineAt = v.Now, *v.Attempt.DeadlineAt, v.Attempt.SectionEndAt
	return out, nil
}

type epochView struct {
	Epoch int64 `json:"epoch"`
}

func (h routes) takeOver(ctx context.Context, in *idIn) (*struct{ Body epochView }, error) {
	epoch, err := h.exams.TakeOver(ctx, in.ID)
	return &struct{ Body epochView }{epochView{epoch}}, err
}

type submitIn struct {
	ID   string `path:"id"`
	Body struct {
		Epoch int64 `json:"epoch" minimum:"1"`
	}
}

func (h routes) submit(ctx context.Context, in *submitIn) (*struct{ Body Receipt }, error) {
	r, err := h.exams.Submit(ctx, in.ID, in.Body.Epoch)
	return &struct{ Body Receipt }{r}, err
}

func (h routes) result(ctx context.Context, in *idIn) (*struct{ Body ResultView }, error) {
	a, r, err := h.exams.Result(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	return &struct{ Body ResultView }{viewResult(a, r)}, nil
}
