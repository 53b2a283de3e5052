package statistics

import (
	"errors"

	"laurel/internal/fault"
)

// Refusals of this slice.
var (
	ErrNothing = fault.New(fault.NotFound, "not_found", "There is nothing here, or nothing that you may see.")
	ErrInput   = fault.New(fault.Invalid, "invalid_input", "The request was understood, but some of its values cannot be used. Nothing was changed.")
	ErrRunning = fault.New(fault.Conflict, "statistics_running", "The figures of this exam are being computed already.")
	ErrNotDone = fault.New(fault.Conflict, "statistics_not_done", "These figures are not computed yet.")
)

// noneYet forgives that there is nothing.
func noneYet(err error) error {
	if errors.Is(err, ErrNothing) {
		return nil
	}
	return err
}
