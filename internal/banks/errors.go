package banks

import "laurel/internal/fault"

// The refusals of this slice. What does not exist and what the caller may not see read the same.
var (
	ErrNothing = fault.New(fault.NotFound, "not_found", "There is nothing here, or nothing that you may see.")
	ErrInput   = fault.New(fault.Invalid, "invalid_input", "The request was understood, but some of its values cannot be used. Nothing was changed.")

	ErrMedium       = fault.New(fault.Invalid, "medium_refused", "This file cannot be shown with items.")
	ErrFormat       = fault.New(fault.Invalid, "format_not_supported", "Item files can be read in the format gift.")
	ErrApproved     = fault.New(fault.Conflict, "already_operational", "The item is in use already.")
	ErrSecondPerson = fault.New(fault.Conflict, "second_person_required", "Somebody other than who brought the item in must approve it.")
)
