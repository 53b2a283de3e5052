package proctoring

import (
	"strings"
	"time"
	"unicode/utf8"

	"laurel/internal/fault"
)

// Override lets a candidate sit without the browser and start without the outside proctor that the exam asks for, until it expires.
type Override struct {
	ID             string
	RegistrationID string
	Reason         string
	GivenBy        string
	GivenAt        time.Time
	ExpiresAt      time.Time
}

// Lock is a stop of delivery.
type Lock struct {
	ID         string
	AttemptID  string
	LockedAt   time.Time
	UnlockedAt *time.Time
	UnlockedBy string
	Reason     string
}

// Refusal is a time somebody was turned away.
type Refusal struct {
	ID              string
	Address         string
	Expected        string
	ReceivedConfig  string
	ReceivedRequest string
	At              time.Time
}

// longestOverride is as long as an exam can be.
const longestOverride = 24 * time.Hour

func reasonFaults(reason string) []fault.Field {
	if n := utf8.RuneCountInString(strings.TrimSpace(reason)); n < 3 || n > 1000 {
		return []fault.Field{{Field: "reason", Code: "length", Detail: "between 3 and 1000 characters"}}
	}
	return nil
}

func overrideFaults(reason string, lasts time.Duration) error {
	faults := reasonFaults(reason)
	if lasts < time.Minute || lasts > longestOverride {
		faults = append(faults, fault.Field{Field: "minutes", Code: "out_of_range", Detail: "between 1 and 1440"})
	}
	if len(faults) > 0 {
		return ErrInput.With(faults...)
	}
	return nil
}
