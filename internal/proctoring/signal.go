package proctoring

import (
	"strconv"
	"time"

	"laurel/internal/fault"
)

// Kind of a signal.
type Kind string

// The kinds. Each is something that happens to honest people every day.
const (
	FocusLost         Kind = "focus_lost"
	FocusRegained     Kind = "focus_regained"
	Copy              Kind = "copy"
	Cut               Kind = "cut"
	Paste             Kind = "paste"
	FullscreenEntered Kind = "fullscreen_entered"
	FullscreenLeft    Kind = "fullscreen_left"
	Displays          Kind = "displays"
	NetworkGap        Kind = "network_gap"
)

// Signal is one thing the player noticed. Count goes with displays, Seconds with how long something lasted.
type Signal struct {
	ID         string
	AttemptID  string
	Kind       Kind
	Count      int
	Seconds    int
	At         time.Time
	ReceivedAt time.Time
}

// InnocentCauses stand beside a signal wherever it is shown: a page that shows one without them accuses.
func (k Kind) InnocentCauses() []string {
	switch k {
	case FocusLost, FocusRegained:
		return []string{"A notification or an update took the keyboard", "A screen reader, magnifier or input method has a window of its own", "The screen was locked or dimmed", "A click beside the window"}
	case Copy, Cut:
		return []string{"Text of the own answer was moved", "A word was looked at by assistive technology", "A habit of the keyboard"}
	case Paste:
		return []string{"Text of the own answer was put elsewhere", "Dictation and password managers paste", "An input method writes by pasting"}
	case FullscreenEntered, FullscreenLeft:
		return []string{"The key for leaving full screen was touched", "The system showed a dialog", "The window was made smaller for a magnifier"}
	case Displays:
		return []string{"A dock, a projector or a television is connected", "A screen was switched on or off by itself", "The browser counts a virtual screen"}
	case NetworkGap:
		return []string{"The wireless network changed", "The line of the house or of the provider failed", "The computer slept", "The service itself failed"}
	}
	return nil
}

const (
	mostOfAttempt = 2000
	mostInMinute  = 200
)

func signalFaults(signals []Signal) error {
	var faults []fault.Field
	for i, s := range signals {
		at := "signals[" + strconv.Itoa(i) + "]"
		if s.Kind.InnocentCauses() == nil {
			faults = append(faults, fault.Field{Field: at + ".kind", Code: "not_allowed", Detail: "a kind of signal"})
		}
	}
	if len(faults) > 0 {
		return ErrInput.With(faults...)
	}
	return nil
}

// placed puts a signal where the server can vouch for: not after now, and not long before, whatever the clock of the client says.
func (s Signal) placed(now time.Time, ago time.Duration) Signal {
	s.ReceivedAt = now
	s.At = now.Add(-min(max(ago, 0), time.Hour))
	return s
}
