package lms

import "laurel/internal/fault"

// Refusals of this slice.
var (
	ErrNoTrack      = fault.New(fault.NotFound, "no_track", "There is no learning track of that key.")
	ErrNoCourse     = fault.New(fault.NotFound, "no_course", "There is no course of that key.")
	ErrNoLesson     = fault.New(fault.NotFound, "no_lesson", "There is no lesson of that id, or you are not enrolled in a track that holds it.")
	ErrNoEnrollment = fault.New(fault.NotFound, "no_enrollment", "You have no enrollment of that id.")
	ErrNoPartner    = fault.New(fault.NotFound, "no_partner", "There is no partner of that id.")
	ErrInput        = fault.New(fault.Invalid, "invalid_input", "The request was understood, but some of its values cannot be used. Nothing was changed.")
	ErrRaced        = fault.New(fault.Stale, "version_stale", "Somebody changed this since you read it. Read it again and repeat your change.")
	ErrCheckOpen    = fault.New(fault.Conflict, "check_not_passed", "This lesson is complete when its check is passed. Answer its questions first.")
)

// wrong names one fault of the input.
func wrong(field, code, detail string) fault.Field {
	return fault.Field{Field: field, Code: code, Detail: detail}
}

func refused(faults []fault.Field) error {
	if len(faults) == 0 {
		return nil
	}
	return ErrInput.With(faults...)
}

// hide makes whatever another slice says of a partner that is not there, or out of sight, our one refusal.
func hide(err error) error {
	if fault.Of(err).Kind == fault.NotFound {
		return ErrNoPartner
	}
	return err
}
