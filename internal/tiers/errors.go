package tiers

import "laurel/internal/fault"

// The refusals. What is out of sight is ErrNothing, the same as what does not exist.
var (
	ErrNothing        = fault.New(fault.NotFound, "not_found", "There is nothing here.")
	ErrForbidden      = fault.New(fault.Forbidden, "forbidden", "Your role does not allow this.")
	ErrVersionTaken   = fault.New(fault.Conflict, "version_taken", "This version of the program exists. A version is never rewritten; give the document a new one.")
	ErrMetricClash    = fault.New(fault.Conflict, "metric_conflict", "Another published program declares a metric of this name as something else.")
	ErrGolden         = fault.New(fault.Conflict, "golden_cases_differ", "The rules of this version answer its golden cases differently. Mend the rule or the case.")
	ErrUnknownProgram = fault.New(fault.Invalid, "unknown_program", "No published program has this key.")
	ErrWhichProgram   = fault.New(fault.Invalid, "program_required", "Name the program: the partner takes part in none or in several.")
	ErrUnknownPreset  = fault.New(fault.Invalid, "unknown_preset", "There is no preset of this key.")
	ErrUnknownTier    = fault.New(fault.Invalid, "unknown_tier", "The program has no such tier.")
	ErrFact           = fault.New(fault.Invalid, "fact_refused", "The fact was refused; nothing was kept.")
	ErrInput          = fault.New(fault.Invalid, "invalid", "The request was read, but some of it cannot be accepted.")
	ErrOwnApproval    = fault.New(fault.Conflict, "second_person_needed", "Evidence is approved by somebody else than the one who handed it in.")
	ErrApproved       = fault.New(fault.Conflict, "already_approved", "This evidence was approved before.")
	ErrWrongEntry     = fault.New(fault.Conflict, "wrong_entry", "The tier is not entered this way.")
	ErrPending        = fault.New(fault.Conflict, "already_pending", "The partner has an open one for this tier.")
	ErrNoParent       = fault.New(fault.Conflict, "no_parent", "No partner is above this one.").And("state", "no_parent")
	ErrDecided        = fault.New(fault.Conflict, "already_decided", "This was decided before.")
	ErrExportsFull    = fault.New(fault.Conflict, "too_many_exports", "As many exports as allowed wait already. Take those first.")
	ErrLinkOver       = fault.New(fault.Gone, "link_expired", "This link has run out. Read the export again for a new one, or make another export.")
	ErrNotYet         = fault.New(fault.Unavailable, "sequence_not_reached", "The changes you ask for are not here yet.")
)

func inField(field, code, detail string) fault.Field {
	return fault.Field{Field: field, Code: code, Detail: detail}
}
