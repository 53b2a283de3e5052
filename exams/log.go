package exams

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"time"

	"laurel/exams/items"
)

// event is something that happened in an attempt.
type event struct {
	Kind   string
	Detail any
	At     time.Time
}

// madeDetail is the event that begins a log. Form and seed give everything that the attempt shows.
type madeDetail struct {
	Registration string `json:"registration"`
	Form         string `json:"form"`
	FormSHA256   string `json:"form_sha256"`
	Seed         string `json:"seed"`
	Language     string `json:"language,omitempty"`
	Basis        *basis `json:"basis,omitempty"` // logs begun before there was one have none
}

// savedDetail is the event of an answer that was written. Replaying them gives the answers that stand.
type savedDetail struct {
	Position int    `json:"position"`
	Epoch    int64  `json:"epoch"`
	Seq      int64  `json:"seq"`
	Response string `json:"response"`
	Flagged  bool   `json:"flagged"`
}

// gradedDetail is the event of a result: the keys it was made with, by the versions that a key scored, and the hash of the result.
// Only so can it be made again when other keys hold.
type gradedDetail struct {
	Result int            `json:"result"`
	Keys   map[string]int `json:"keys"`
	SHA256 string         `json:"sha256"`
}

func graded(number int, r Result) (gradedDetail, error) {
	d := gradedDetail{Result: number, Keys: map[string]int{}}
	for _, it := range r.Items {
		if it.KeyNumber > 0 {
			d.Keys[it.ItemVersionID] = it.KeyNumber
		}
	}
	rest, err := restOf(number, r)
	if err != nil {
		return d, err
	}
	d.SHA256, err = rest.sum()
	return d, err
}

// logged is an event at rest.
type logged struct {
	ID     string
	Kind   string
	Detail string
	Actor  string
	At     time.Time
}

// seal is a log folded into one hash, event after event. Whoever changes, adds or takes away one afterwards changes the hash.
type seal struct {
	hash  string
	count int
}

// add folds in the next event: the hash so far and all that the event says, as JSON in its one spelling. A crowd that hands in waits
// for a hundred thousand of these.
func (s *seal) add(e logged) error {
	var room [1024]byte
	text := append(room[:0], '[')
	for _, part := range []string{s.hash, e.ID, e.Kind, e.Detail, e.Actor} {
		text = append(items.AppendCanonical(text, part), ',')
	}
	text = append(text, '"')
	text = append(e.At.UTC().AppendFormat(text, time.RFC3339Nano), '"', ']')
	sum := sha256.Sum256(text)
	s.hash = hex.EncodeToString(sum[:])
	s.count++
	return nil
}

// withoutAnswer is the detail of an event as people read it who must not see answers.
func withoutAnswer(kind, detail string) string {
	if kind != "saved" && kind != "late_admitted" {
		return detail
	}
	var d map[string]any
	if json.Unmarshal([]byte(detail), &d) != nil {
		return "{}"
	}
	delete(d, "response")
	text, err := items.Canonical(d)
	if err != nil {
		return "{}"
	}
	return text
}

// overlaid gives the responses with others in their place, the later sequence number winning at each position.
func overlaid(responses, over []Response) []Response {
	at := map[int]int{}
	out := append([]Response{}, responses...)
	for i, r := range out {
		at[r.Position] = i
	}
	for _, o := range over {
		i, answered := at[o.Position]
		switch {
		case !answered:
			at[o.Position] = len(out)
			out = append(out, o)
		case o.Seq >= out[i].Seq:
			o.Mark = out[i].Mark
			out[i] = o
		}
	}
	slices.SortFunc(out, func(a, b Response) int { return a.Position - b.Position })
	return out
}
