package appointments

import "laurel/internal/fault"

// The refusals of this slice. What does not exist and what the caller may not see read the same.
var (
	ErrNothing     = fault.New(fault.NotFound, "not_found", "There is nothing here, or nothing that you may see.")
	ErrInput       = fault.New(fault.Invalid, "invalid_input", "The request was understood, but some of its values cannot be used. Nothing was changed.")
	ErrOnDemand    = fault.New(fault.Conflict, "on_demand", "This exam needs no appointment. Begin whenever you like.")
	ErrNotReady    = fault.New(fault.Conflict, "registration_not_ready", "An appointment is made once the registration is paid, and until it is used.")
	ErrBooked      = fault.New(fault.Conflict, "already_booked", "There is an appointment already. Move it instead.")
	ErrFull        = fault.New(fault.Conflict, "slot_full", "The last place in this slot has just gone. Choose another.")
	ErrTooSoon     = fault.New(fault.Conflict, "slot_too_soon", "This slot begins too soon to be booked. Choose a later one.")
	ErrNotice      = fault.New(fault.Conflict, "notice_over", "It is too late to change this appointment.")
	ErrNotBooked   = fault.New(fault.Conflict, "not_booked", "This appointment does not stand any more.")
	ErrNoShow      = fault.New(fault.Conflict, "no_show", "The booked time went by. Ask the vendor whether another may be booked.")
	ErrConfirmable = fault.New(fault.Conflict, "nothing_to_confirm", "This name agrees already, or was confirmed.")
)
