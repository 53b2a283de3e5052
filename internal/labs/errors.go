package labs

import "laurel/internal/fault"

// Refusals of this slice.
var (
	ErrNothing   = fault.New(fault.NotFound, "not_found", "There is nothing here, or nothing that you may see.")
	ErrInput     = fault.New(fault.Invalid, "invalid_input", "The request was understood, but some of its values cannot be used. Nothing was changed.")
	ErrModule    = fault.New(fault.Invalid, "module_unusable", "This is no check script that may run here. Nothing was kept.")
	ErrRaced     = fault.New(fault.Stale, "version_stale", "Somebody changed this since you read it. Read it again and repeat your change.")
	ErrHandedIn  = fault.New(fault.Conflict, "handed_in", "The lab was handed in. Nothing of it changes any more.")
	ErrClosed    = fault.New(fault.Conflict, "attempt_closed", "The attempt is closed.")
	ErrNotLab    = fault.New(fault.Invalid, "not_a_lab", "There is no lab at this position.")
	ErrGraded    = fault.New(fault.Conflict, "already_graded", "This lab has its grade already. The first one stands.")
	ErrNotAsked  = fault.New(fault.Conflict, "not_asked", "Nobody asked for this: the lab is in another state.")
	ErrNoSecret  = fault.New(fault.Conflict, "no_secret", "There is no secret for this item yet. Make one first; the grader needs it.")
	ErrJudged    = fault.New(fault.Conflict, "wrong_state", "This version of the lab does not wait for anybody's approval.")
	ErrSignature = fault.New(fault.Unreadable, "bad_signature", "The signature of this message does not hold, or the message is not from the last five minutes.")

	ErrSecondPerson = fault.New(fault.Conflict, "second_person_required", "Somebody other than who wrote it must approve it.")
)

func wrong(field, code, detail string) fault.Field {
	return fault.Field{Field: field, Code: code, Detail: detail}
}

func refused(faults []fault.Field) error {
	if len(faults) == 0 {
		return nil
	}
	return ErrInput.With(faults...)
}
