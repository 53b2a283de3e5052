package webhooks

import (
	"context"

	"laurel/internal/web"
)

type createIn struct {
	Body struct {
		URL         string   `json:"url" maxLength:"2048"`
		Description string   `json:"description,omitempty" maxLength:"200"`
		Types       []string `json:"types,omitempty" maxItems:"50" doc:"Leave out for all types"`
	}
}

func (h routes) create(ctx context.Context, in *createIn) (*secretOut, error) {
	b := in.Body
	shown, err := h.webhooks.Create(ctx, EndpointInput{URL: b.URL, Description: b.Description, Types: b.Types})
	return &secretOut{
		Location: "/prm/v1/webhook-endpoints/" + shown.Endpoint.ID,
		Body:     SecretView{viewEndpoint(shown.Endpoint), shown.Secret},
	}, err
}

type patchIn struct {
	ID   string `path:"id"`
	Body struct {
		URL         *string        `json:"url,omitempty" maxLength:"2048"`
		Description *string        `json:"description,omitempty" maxLength:"200"`
		Types       *[]string      `json:"types,omitempty" maxItems:"50"`
		State       *EndpointState `json:"state,omitempty" enum:"active,disabled"`
	}
}

func (h routes) patch(ctx context.Context, in *patchIn) (*endpointOut, error) {
	e, err := h.webhooks.Change(ctx, in.ID, EndpointChange{URL: in.Body.URL, Description: in.Body.Description, Types: in.Body.Types, State: in.Body.State})
	return &endpointOut{viewEndpoint(e)}, err
}

type deliveryOut struct {
	Location string `header:"Location"`
	Body     DeliveryView
}

func (h routes) test(ctx context.Context, in *oneIn) (*deliveryOut, error) {
	d, err := h.webhooks.Test(ctx, in.ID)
	return &deliveryOut{Location: "/prm/v1/webhook-endpoints/" + d.EndpointID + "/deliveries", Body: viewDelivery(d, nil)}, err
}

type replayIn struct {
	ID       string `path:"id"`
	Delivery string `path:"delivery"`
}

type replayOut struct{ Body DeliveryView }

func (h routes) replay(ctx context.Context, in *replayIn) (*replayOut, error) {
	d, log, err := h.webhooks.Replay(ctx, in.ID, in.Delivery)
	return &replayOut{viewDelivery(d, log)}, err
}

type deliveriesIn struct {
	ID string `path:"id"`
	web.Paging
}

func (h routes) deliveries(ctx context.Context, in *deliveriesIn) (*struct{ Body web.List[DeliveryView] }, error) {
	before, err := in.After()
	if err != nil {
		return nil, err
	}
	rows, log, err := h.webhooks.Deliveries(ctx, in.ID, before, in.Limit+1)
	views := make([]DeliveryView, 0, len(rows))
	for _, d := range rows {
		views = append(views, viewDelivery(d, log[d.ID]))
	}
	return &struct{ Body web.List[DeliveryView] }{web.Listed(views, in.Limit, func(v DeliveryView) string { return v.ID })}, err
}
