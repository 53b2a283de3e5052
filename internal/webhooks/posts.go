package webhooks

import (
	"context"
	"time"

	"laurel/internal/hooks"
)

// parcel is a claimed delivery with all that sending it needs.
type parcel struct {
	delivery Delivery
	endpoint Endpoint
	payload  []byte
	secrets  []hooks.Secret
	lease    string
}

// post makes one attempt. It fails only when it was interrupted from our side; everything else is an outcome.
func (s *Service) post(ctx context.Context, p parcel) (outcome, error) {
	began := s.db.Now()
	bounded, cancel := context.WithTimeout(ctx, s.timeout)
	defer cancel()
	o, err := s.exchange(bounded, p, began)
	if ctx.Err() != nil { // we are shutting down: the lease runs out and the attempt is made again
		return outcome{}, ctx.Err()
	}
	o.At = s.db.Now()
	o.Took = o.At.Sub(began)
	if err != nil {
		o.Error = hooks.Reason(err)
	}
	return o, nil
}

func (s *Service) exchange(ctx context.Context, p parcel, at time.Time) (outcome, error) {
	a, err := hooks.Post(ctx, s.client, hooks.Call{URL: p.endpoint.URL, ID: p.delivery.EventID, At: at, Body: p.payload, Secrets: p.secrets})
	if err != nil {
		return outcome{}, err
	}
	return outcome{Status: a.Status, Response: excerpt(a.Body), Asked: a.Asked}, nil
}
