package load

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"strconv"
	"time"
)

// Candidate is a person at an attempt, who remembers what the server confirmed.
type Candidate struct {
	client  *Client
	bearer  string
	attempt string
	epoch   int64
	items   []item
	seq     map[int]int64
	held    map[int]string // the last confirmed answer by position, as it was sent
	stalled time.Duration  // the longest time that one answer waited to be confirmed

	began, ended            time.Time
	firstDeadline, deadline time.Time // as the server said at the start, and last
}

type sighting struct {
	ID       string    `json:"id"`
	State    string    `json:"state"`
	Epoch    int64     `json:"epoch"`
	Deadline time.Time `json:"deadline_at"`
	Sections []struct {
		Position int    `json:"position"`
		Items    []item `json:"items"`
	} `json:"sections"`
	Responses []struct {
		Position int     `json:"position"`
		Seq      int64   `json:"seq"`
		Response rawJSON `json:"response"`
	} `json:"responses"`
}

// NewCandidate is somebody who is signed in.
func NewCandidate(client *Client, bearer string) *Candidate {
	return &Candidate{client: client, bearer: bearer, seq: map[int]int64{}, held: map[int]string{}}
}

// Register takes a place at a free exam and gives the registration.
func (c *Candidate) Register(exam, key string) (string, error) {
	a, err := c.client.want(request{method: "POST", path: "/api/v1/exams/" + exam + "/registrations", bearer: c.bearer, key: key, body: encode(object{"pay_with": "free"})}, 201, 30*time.Second)
	if err != nil {
		return "", err
	}
	var r struct{ ID string }
	return r.ID, a.into(&r)
}

// Start makes the attempt of a registration and accepts its agreement. It may be repeated until it succeeds: the server gives the
// same attempt.
func (c *Candidate) Start(registration string, patience time.Duration) error {
	var seen sighting
	for until := time.Now().Add(patience); ; time.Sleep(50 * time.Millisecond) {
		a, err := c.client.call(request{method: "POST", path: "/api/v1/registrations/" + registration + "/attempts", bearer: c.bearer, body: []byte("{}")})
		if err == nil && (a.status == 201 || a.status == 200) {
			if err := a.into(&seen); err != nil {
				return err
			}
			break
		}
		if time.Now().After(until) {
			return fmt.Errorf("start: %d %.200s %w", a.status, a.body, errors.Join(err))
		}
	}
	c.attempt, c.epoch = seen.ID, seen.Epoch
	if seen.State == "ready" {
		a, err := c.client.want(request{method: "POST", path: c.path("/start"), bearer: c.bearer, body: encode(object{"agreement_accepted": true})}, 200, patience)
		if err != nil {
			return err
		}
		if err := a.into(&seen); err != nil {
			return err
		}
	}
	c.take(seen)
	c.began, c.firstDeadline, c.deadline = time.Now(), seen.Deadline, seen.Deadline
	return nil
}

func (c *Candidate) take(seen sighting) {
	c.items = nil
	for _, s := range seen.Sections {
		c.items = append(c.items, s.Items...)
	}
}

func (c *Candidate) path(rest string) string { return "/api/v1/attempts/" + c.attempt + rest }

// Save answers one position once and tells how long that took; it is counted as confirmed only if the server says so.
func (c *Candidate) Save(it item) (time.Duration, error) {
	response := it.guess()
	c.seq[it.Position]++
	return c.send(it.Position, c.seq[it.Position], response)
}

// applied is what a confirmation says. It is looked for, not parsed: who measures shall cost little.
var applied = []byte(`"applied":true`)

func (c *Candidate) send(position int, seq int64, response string) (time.Duration, error) {
	body := []byte(`{"epoch":` + strconv.FormatInt(c.epoch, 10) + `,"seq":` + strconv.FormatInt(seq, 10) + `,"response":` + response + `}`)
	began := time.Now()
	a, err := c.client.call(request{method: "PUT", path: c.path("/responses/" + strconv.Itoa(position)), bearer: c.bearer, body: body})
	took := time.Since(began)
	switch {
	case err != nil:
		return took, err
	case a.status != 200 || !bytes.Contains(a.body, applied):
		return took, fmt.Errorf("save answered %d: %.200s", a.status, a.body)
	}
	c.held[position] = response
	return took, nil
}

// SaveSurely answers one position as the player does: the same answer under the same number until it is confirmed. The first
// duration is that of the call that was confirmed, the second the whole wait.
func (c *Candidate) SaveSurely(it item, patience time.Duration) (call, waited time.Duration, err error) {
	response := it.guess()
	c.seq[it.Position]++
	seq, began := c.seq[it.Position], time.Now()
	for wait := 50 * time.Millisecond; ; wait = min(2*wait, time.Second) {
		if call, err = c.send(it.Position, seq, response); err == nil || time.Since(began) > patience {
			waited = time.Since(began)
			c.stalled = max(c.stalled, waited)
			return call, waited, err
		}
		time.Sleep(wait/2 + rand.N(wait)) //nolint:gosec // spreads callers, guards nothing
	}
}

// Check compares what the server holds with what it confirmed; the error names the first difference.
func (c *Candidate) Check(patience time.Duration) error {
	a, err := c.client.want(request{method: "GET", path: c.path(""), bearer: c.bearer}, 200, patience)
	if err != nil {
		return err
	}
	var seen sighting
	if err := a.into(&seen); err != nil {
		return err
	}
	c.deadline, c.ended = seen.Deadline, time.Now()
	there := map[int]string{}
	for _, r := range seen.Responses {
		there[r.Position] = string(r.Response)
	}
	for position, response := range c.held {
		if !sameJSON(there[position], response) {
			return fmt.Errorf("attempt %s position %d: confirmed %s, held %s", c.attempt, position, response, there[position])
		}
	}
	return nil
}

// Submit hands in, again and again until it is confirmed.
func (c *Candidate) Submit(patience time.Duration) (time.Duration, error) {
	began := time.Now()
	_, err := c.client.want(request{method: "POST", path: c.path("/submit"), bearer: c.bearer, body: encode(object{"epoch": c.epoch})}, 200, patience)
	return time.Since(began), err
}
