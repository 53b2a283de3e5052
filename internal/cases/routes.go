package cases

import (
	"context"
	"net/http"
	"time"

	"laurel/internal/actor"
	"laurel/internal/web"
)

const (
	casesPath = "/api/v1/cases"
	minePath  = "/api/v1/me/cases"
	tag       = "Cases"
)

type routes struct{ cases *Service }

// Routes speaks HTTP.
func (s *Service) Routes(r *web.Router) {
	h := routes{s}
	reports := web.Roles(actor.VendorAdmin, actor.Proctor, actor.Support, actor.Author, actor.Grader)
	reads := web.Roles(actor.VendorAdmin, actor.Proctor, actor.Support, actor.Author, actor.Grader, actor.Auditor)
	holds := web.Roles(actor.VendorAdmin, actor.Proctor, actor.Support)
	post := func(path, id, summary string, rights web.Rights) web.Op {
		return web.Op{Method: http.MethodPost, Path: path, ID: id, Tag: tag, Rights: rights, Summary: summary}
	}
	created := func(op web.Op) web.Op {
		op.Status = http.StatusCreated
		return op
	}
	get := func(path, id, summary string, rights web.Rights) web.Op {
		return web.Op{Method: http.MethodGet, Path: path, ID: id, Tag: tag, Rights: rights, Summary: summary}
	}
	web.Operation(r, created(post(casesPath, "open-case", "Report an attempt or a person; nothing is held or decided by it", reports)), h.open)
	web.Operation(r, get(casesPath, "list-cases", "Cases, newest first; authors and graders see those about items", reads), h.list)
	web.Operation(r, get(casesPath+"/{number}", "get-case", "A case with its history", reads), h.find)
	web.Operation(r, post(casesPath+"/{number}/comments", "comment-case", "Add to the history what the person concerned does not see", reports), h.comment)
	web.Operation(r, post(casesPath+"/{number}/hold", "hold-case", "Hold the result of the attempt until the case is decided", holds), h.hold)
	web.Operation(r, post(casesPath+"/{number}/lift", "lift-case", "End the hold before a decision", holds), h.lift)
	web.Operation(r, post(casesPath+"/{number}/proposals", "propose-ruling", "Propose a decision, at first or on appeal; it needs a second person", reports), h.propose)
	web.Operation(r, post(casesPath+"/{number}/decision", "answer-ruling", "Confirm what somebody else proposed, or decline it", reports), h.answer)
	web.Operation(r, post(casesPath+"/{number}/dismiss", "dismiss-case", "End a case from which nothing follows", holds), h.dismiss)

	h.concerns(r)
	me := web.SignedIn()
	web.Operation(r, created(post("/api/v1/attempts/{id}/incidents", "report-incident", "Say what went wrong in an attempt of yours, until 15 days after it", me)), h.say)
	web.Operation(r, created(post("/api/v1/attempts/{id}/challenges", "challenge-item", "Challenge an item of an attempt of yours, until 15 days after it", me)), h.challenge)
	web.Operation(r, get(minePath, "list-my-cases", "Cases about you, newest first", me), h.mine)
	web.Operation(r, get(minePath+"/{number}", "get-my-case", "A case about you", me), h.own)
	web.Operation(r, post(minePath+"/{number}/statements", "state-in-case", "Say something in a case about you", me), h.speak)
	web.Operation(r, post(minePath+"/{number}/appeals", "appeal-case", "Appeal a decision about you, once, within the window", me), h.appeal)
}

type numberIn struct {
	Number string `path:"number"`
}

type caseOut struct {
	Location string `header:"Location"`
	Body     CaseView
}

// shown answers with the case as the vendor sees it.
func (h routes) shown(ctx context.Context, c Case, err error) (*caseOut, error) {
	if err != nil {
		return nil, err
	}
	f, err := h.cases.file(ctx, c.Number)
	return &caseOut{casesPath + "/" + c.Number, viewFile(f)}, err
}

type caseOpenIn struct {
	Body struct {
		Kind    string `json:"kind" enum:"integrity,incident"`
		Origin  string `json:"origin,omitempty" enum:"person,partner,signal" default:"person" doc:"Whether you saw it yourself, a partner reported it, or a machine noticed it. Who saw it does not decide"`
		Attempt string `json:"attempt,omitempty" maxLength:"100"`
		Person  string `json:"person,omitempty" maxLength:"100"`
		Exam    string `json:"exam,omitempty" maxLength:"100"`
		Summary string `json:"summary" maxLength:"20000"`
	}
}

func (h routes) open(ctx context.Context, in *caseOpenIn) (*caseOut, error) {
	b := in.Body
	c, err := h.cases.Open(ctx, Report{Kind: Kind(b.Kind), Origin: Origin(b.Origin), AttemptID: b.Attempt, PersonID: b.Person, ExamKey: b.Exam, Summary: b.Summary})
	return h.shown(ctx, c, err)
}

type listIn struct {
	web.Paging
	State   string `query:"state" enum:"open,held,proposed,decided,notified,appealed,final,dismissed"`
	Kind    string `query:"kind" enum:"integrity,incident,item_challenge"`
	Person  string `query:"person" maxLength:"100"`
	Attempt string `query:"attempt" maxLength:"100"`
	Exam    string `query:"exam" maxLength:"100"`
}

