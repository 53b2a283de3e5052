package proctoring

import "laurel/internal/fault"

// The refusals of this slice. What does not exist and what the caller may not see read the same.
var (
	ErrNothing    = fault.New(fault.NotFound, "not_found", "There is nothing here, or nothing that you may see.")
	ErrInput      = fault.New(fault.Invalid, "invalid_input", "The request was understood, but some of its values cannot be used. Nothing was changed.")
	ErrClosedGate = fault.New(fault.Conflict, "gate_closed", "Something has to be done first.")
	ErrNotLocked  = fault.New(fault.Conflict, "not_locked", "This attempt is not locked.")
	ErrUnproven   = fault.New(fault.Conflict, "browser_unproven", "This browser did not prove to be Safe Exam Browser with the settings of the exam.")
	ErrChallenge  = fault.New(fault.Gone, "challenge_used", "This challenge was used or is too old. Ask for another.")
	ErrNoLockdown = fault.New(fault.Conflict, "no_lockdown", "This exam does not ask for Safe Exam Browser.")
	ErrNoOutsider = fault.New(fault.Conflict, "no_outside_proctor", "This exam has no outside proctor, or none has been set up.")
	ErrClosed     = fault.New(fault.Conflict, "attempt_closed", "The attempt is closed.")
	ErrEventReuse = fault.New(fault.Conflict, "event_reuse", "Another event was sent under this id. The first one stands.")
	ErrEnded      = fault.New(fault.Conflict, "session_ended", "This session has ended.")
)
