package banks

import "laurel/internal/fault"

// The refusals of this slice. What does not exist and what the caller may not see read the same.
var (
	ErrNothing = fault.New(fault.NotFound, "not_found", "There is nothing here, or nothing that you may see.")
	ErrInput   = fault.New(fault.Invalid, "invalid_input", "The request was understood, but some of its values cannot be used. Nothing was changed.")

	ErrMedium       = fault.New(fault.Invalid, "medium_refused", "This file cannot be shown with items.")
	ErrFormat       = fault.New(fault.Invalid, "format_not_supported", "Item files are read in the formats gift, moodle_xml, qti, aiken and csv.")
	ErrState        = fault.New(fault.Conflict, "wrong_state", "That cannot be done in the state that it is in.")
	ErrExternal     = fault.New(fault.Conflict, "external_id_taken", "The bank has an item of that external id already.")
	ErrProposed     = fault.New(fault.Conflict, "key_proposed", "Another key for this version waits for a decision.")
	ErrSecondPerson = fault.New(fault.Conflict, "second_person_required", "Somebody other than who brought the item in must approve it.")
)

var badContent = fault.Field{Field: "content", Code: "malformed", Detail: "the content that this item type has, and no other members"}
