package webhooks

import (
	"slices"
	"time"
)

const (
	mostEndpoints = 50
	// overlap is how long messages carry the old signature beside the new one after a rotation.
	overlap = 24 * time.Hour
	// abreast is how many messages may be on their way to one endpoint, so that a slow receiver does not take all workers.
	abreast = 4
	// failsFor is how long an endpoint may fail without one success before it is switched off.
	failsFor = 5 * 24 * time.Hour
	// again is how long after ringing for an endpoint it is rung for once more.
	again = 10 * time.Second
)

// EndpointState of an endpoint; a deleted one stays for the history of its deliveries.
type EndpointState string

// The states of an endpoint.
const (
	Active   EndpointState = "active"
	Disabled EndpointState = "disabled"
	Deleted  EndpointState = "deleted"
)

// Why an endpoint was switched off.
const (
	byRequest = "by_request"
	failing   = "failing"
	gone      = "gone" // it answered 410
)

// Endpoint is where messages go. Types is empty for all of them.
type Endpoint struct {
	ID             string
	URL            string
	Description    string
	Types          []string `gorm:"serializer:json"`
	State          EndpointState
	DisabledReason string
	FailingSince   *time.Time
	SecretSealed   []byte
	PreviousSealed []byte
	PreviousUntil  *time.Time
	CreatedAt      time.Time
	UpdatedAt      time.Time
}

// Wants tells whether the endpoint takes events of the type.
func (e Endpoint) Wants(eventType string) bool {
	return e.State == Active && (len(e.Types) == 0 || slices.Contains(e.Types, eventType))
}

// bears tells whether one more message may go out while so many are under way: one at a time to an endpoint that fails.
func (e Endpoint) bears(under int64) bool {
	if e.FailingSince != nil {
		return under == 0
	}
	return under < abreast
}

// after decides what one more outcome means for the endpoint: since when it fails, and whether to switch it off.
func (e Endpoint) after(o outcome, now time.Time) (since *time.Time, off string) {
	if o.delivered() {
		return nil, ""
	}
	since = e.FailingSince
	if since == nil {
		since = &now
	}
	switch {
	case o.Status == statusGone:
		return since, gone
	case now.Sub(*since) >= failsFor:
		return since, failing
	}
	return since, ""
}
