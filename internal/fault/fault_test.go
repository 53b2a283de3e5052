package fault_test

import (
	"testing"

	"laurel/internal/fault"
)

// A conflict always names a state: its code, until who refuses knows it more closely. Nothing else does.
func TestAConflictNamesItsState(t *testing.T) {
	t.Parallel()
	paused := fault.New(fault.Conflict, "paused", "The attempt is paused.")
	if paused.Extra["state"] != "paused" {
		t.Errorf("%v", paused.Extra)
	}
	if closer := paused.And("state", "graded"); closer.Extra["state"] != "graded" || paused.Extra["state"] != "paused" {
		t.Errorf("%v, %v", closer.Extra, paused.Extra)
	}
	if other := fault.New(fault.Invalid, "invalid_input", "No."); other.Extra != nil {
		t.Errorf("%v", other.Extra)
	}
}
