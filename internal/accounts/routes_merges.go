package accounts

import (
	"context"
	"net/http"

	"laurel/internal/actor"
	"laurel/internal/web"
)

func (h routes) merges(r *web.Router) {
	const tag, person = "People", "/api/v1/people/{id}"
	support := web.Roles(actor.VendorAdmin, actor.Support)
	web.Operation(r, web.Op{Method: http.MethodGet, Path: person + "/merges", ID: "list-merges", Summary: "Merges of the account with others", Tag: tag, Rights: web.Roles(web.Vendor()...)}, h.listMerges)
	web.Operation(r, web.Op{Method: http.MethodPost, Path: person + "/merges/preview", ID: "preview-merge", Summary: "What it would do to make another account a part of this one", Tag: tag, Rights: support}, h.previewMerge)
	web.Operation(r, web.Op{Method: http.MethodPost, Path: person + "/merges", ID: "merge-person", Summary: "Make another account a part of this one", Tag: tag, Rights: support, Status: http.StatusCreated}, h.merge)
	web.Operation(r, web.Op{Method: http.MethodPost, Path: "/api/v1/merges/{id}/undo", ID: "undo-merge", Summary: "Make two accounts of it again, within 30 days", Tag: tag, Rights: support}, h.undoMerge)
}

type mergesOutput struct {
	Body struct {
		Data []MergeView `json:"data"`
	}
}

func (h routes) listMerges(ctx context.Context, in *idInput) (*mergesOutput, error) {
	list, err := h.s.Merges(ctx, in.ID)
	out := &mergesOutput{}
	out.Body.Data = views(list, func(m Merge) MergeView { return mergeView(m, h.s.db.Now()) })
	return out, err
}

type mergeInput struct {
	ID   string `path:"id"`
	Body struct {
		From   string `json:"from" maxLength:"60" doc:"The account that becomes a part of this one"`
		Reason string `json:"reason,omitempty" maxLength:"500"`
	}
}

func (in *mergeInput) wish() MergeWish {
	return MergeWish{From: in.Body.From, Into: in.ID, Reason: in.Body.Reason}
}

func (h routes) previewMerge(ctx context.Context, in *mergeInput) (*struct{ Body ProspectView }, error) {
	p, err := h.s.PreviewMerge(ctx, in.wish())
	return &struct{ Body ProspectView }{prospectView(p)}, err
}

type mergeOutput struct {
	Location string `header:"Location"`
	Body     MergeView
}

func (h routes) merge(ctx context.Context, in *mergeInput) (*mergeOutput, error) {
	m, err := h.s.Merge(ctx, in.wish())
	return &mergeOutput{Location: "/api/v1/people/" + in.ID + "/merges", Body: mergeView(m, h.s.db.Now())}, err
}

type undoInput struct {
	ID   string `path:"id"`
	Body struct {
		Reason string `json:"reason,omitempty" maxLength:"500"`
	}
}

func (h routes) undoMerge(ctx context.Context, in *undoInput) (*struct{ Body MergeView }, error) {
	m, err := h.s.UndoMerge(ctx, in.ID, in.Body.Reason)
	return &struct{ Body MergeView }{mergeView(m, h.s.db.Now())}, err
}
