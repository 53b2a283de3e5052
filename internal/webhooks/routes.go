package webhooks

import (
	"context"
	"net/http"

	"laurel/internal/actor"
	"laurel/internal/web"
)

// Routes speaks the webhook part of the PRM's face. Endpoints belong to the vendor: a key needs webhooks:manage. The feed
// holds counts, standings and ids, so a key with any of the reading scopes below may; of it a partner's
// administrator sees the own partners.
func (s *Service) Routes(r *web.Router) {
	h := routes{s}
	manage := web.Scoped("webhooks:manage", actor.VendorAdmin, actor.ProgramManager)
	see := web.Scoped("webhooks:manage", actor.VendorAdmin, actor.ProgramManager, actor.Support, actor.Auditor)
	feed := web.AnyScope([]string{"export:read", "headcount:read", "webhooks:manage"}, append(web.Vendor(), actor.PartnerAdmin)...)
	const tag, base, one = "PRM webhooks", "/prm/v1/webhook-endpoints", "/prm/v1/webhook-endpoints/{id}"

	web.Operation(r, web.Op{Method: http.MethodGet, Path: "/prm/v1/changes", ID: "list-changes", Tag: "PRM", Rights: feed,
		Summary: "What changed, in order; an expired cursor answers 410"}, h.changes)
	web.Operation(r, web.Op{Method: http.MethodGet, Path: base, ID: "list-webhook-endpoints", Tag: tag, Rights: see, Summary: "Endpoints"}, h.list)
	web.Operation(r, web.Op{Method: http.MethodPost, Path: base, ID: "create-webhook-endpoint", Tag: tag, Rights: manage, Status: http.StatusCreated,
		Summary: "Add an endpoint; its secret is shown once"}, h.create)
	web.Operation(r, web.Op{Method: http.MethodGet, Path: one, ID: "get-webhook-endpoint", Tag: tag, Rights: see, Summary: "An endpoint"}, h.get)
	web.Operation(r, web.Op{Method: http.MethodPatch, Path: one, ID: "change-webhook-endpoint", Tag: tag, Rights: manage, Summary: "Change an endpoint, switch it off or on"}, h.patch)
	web.Operation(r, web.Op{Method: http.MethodDelete, Path: one, ID: "delete-webhook-endpoint", Tag: tag, Rights: manage, Status: http.StatusNoContent,
		Summary: "Delete an endpoint"}, h.delete)
	web.Operation(r, web.Op{Method: http.MethodPost, Path: one + "/test", ID: "test-webhook-endpoint", Tag: tag, Rights: manage, Status: http.StatusCreated,
		Summary: "Send a message of type webhook.test"}, h.test)
	web.Operation(r, web.Op{Method: http.MethodPost, Path: one + "/rotate", ID: "rotate-webhook-secret", Tag: tag, Rights: manage,
		Summary: "A new secret, shown once; the old one signs along for a day"}, h.rotate)
	web.Operation(r, web.Op{Method: http.MethodGet, Path: one + "/deliveries", ID: "list-webhook-deliveries", Tag: tag, Rights: see,
		Summary: "Deliveries, newest first, with every attempt"}, h.deliveries)
	web.Operation(r, web.Op{Method: http.MethodPost, Path: one + "/deliveries/{delivery}/replay", ID: "replay-webhook-delivery", Tag: tag, Rights: manage,
		Summary: "Send a delivery again under the same webhook-id"}, h.replay)
}

type routes struct{ webhooks *Service }

type changesIn struct {
	Cursor string `query:"cursor" maxLength:"200" doc:"next_cursor of the last page; leave it out to begin at the oldest entry kept"`
	Types  string `query:"types" maxLength:"1000" doc:"Event types, parted by commas; all when absent"`
	Limit  int    `query:"limit" minimum:"1" maximum:"200" default:"50"`
}

type changesOut struct{ Body ChangesView }

func (h routes) changes(ctx context.Context, in *changesIn) (*changesOut, error) {
	types, err := typesOf(in.Types)
	if err != nil {
		return nil, err
	}
	changes, next, more, err := h.webhooks.Changes(ctx, actor.Sight(ctx), Query{Cursor: in.Cursor, Types: types, Limit: in.Limit})
	if err != nil {
		return nil, err
	}
	view, err := viewChanges(changes, next, more)
	return &changesOut{view}, err
}

type oneIn struct {
	ID string `path:"id"`
}

type endpointOut struct{ Body EndpointView }

type secretOut struct {
	Location string `header:"Location"`
	Body     SecretView
}

func (h routes) list(ctx context.Context, in *web.Paging) (*struct{ Body web.List[EndpointView] }, error) {
	after, err := in.After()
	if err != nil {
		return nil, err
	}
	rows, err := h.webhooks.Endpoints(ctx, after, in.Limit+1)
	views := make([]EndpointView, 0, len(rows))
	for _, e := range rows {
		views = append(views, viewEndpoint(e))
	}
	return &struct{ Body web.List[EndpointView] }{web.Listed(views, in.Limit, func(v EndpointView) string { return v.ID })}, err
}

func (h routes) get(ctx context.Context, in *oneIn) (*endpointOut, error) {
	e, err := h.webhooks.Endpoint(ctx, in.ID)
	return &endpointOut{viewEndpoint(e)}, err
}

func (h routes) delete(ctx context.Context, in *oneIn) (*struct{}, error) {
	return nil, h.webhooks.Delete(ctx, in.ID)
}

func (h routes) rotate(ctx context.Context, in *oneIn) (*secretOut, error) {
	shown, err := h.webhooks.Rotate(ctx, in.ID)
	return &secretOut{Body: SecretView{viewEndpoint(shown.Endpoint), shown.Secret}}, err
}
