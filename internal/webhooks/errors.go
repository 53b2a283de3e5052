package webhooks

import (
	"errors"

	"laurel/internal/fault"
)

// Refusals of this slice.
var (
	ErrNoEndpoint    = fault.New(fault.NotFound, "no_endpoint", "There is no webhook endpoint of that id.")
	ErrNoDelivery    = fault.New(fault.NotFound, "no_delivery", "There is no delivery of that id at this endpoint.")
	ErrInput         = fault.New(fault.Invalid, "invalid_input", "The request was understood, but some of its values cannot be used. Nothing was changed.")
	ErrEndpointsFull = fault.New(fault.Conflict, "too_many_endpoints", "There are as many endpoints as allowed. Delete one first.")
	ErrEndpointOff   = fault.New(fault.Conflict, "endpoint_disabled", "The endpoint is switched off. Switch it on first.")
	ErrCursor        = fault.New(fault.Invalid, "cursor_invalid", "This cursor was not issued here. Leave it out to begin at the start.")
	ErrCursorExpired = fault.New(fault.Gone, "cursor_expired", "The changes after this cursor are no longer kept. Make an export and go on from its cursor.").And("export", "/prm/v1/exports")
)

// errTwin ends the transaction of an event that another one wrote in the meantime.
var errTwin = errors.New("the event is there already")

func typeFault(field string) fault.Field {
	return fault.Field{Field: field, Code: "unknown_type", Detail: "There is no event of this type."}
}
