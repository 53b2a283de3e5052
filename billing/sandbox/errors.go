package sandbox

import "laurel/internal/fault"

// The refusals of the sandbox provider.
var (
	ErrKey       = fault.New(fault.Unauthenticated, "sandbox_key_wrong", "The Sandbox-Key header is missing or wrong.")
	ErrRequest   = fault.New(fault.Unreadable, "sandbox_request_unreadable", "The request cannot be read.")
	ErrInput     = fault.New(fault.Invalid, "sandbox_request_invalid", "Amount, currency, order key and return addresses must be given.")
	ErrKeyReused = fault.New(fault.Conflict, "sandbox_key_reused", "This idempotency key was used with other parameters.")
	ErrNoSession = fault.New(fault.NotFound, "not_found", "There is nothing here, or nothing that you may see.")
	ErrNotPaid   = fault.New(fault.Conflict, "sandbox_not_paid", "Only a paid session can be refunded, and only in full.")
)
