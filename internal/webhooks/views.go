package webhooks

import (
	"encoding/json"
	"time"
)

// EndpointView is an endpoint as its managers see it.
type EndpointView struct {
	ID             string        `json:"id"`
	URL            string        `json:"url"`
	Description    string        `json:"description"`
	Types          []string      `json:"types" doc:"Empty for all types"`
	State          EndpointState `json:"state" enum:"active,disabled"`
	DisabledReason string        `json:"disabled_reason,omitempty" doc:"by_request, failing (five days without a success), gone (it answered 410)"`
	FailingSince   *time.Time    `json:"failing_since" doc:"Of the first failure after the last success"`
	RotatesUntil   *time.Time    `json:"previous_secret_until" doc:"Until then messages carry the old signature too"`
	CreatedAt      time.Time     `json:"created_at"`
	UpdatedAt      time.Time     `json:"updated_at"`
}

// SecretView is an endpoint with its secret, which is shown this once.
type SecretView struct {
	EndpointView
	Secret string `json:"secret" doc:"whsec_ and the key in base64; shown once"`
}

func viewEndpoint(e Endpoint) EndpointView {
	types := e.Types
	if types == nil {
		types = []string{}
	}
	return EndpointView{
		ID: e.ID, URL: e.URL, Description: e.Description, Types: types, State: e.State, DisabledReason: e.DisabledReason,
		FailingSince: e.FailingSince, RotatesUntil: e.PreviousUntil, CreatedAt: e.CreatedAt, UpdatedAt: e.UpdatedAt,
	}
}

// DeliveryView is a delivery with every attempt made so far.
type DeliveryView struct {
	ID          string        `json:"id"`
	Endpoint    string        `json:"endpoint"`
	EventID     string        `json:"event_id" doc:"The webhook-id of every attempt"`
	EventType   string        `json:"event_type"`
	State       DeliveryState `json:"state" enum:"pending,delivered,failed"`
	Attempts    int           `json:"attempts"`
	NextAt      *time.Time    `json:"next_at"`
	LastStatus  int           `json:"last_status,omitempty"`
	LastError   string        `json:"last_error,omitempty" doc:"status, timeout, no_connection, broken_connection, name_not_found, address_not_public, bad_url, endpoint_disabled"`
	DeliveredAt *time.Time    `json:"delivered_at"`
	CreatedAt   time.Time     `json:"created_at"`
	Log         []AttemptView `json:"log"`
}

// AttemptView is one attempt.
type AttemptView struct {
	Number   int       `json:"number"`
	At       time.Time `json:"at"`
	Status   int       `json:"status,omitempty"`
	Error    string    `json:"error,omitempty"`
	Response string    `json:"response,omitempty" doc:"The beginning of the answer"`
	TookMS   int       `json:"took_ms"`
}

func viewDelivery(d Delivery, log []Attempt) DeliveryView {
	v := DeliveryView{
		ID: d.ID, Endpoint: d.EndpointID, EventID: d.EventID, EventType: d.EventType, State: d.State, Attempts: d.Attempts, NextAt: d.NextAt,
		LastStatus: d.LastStatus, LastError: d.LastError, DeliveredAt: d.DeliveredAt, CreatedAt: d.CreatedAt, Log: []AttemptView{},
	}
	for _, a := range log {
		v.Log = append(v.Log, AttemptView{Number: a.Number, At: a.At, Status: a.Status, Error: a.Error, Response: a.Response, TookMS: a.TookMs})
	}
	return v
}

// ChangeView is one entry of the feed.
type ChangeView struct {
	Sequence  int64           `json:"sequence"`
	ID        string          `json:"id" doc:"The webhook-id under which it is also sent"`
	Type      string          `json:"type"`
	Partner   string          `json:"partner" doc:"Empty for what concerns no single partner"`
	Timestamp time.Time       `json:"timestamp"`
	Removed   bool            `json:"removed" doc:"A tombstone: nothing is left of what data names, so a copy drops it"`
	Data      json.RawMessage `json:"data"`
}

// ChangesView is a page of the feed. NextCursor is always there: ask again with it, now or in a week.
type ChangesView struct {
	Data       []ChangeView `json:"data"`
	NextCursor string       `json:"next_cursor" doc:"Always there: where to go on, also when there is nothing more just now"`
	HasMore    bool         `json:"has_more"`
}

func viewChanges(changes []Change, next string, more bool) (ChangesView, error) {
	view := ChangesView{Data: []ChangeView{}, NextCursor: next, HasMore: more}
	for _, c := range changes {
		message, err := data(c.Payload)
		if err != nil {
			return ChangesView{}, err
		}
		view.Data = append(view.Data, ChangeView{Sequence: c.Sequence, ID: c.ID, Type: c.Type, Partner: c.PartnerID, Timestamp: c.At, Removed: removes(c.Type, message), Data: message})
	}
	return view, nil
}
