package exams

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"laurel/internal/actor"
	"laurel/internal/fault"
	"laurel/internal/hooks"
	"laurel/internal/web"
)

const (
	tagExternal   = "Results from outside"
	sourcesPath   = "/api/v1/result-sources"
	externalPath  = "/api/v1/results/external"
	mostDelivered = 64 << 10
	mostSheet     = 5 << 20
)

// outside registers what is about exams that are delivered elsewhere.
func (h routes) outside(r *web.Router) {
	admin := web.Roles(actor.VendorAdmin)
	reads := web.Roles(actor.VendorAdmin, actor.Support, actor.Auditor)
	web.Operation(r, web.Op{Method: http.MethodGet, Path: sourcesPath, ID: "list-result-sources", Tag: tagExternal, Rights: reads, Summary: "Who delivers exams elsewhere"}, h.listSources)
	web.Operation(r, web.Op{Method: http.MethodPost, Path: sourcesPath, ID: "add-result-source", Tag: tagExternal, Rights: admin, Status: http.StatusCreated,
		Summary: "Register who delivers exams elsewhere; the secret is shown once"}, h.addSource)
	web.Operation(r, web.Op{Method: http.MethodPost, Path: sourcesPath + "/{id}/disable", ID: "disable-result-source", Tag: tagExternal, Rights: admin,
		Summary: "Take nothing more from a source; what came stays"}, h.disableSource)
	web.Operation(r, web.Op{Method: http.MethodGet, Path: externalPath, ID: "list-external-results", Tag: tagExternal, Rights: reads, Summary: "Results from outside, newest first"}, h.listExternal)
	web.Page(r, web.Op{Method: http.MethodPost, Path: externalPath, ID: "deliver-external-result", Tag: tagExternal, Rights: web.Public(), MaxBody: mostDelivered,
		Summary: "A source delivers a result at ?source=KEY, signed by Standard Webhooks; 201, or 200 for the same again, 409 for the same reference with another content"}, h.deliver)
	web.Page(r, web.Op{Method: http.MethodPost, Path: externalPath + ".csv", ID: "upload-external-results", Tag: tagExternal, Rights: admin, MaxBody: mostSheet,
		Summary: "The same as a CSV at ?source=KEY, a result in each row; each row has exactly one outcome"}, h.uploadSheet)
	web.Operation(r, web.Op{Method: http.MethodGet, Path: "/api/v1/me/results/external", ID: "list-my-external-results", Tag: tagExternal, Rights: web.SignedIn(),
		Summary: "Your results of exams that were delivered elsewhere, newest first"}, h.myExternal)
}

// deliveredBody is what a source sends.
type deliveredBody struct {
	SourceRef string `json:"source_ref"`
	Candidate struct {
		Email  string `json:"email"`
		Person string `json:"person"`
	} `json:"candidate"`
	Exam        string    `json:"exam"`
	Form        string    `json:"form"`
	Score       string    `json:"score"`
	Max         string    `json:"max"`
	ScaledScore *int      `json:"scaled_score"`
	Decision    string    `json:"decision"`
	Incident    string    `json:"incident"`
	TakenAt     time.Time `json:"taken_at"`
	Supersedes  string    `json:"supersedes"`
}

func (b deliveredBody) delivered() Delivered {
	return Delivered{
		SourceRef: b.SourceRef, Person: b.Candidate.Person, Email: strings.TrimSpace(b.Candidate.Email), Exam: b.Exam, Form: b.Form, Score: b.Score, Max: b.Max,
		ScaledScore: b.ScaledScore, Decision: b.Decision, Incident: b.Incident, TakenAt: b.TakenAt.UTC(), Supersedes: b.Supersedes,
	}
}

