package hooks

import (
	"errors"

	"laurel/internal/fault"
)

// Refusals of what strangers send or name.
var (
	ErrURL       = fault.New(fault.Invalid, "invalid_input", "The request was understood, but some of its values cannot be used. Nothing was changed.")
	ErrSignature = fault.New(fault.Unreadable, "bad_signature", "The signature of this message does not hold, or the message is not from the last five minutes.")
)

// ErrInside is what the dialler says of an address that is not on the public internet.
var ErrInside = errors.New("address is not public")

func urlFault(code, detail string) error {
	return ErrURL.With(fault.Field{Field: "url", Code: code, Detail: detail})
}
