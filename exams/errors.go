package exams

import "laurel/internal/fault"

// The refusals of this slice. What does not exist and what the caller may not see read the same.
var (
	ErrNothing = fault.New(fault.NotFound, "not_found", "There is nothing here, or nothing that you may see.")
	ErrInput   = fault.New(fault.Invalid, "invalid_input", "The request was understood, but some of its values cannot be used. Nothing was changed.")

	ErrExamTaken   = fault.New(fault.Conflict, "exam_exists", "There is an exam of that key already.")
	ErrKeyFixed    = fault.New(fault.Invalid, "key_fixed", "The key of an exam does not change. Leave it out or send the one in the address.")
	ErrUnpublished = fault.New(fault.Invalid, "not_publishable", "The exam cannot be published yet. Nothing was changed.")
	ErrFormShort   = fault.New(fault.Conflict, "form_unavailable", "The bank of this exam cannot fill a form just now. The vendor has to put that right; nothing was spent.")
	ErrNotFixed    = fault.New(fault.Conflict, "per_candidate", "The forms of this exam are made per candidate. They lie ready by themselves.")

	ErrExternalInput  = fault.New(fault.Invalid, "invalid_input", "The result was understood, but some of its values cannot be used. Nothing was changed.")
	ErrExternalReuse  = fault.New(fault.Conflict, "source_ref_reuse", "This source has delivered another result under that reference. A correction has a reference of its own and names the one it supersedes.")
	ErrSuperseding    = fault.New(fault.Conflict, "already_superseded", "That result was corrected already. Correct the correction.")
	ErrSourceTaken    = fault.New(fault.Conflict, "source_exists", "There is a source of that key already.")
	ErrSourceDisabled = fault.New(fault.Conflict, "source_disabled", "Nothing is taken from this source any more.")

	ErrClosedGate   = fault.New(fault.Conflict, "gate_closed", "Something has to be done first.")
	ErrRegistered   = fault.New(fault.Conflict, "already_registered", "You are registered for this exam and have not used it yet.")
	ErrCancelled    = fault.New(fault.Conflict, "registration_cancelled", "This registration was cancelled or refunded. Register again to sit the exam.")
	ErrUndecided    = fault.New(fault.Conflict, "pending_marking", "You have handed in an attempt at this exam that is still being marked. When its result is there you see whether you can sit again.")
	ErrPassed       = fault.New(fault.Conflict, "already_passed", "You have passed this exam.")
	ErrCooling      = fault.New(fault.Conflict, "cooling_down", "You can try again later. When, stands in until.")
	ErrAttemptsUsed = fault.New(fault.Conflict, "attempts_used", "You have used the attempts this exam gives in a period. When the next opens, stands in until.")
	ErrNotFree      = fault.New(fault.Invalid, "payment_required", "This exam is not free. Choose another way to pay.")
	ErrAffiliation  = fault.New(fault.Invalid, "affiliation_unknown", "You have no current affiliation of that id.")

	ErrPaused        = fault.New(fault.Conflict, "paused", "The attempt is paused. The clock stands still; what is sent meanwhile is not taken, send it again afterwards.")
	ErrSectionClosed = fault.New(fault.Conflict, "section_closed", "The section is closed for good. What came too late is kept aside and not scored.")
	ErrSectionAhead  = fault.New(fault.Conflict, "section_not_open", "The section is not open yet.")
	ErrLastSection   = fault.New(fault.Conflict, "last_section", "This is the last section. Hand in to end the attempt.")
	ErrItemLeft      = fault.New(fault.Conflict, "item_left", "The item was left, and items of this section cannot be gone back to. The answer that stood then stands.")
	ErrItemAhead     = fault.New(fault.Conflict, "item_not_reached", "Items of this section come one after another, and this one has not been reached.")
	ErrLastItem      = fault.New(fault.Conflict, "last_item", "This is the last item of the section.")
	ErrFreeItems     = fault.New(fault.Conflict, "items_free", "Items of this section can be moved between freely; none has to be left.")
	ErrWindowAhead   = fault.New(fault.Conflict, "window_not_open", "The exam cannot be sat yet. When it can, stands in until.")
	ErrWindowOver    = fault.New(fault.Conflict, "window_over", "The time in which this exam could be sat is over.")
	ErrLapsed        = fault.New(fault.Conflict, "agreement_lapsed", "The agreement was not accepted in time. Nothing was counted; begin again from your registration.")
	ErrOwnAttempt    = fault.New(fault.Forbidden, "own_attempt", "Nobody decides about themselves. Ask a colleague.")
	ErrLower         = fault.New(fault.Conflict, "would_lower", "With this answer a pass would become a fail, and this exam takes nothing away.")
	ErrNotGraded     = fault.New(fault.Conflict, "not_graded", "The attempt has no result yet that could be scored again.")

	ErrAgreement   = fault.New(fault.Invalid, "agreement_required", "The exam starts when its agreement is accepted.")
	ErrAttemptOpen = fault.New(fault.Conflict, "attempt_open", "You have another attempt at this exam open. Finish it first.")
	ErrNotStarted  = fault.New(fault.Conflict, "not_started", "The attempt has not started.")
	ErrClosed      = fault.New(fault.Conflict, "attempt_closed", "The attempt is closed. What came too late is kept aside and not scored.")
	ErrSaves       = fault.New(fault.TooMany, "too_many_saves", "This attempt has been saved to more often than anybody answers. What was saved stands; hand in.")
	ErrVoided      = fault.New(fault.Conflict, "attempt_voided", "This attempt was annulled by a decision. You were written to; your cases say why and what you can do.")
	ErrSuperseded  = fault.New(fault.Conflict, "superseded", "Another tab or device has taken over this attempt.")
	ErrSeqReuse    = fault.New(fault.Conflict, "seq_reuse", "Another answer was saved under this sequence number. The first one stands.")
	ErrResponse    = fault.New(fault.Invalid, "invalid_response", "This is no answer to that item. Nothing was changed.")

	ErrMarkStands = fault.New(fault.Conflict, "mark_stands", "This answer has another mark already, and the result is decided by it.")
	ErrFraction   = fault.New(fault.Invalid, "fraction_invalid", "A mark is a part of the whole, such as 3/4, between 0 and 1.")
	ErrUpload     = fault.New(fault.Invalid, "upload_refused", "This file cannot be taken here. Nothing was kept.")
	ErrUploads    = fault.New(fault.TooMany, "too_many_files", "This attempt holds as many files as it may. What was taken stands.")

	ErrNotReleased  = fault.New(fault.Conflict, "not_released", "There is no result to print yet.")
	ErrNotProposed  = fault.New(fault.Conflict, "key_not_proposed", "This key was decided already. Propose another one to look at what it would change.")
	ErrOutlookOld   = fault.New(fault.Conflict, "outlook_old", "Others were graded since this outlook was made. It is being made anew: look at it again before you apply.")
	ErrRegrade      = fault.New(fault.Conflict, "regrade_not_ready", "The outlook of this regrade is not there yet, or it was decided already.")
	ErrSecondPerson = fault.New(fault.Conflict, "second_person_required", "Somebody other than who asked for it must decide.")
	ErrNotAdopted   = fault.New(fault.Conflict, "not_adopted", "The conversion has to be adopted before it can be carried to results that are there.")
)
