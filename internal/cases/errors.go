package cases

import "laurel/internal/fault"

// The refusals of this slice. What does not exist and what the caller may not see read the same.
var (
	ErrNothing      = fault.New(fault.NotFound, "not_found", "There is nothing here, or nothing that you may see.")
	ErrInput        = fault.New(fault.Invalid, "invalid_input", "The request was understood, but some of its values cannot be used. Nothing was changed.")
	ErrState        = fault.New(fault.Conflict, "case_state", "That cannot be done in the state in which the case is.")
	ErrNoAttempt    = fault.New(fault.Conflict, "no_attempt", "This case is about no attempt, so there is no result to hold.")
	ErrParty        = fault.New(fault.Conflict, "party_to_case", "Who is concerned, or reported what they saw themselves, does not decide.")
	ErrSecondPerson = fault.New(fault.Conflict, "second_person_required", "Somebody other than who proposed it must answer.")
	ErrJudgedBefore = fault.New(fault.Conflict, "other_people_required", "An appeal is decided by two people who did not decide before.")
	ErrHarsher      = fault.New(fault.Invalid, "appeal_harsher", "An appeal makes nothing worse: the ruling takes more than the first one did.")
	ErrNoProposal   = fault.New(fault.Conflict, "no_proposal", "Nothing is proposed in this case.")
	ErrWindow       = fault.New(fault.Conflict, "window_closed", "The time for this is over.")
	ErrNotStarted   = fault.New(fault.Conflict, "not_started", "The attempt has not started.")
	ErrTooMany      = fault.New(fault.TooMany, "too_many_reports", "This attempt has as many reports as it may. They will be looked at.")
	ErrManyConcerns = fault.New(fault.TooMany, "too_many_reports", "This partner has reported as much as it may in a day. All of it will be looked at.")
	ErrChallenged   = fault.New(fault.Conflict, "already_challenged", "You have challenged this item already.")
)
