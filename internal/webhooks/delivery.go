package webhooks

import (
	"strings"
	"time"
	"unicode"

	"laurel/internal/hooks"
)

const (
	statusGone = 410
	// lease is how long an attempt belongs to one worker.
	lease = time.Minute
	// shift is how long a worker stays at one endpoint; an attempt more must fit into the worker's own lease.
	shift = 20 * time.Second
	// isDue is the condition of a delivery that may be attempted now; it takes the moment twice.
	isDue = "state = 'pending' and next_at <= ? and (leased_until is null or leased_until <= ?)"
)

// DeliveryState of a delivery.
type DeliveryState string

// The states of a delivery.
const (
	Pending   DeliveryState = "pending"
	Delivered DeliveryState = "delivered"
	Failed    DeliveryState = "failed"
)

// Delivery is one event on its way to one endpoint. Attempts counts all, Tries those since the last replay.
type Delivery struct {
	ID           string
	EndpointID   string
	EventID      string
	EventType    string
	State        DeliveryState
	Attempts     int
	Tries        int
	NextAt       *time.Time
	LastStatus   int
	LastResponse string
	LastError    string
	LastAt       *time.Time
	DeliveredAt  *time.Time
	CreatedAt    time.Time
}

// outcome of one attempt: the status code with the beginning of the answer, or the code of what went wrong before there was one.
type outcome struct {
	At       time.Time
	Status   int
	Response string
	Error    string
	Asked    time.Duration // Retry-After
	Took     time.Duration
}

func (o outcome) delivered() bool { return o.Error == "" && o.Status >= 200 && o.Status < 300 }

// after is the delivery one attempt later.
func (d Delivery) after(o outcome) Delivery {
	d.Attempts++
	d.Tries++
	d.LastStatus, d.LastResponse, d.LastError, d.LastAt = o.Status, o.Response, o.Error, &o.At
	d.NextAt = nil
	if o.delivered() {
		d.State, d.DeliveredAt = Delivered, &o.At
		return d
	}
	if d.LastError == "" {
		d.LastError = "status"
	}
	wait, more := hooks.ThreeDays().Wait(d.ID, d.Tries, o.Asked)
	if !more {
		d.State = Failed
		return d
	}
	next := o.At.Add(wait)
	d.NextAt = &next
	return d
}

// excerpt is the beginning of a foreign answer, safe to keep and to show: valid, printable, one line.
func excerpt(body []byte) string {
	if len(body) > 500 {
		body = body[:500]
	}
	text := strings.ToValidUTF8(string(body), "")
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return ' '
	}, text))
}
