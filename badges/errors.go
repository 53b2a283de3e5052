package badges

import "laurel/internal/fault"

// The refusals of this slice.
var (
	ErrNoCertification    = fault.New(fault.NotFound, "not_found", "There is nothing here, or nothing that you may see.")
	ErrNoCredential       = fault.New(fault.NotFound, "not_found", "There is nothing here, or nothing that you may see.")
	ErrNoFile             = fault.New(fault.Unavailable, "file_not_ready", "This file is being made. It will be here in a moment.")
	ErrHeld               = fault.New(fault.NotFound, "certificate_held", "The certificate cannot be printed yet: the holder's name has letters that our fonts lack. The credential itself is valid and complete.")
	ErrCertificationThere = fault.New(fault.Stale, "version_stale", "There is a certification of this key already.")
	ErrCertification      = fault.New(fault.Invalid, "invalid_input", "The certification was understood, but some of its values cannot be used. Nothing was changed.")
	ErrReason             = fault.New(fault.Invalid, "reason_required", "Say why, in 3 to 500 characters.")
	ErrSecret             = fault.New(fault.Internal, "keys_sealed_otherwise", "The signing keys were sealed with another secret.")
	ErrTooMany            = fault.New(fault.TooMany, "too_many_requests", "Too many tries. Wait for the time in Retry-After.")
)
