package exams

import (
	"context"
	"net/http"

	"laurel/internal/actor"
	"laurel/internal/web"
)

const formsPath = "/api/v1/forms"

// forms registers what authors do with forms.
func (h routes) forms(r *web.Router) {
	write, read := web.Roles(actor.VendorAdmin, actor.Author), web.Roles(actor.VendorAdmin, actor.Author, actor.Auditor)
	web.Operation(r, web.Op{Method: http.MethodPost, Path: examsPath + "/{key}/forms", ID: "make-forms", Tag: tagExams, Rights: write, Status: http.StatusCreated,
		Summary: "Make the fixed forms that the published exam asks for, beside those that are open; 422 names what the bank lacks"}, h.makeForms)
	web.Operation(r, web.Op{Method: http.MethodGet, Path: examsPath + "/{key}/forms", ID: "list-forms", Tag: tagExams, Rights: read,
		Summary: "The forms of an exam, newest first, with what they came to and what they share"}, h.listForms)
	web.Operation(r, web.Op{Method: http.MethodGet, Path: formsPath + "/{id}", ID: "get-form", Tag: tagExams, Rights: read, Summary: "A form with its places"}, h.getForm)
	web.Operation(r, web.Op{Method: http.MethodPost, Path: formsPath + "/{id}/retire", ID: "retire-form", Tag: tagExams, Rights: write,
		Summary: "Give a form to nobody else"}, h.retireForm)
}

type editionOut struct{ Body EditionView }

type madeFormsOut struct {
	Location string `header:"Location"`
	Body     EditionView
}

func (h routes) makeForms(ctx context.Context, in *keyIn) (*madeFormsOut, error) {
	forms, err := h.exams.BuildForms(ctx, in.Key)
	if err != nil {
		return nil, err
	}
	return &madeFormsOut{examsPath + "/" + in.Key + "/forms", EditionView{Data: each(forms, viewForm), Overlap: overlaps(forms)}}, nil
}

func (h routes) listForms(ctx context.Context, in *attemptsIn) (*editionOut, error) {
	after, err := in.After()
	if err != nil {
		return nil, err
	}
	e, err := h.exams.Forms(ctx, in.Key, after, in.Limit+1)
	if err != nil {
		return nil, err
	}
	page := web.Listed(each(e.Forms, viewForm), in.Limit, func(v FormView) string { return v.ID })
	return &editionOut{EditionView{page.Data, page.NextCursor, e.Ready, overlaps(fixedOf(e.Forms[:len(page.Data)]))}}, nil
}

type formOut struct{ Body FormView }

func (h routes) getForm(ctx context.Context, in *idIn) (*formOut, error) {
	f, err := h.exams.Form(ctx, in.ID)
	return &formOut{viewWholeForm(f)}, err
}

func (h routes) retireForm(ctx context.Context, in *struct {
	ID   string `path:"id"`
	Body struct {
		Reason string `json:"reason" minLength:"1" maxLength:"1000"`
	}
}) (*formOut, error) {
	f, err := h.exams.RetireForm(ctx, in.ID, in.Body.Reason)
	if err != nil {
		return nil, err
	}
	return &formOut{viewForm(f)}, nil
}
