package webhooks

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"
)

// Types lists what an endpoint can subscribe to and what the change feed tells.
var Types = []string{
	"headcount.changed", "headcount.expiring", "qualification.changed", "standing.proposed", "standing.changed",
	"affiliation.changed", "affiliation.conflict", "program.published", "partner.merged", "voucher.pool_low",
	"credential.issued", "credential.revoked", "credential.expired",
}

// testType is sent by request only and stays out of the feed.
const testType = "webhook.test"

// Event is one change told to the outside. ID is that of the fact behind it: it becomes webhook-id, and telling the
// same id twice is telling it once. PartnerID is empty for what concerns no single partner. Number is that of the change
// in the counts of which it tells, where it tells of one.
type Event struct {
	ID        string
	Type      string
	PartnerID string
	At        time.Time
	Number    int64
	Data      any
}

// body is the message as it is signed, sent and kept: marshalled once and never again.
func (e Event) body() ([]byte, error) {
	body, err := json.Marshal(struct {
		Type      string    `json:"type"`
		Timestamp time.Time `json:"timestamp"`
		Data      any       `json:"data"`
	}{e.Type, e.At.UTC(), e.Data})
	if err != nil {
		return nil, fmt.Errorf("write the message of event %s: %w", e.ID, err)
	}
	return body, nil
}

// data takes the data member out of a kept body.
func data(body []byte) (json.RawMessage, error) {
	var message struct {
		Data json.RawMessage `json:"data"`
	}
	if err := json.Unmarshal(body, &message); err != nil {
		return nil, fmt.Errorf("read a kept message: %w", err)
	}
	return message.Data, nil
}

// unknownType finds the first name that is not a type.
func unknownType(types []string) (index int, found bool) {
	i := slices.IndexFunc(types, func(t string) bool { return !slices.Contains(Types, t) })
	return i, i >= 0
}

// removes tells whether a change leaves nothing where something was, so that whoever keeps a copy drops the row.
func removes(eventType string, data json.RawMessage) bool {
	var d struct {
		Count *int    `json:"count"`
		To    *string `json:"to"`
		State string  `json:"state"`
	}
	_ = json.Unmarshal(data, &d) // what is of another shape removes nothing
	switch eventType {
	case "headcount.changed":
		return d.Count != nil && *d.Count == 0
	case "standing.changed":
		return d.To != nil && *d.To == ""
	case "affiliation.changed":
		return d.State == "ended"
	case "credential.revoked", "credential.expired", "partner.merged":
		return true
	}
	return false
}
