package webhooks

import (
	"time"

	"laurel/internal/fault"
	"laurel/internal/hooks"
)

// EndpointInput is what makes an endpoint.
type EndpointInput struct {
	URL         string
	Description string
	Types       []string
}

// check gives the URL as it will be called.
func (in *EndpointInput) check(g hooks.Guard) (string, error) {
	url, err := g.Address(in.URL)
	if err != nil {
		return "", err
	}
	if in.Types == nil {
		in.Types = []string{}
	}
	if _, found := unknownType(in.Types); found {
		return "", ErrInput.With(typeFault("types"))
	}
	return url, nil
}

// EndpointChange names what is to change; nil leaves it as it is.
type EndpointChange struct {
	URL         *string
	Description *string
	Types       *[]string
	State       *EndpointState
}

func (c EndpointChange) apply(e Endpoint, g hooks.Guard, now time.Time) (Endpoint, error) {
	in := EndpointInput{URL: e.URL, Description: e.Description, Types: e.Types}
	if c.URL != nil {
		in.URL = *c.URL
	}
	if c.Description != nil {
		in.Description = *c.Description
	}
	if c.Types != nil {
		in.Types = *c.Types
	}
	url, err := in.check(g)
	if err != nil {
		return Endpoint{}, err
	}
	e.URL, e.Description, e.Types, e.UpdatedAt = url, in.Description, in.Types, now
	if c.State == nil || *c.State == e.State {
		return e, nil
	}
	switch *c.State {
	case Active:
		e.State, e.DisabledReason, e.FailingSince = Active, "", nil
	case Disabled:
		e.State, e.DisabledReason = Disabled, byRequest
	default:
		return Endpoint{}, ErrInput.With(fault.Field{Field: "state", Code: "unknown_state", Detail: "The state is active or disabled."})
	}
	return e, nil
}