// readDelivered reads as strictly as all else is read.
func readDelivered(body []byte) (Delivered, error) {
	if _, err := web.Strict(body); err != nil {
		return Delivered{}, err
	}
	d := json.NewDecoder(bytes.NewReader(body))
	d.DisallowUnknownFields()
	var b deliveredBody
	err := d.Decode(&b)
	var kind *json.UnmarshalTypeError
	switch {
	case errors.As(err, &kind):
		return Delivered{}, ErrExternalInput.With(fault.Field{Field: kind.Field, Code: "type", Detail: "another type is expected; score and max are decimals as text"})
	case err != nil && strings.Contains(err.Error(), "unknown field"):
		return Delivered{}, ErrExternalInput.With(fault.Field{Field: "body", Code: "unknown_field", Detail: "only the members that the description names"})
	case err != nil:
		return Delivered{}, ErrExternalInput.With(fault.Field{Field: "taken_at", Code: "malformed", Detail: "an instant such as 2026-03-01T09:30:00Z"})
	}
	return b.delivered(), nil
}

func (h routes) deliver(c *fiber.Ctx) error {
	m := hooks.Message{ID: c.Get("Webhook-Id"), Timestamp: c.Get("Webhook-Timestamp"), Signature: c.Get("Webhook-Signature"), Body: web.Body(c)}
	src, err := h.exams.Trust(c.UserContext(), c.Query("source"), m)
	if err != nil {
		return err
	}
	d, err := readDelivered(m.Body)
	if err != nil {
		return err
	}
	ctx := actor.With(c.UserContext(), actor.SystemOf("source:"+src.Key))
	e, fresh, err := h.exams.Receive(ctx, src, d)
	if err != nil {
		return err
	}
	status := http.StatusOK
	if fresh {
		status = http.StatusCreated
	}
	return c.Status(status).JSON(viewExternal(e))
}

func (h routes) uploadSheet(c *fiber.Ctx) error {
	src, err := h.exams.SourceNamed(c.UserContext(), c.Query("source"))
	if err != nil {
		return err
	}
	rows, err := h.exams.ReceiveSheet(c.UserContext(), src, web.Body(c))
	if err != nil {
		return err
	}
	return c.JSON(viewSheet(src, rows))
}

type sourcesOut struct {
	Body struct {
		Data []SourceView `json:"data"`
	}
}

func (h routes) listSources(ctx context.Context, _ *struct{}) (*sourcesOut, error) {
	rows, err := h.exams.Sources(ctx)
	out := &sourcesOut{}
	out.Body.Data = each(rows, viewSource)
	return out, err
}

type addSourceIn struct {
	Body struct {
		Key   string `json:"key" maxLength:"100"`
		Title string `json:"title" maxLength:"400" doc:"How people are told who delivered the exam"`
	}
}

type addSourceOut struct {
	Location string `header:"Location"`
	Body     NewSourceView
}

func (h routes) addSource(ctx context.Context, in *addSourceIn) (*addSourceOut, error) {
	made, err := h.exams.AddSource(ctx, in.Body.Key, strings.TrimSpace(in.Body.Title))
	return &addSourceOut{sourcesPath, NewSourceView{viewSource(made.Source), made.Secret}}, err
}

func (h routes) disableSource(ctx context.Context, in *idIn) (*struct{ Body SourceView }, error) {
	src, err := h.exams.DisableSource(ctx, in.ID)
	return &struct{ Body SourceView }{viewSource(src)}, err
}

type externalIn struct {
	web.Paging
	Source string `query:"source" maxLength:"100"`
	Exam   string `query:"exam" maxLength:"100"`
}

func (h routes) listExternal(ctx context.Context, in *externalIn) (*struct{ Body web.List[ExternalView] }, error) {
	after, err := in.After()
	if err != nil {
		return nil, err
	}
	rows, err := h.exams.Externals(ctx, Externals{Source: in.Source, Exam: in.Exam, After: after, Limit: in.Limit + 1})
	page := web.Listed(each(rows, viewExternal), in.Limit, func(v ExternalView) string { return v.ID })
	return &struct{ Body web.List[ExternalView] }{page}, err
}

func (h routes) myExternal(ctx context.Context, in *web.Paging) (*struct{ Body web.List[ExternalView] }, error) {
	after, err := in.After()
	if err != nil {
		return nil, err
	}
	rows, err := h.exams.Externals(ctx, Externals{PersonID: actor.From(ctx).ID, After: after, Limit: in.Limit + 1})
	page := web.Listed(each(rows, viewExternal), in.Limit, func(v ExternalView) string { return v.ID })
	return &struct{ Body web.List[ExternalView] }{page}, err
}