func (h routes) list(ctx context.Context, in *listIn) (*struct{ Body web.List[CaseView] }, error) {
	after, err := in.After()
	if err != nil {
		return nil, err
	}
	rows, err := h.cases.Cases(ctx, Query{State: in.State, Kind: in.Kind, PersonID: in.Person, AttemptID: in.Attempt, ExamKey: in.Exam, After: after, Limit: in.Limit + 1})
	views := make([]CaseView, 0, len(rows))
	for _, c := range rows {
		views = append(views, viewCase(c))
	}
	return &struct{ Body web.List[CaseView] }{web.Listed(views, in.Limit, func(v CaseView) string { return v.Number })}, err
}

func (h routes) find(ctx context.Context, in *numberIn) (*caseOut, error) {
	f, err := h.cases.Find(ctx, in.Number)
	return &caseOut{"", viewFile(f)}, err
}

type caseTextIn struct {
	Number string `path:"number"`
	Body   struct {
		Text string `json:"text" maxLength:"20000"`
	}
}

type caseReasonIn struct {
	Number string `path:"number"`
	Body   struct {
		Reason string `json:"reason" maxLength:"20000"`
	}
}

// seen refuses what the caller may not see, before anything is said about it.
func (h routes) seen(ctx context.Context, number string) error {
	_, err := h.cases.Find(ctx, number)
	return err
}

func (h routes) comment(ctx context.Context, in *caseTextIn) (*caseOut, error) {
	if err := h.seen(ctx, in.Number); err != nil {
		return nil, err
	}
	c, err := h.cases.Comment(ctx, in.Number, in.Body.Text)
	return h.shown(ctx, c, err)
}

func (h routes) hold(ctx context.Context, in *caseReasonIn) (*caseOut, error) {
	if err := h.seen(ctx, in.Number); err != nil {
		return nil, err
	}
	c, err := h.cases.Hold(ctx, in.Number, in.Body.Reason)
	return h.shown(ctx, c, err)
}

func (h routes) lift(ctx context.Context, in *caseReasonIn) (*caseOut, error) {
	if err := h.seen(ctx, in.Number); err != nil {
		return nil, err
	}
	c, err := h.cases.Lift(ctx, in.Number, in.Body.Reason)
	return h.shown(ctx, c, err)
}

type caseDismissIn struct {
	Number string `path:"number"`
	Body   struct {
		Answer string `json:"answer" maxLength:"20000" doc:"What the person concerned reads, if they know of the case"`
	}
}

func (h routes) dismiss(ctx context.Context, in *caseDismissIn) (*caseOut, error) {
	if err := h.seen(ctx, in.Number); err != nil {
		return nil, err
	}
	c, err := h.cases.Dismiss(ctx, in.Number, in.Body.Answer)
	return h.shown(ctx, c, err)
}

type caseBarBody struct {
	Exams []string  `json:"exams" maxItems:"50" nullable:"false" doc:"Keys, or * for every exam"`
	Until time.Time `json:"until"`
}

type caseProposeIn struct {
	Number string `path:"number"`
	Body   struct {
		Sanction struct {
			Void        bool         `json:"void,omitempty"`
			Revoke      []string     `json:"revoke,omitempty" maxItems:"20" nullable:"false"`
			Bar         *caseBarBody `json:"bar,omitempty"`
			WaiveRetake bool         `json:"waive_retake,omitempty" doc:"A remedy: the attempt neither counts nor makes wait"`
		} `json:"sanction"`
		Findings string             `json:"findings" maxLength:"100000"`
		Evidence []CaseEvidenceView `json:"evidence,omitempty" maxItems:"50" nullable:"false"`
		Notice   string             `json:"notice" maxLength:"20000" doc:"What the person concerned reads"`
	}
}

func (h routes) propose(ctx context.Context, in *caseProposeIn) (*caseOut, error) {
	if err := h.seen(ctx, in.Number); err != nil {
		return nil, err
	}
	b := in.Body
	r := Ruling{Findings: b.Findings, Notice: b.Notice, Sanction: Sanction{Void: b.Sanction.Void, Revoke: b.Sanction.Revoke, WaiveRetake: b.Sanction.WaiveRetake}}
	if bar := b.Sanction.Bar; bar != nil {
		until := bar.Until.UTC()
		r.Sanction.BarExams, r.Sanction.BarUntil = bar.Exams, &until
	}
	for _, e := range b.Evidence {
		r.Evidence = append(r.Evidence, Evidence(e))
	}
	c, err := h.cases.Propose(ctx, in.Number, r)
	return h.shown(ctx, c, err)
}

type caseAnswerIn struct {
	Number string `path:"number"`
	Body   struct {
		Accept  bool   `json:"accept"`
		Comment string `json:"comment,omitempty" maxLength:"4000"`
	}
}

func (h routes) answer(ctx context.Context, in *caseAnswerIn) (*caseOut, error) {
	if err := h.seen(ctx, in.Number); err != nil {
		return nil, err
	}
	c, err := h.cases.Answer(ctx, in.Number, in.Body.Accept, in.Body.Comment)
	return h.shown(ctx, c, err)
}
