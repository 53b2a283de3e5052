package marking

import "laurel/internal/fault"

// Refusals of this slice.
var (
	ErrNothing  = fault.New(fault.NotFound, "not_found", "There is nothing here, or nothing that you may see.")
	ErrInput    = fault.New(fault.Invalid, "invalid_input", "The request was understood, but some of its values cannot be used. Nothing was changed.")
	ErrNoWork   = fault.New(fault.Conflict, "nothing_to_mark", "Nothing waits that you could mark.")
	ErrMarked   = fault.New(fault.Conflict, "already_marked", "You have marked this already. The first mark stands.")
	ErrLost     = fault.New(fault.Conflict, "claim_lost", "Your claim lapsed and somebody else holds this task now. Claim the next one.")
	ErrRubric   = fault.New(fault.Conflict, "no_rubric", "There is no rubric for this item yet. An author has to write one.")
	ErrJudged   = fault.New(fault.Conflict, "wrong_state", "This version of the rubric does not wait for anybody's approval.")
	ErrRaced    = fault.New(fault.Stale, "version_stale", "Somebody changed this since you read it. Read it again and repeat your change.")
	ErrNotFinal = fault.New(fault.Conflict, "not_final", "The mark is not final yet. Until then nobody who marks sees what others gave.")

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
