package exams

import (
	"encoding/json"
	"time"
)

// Response is the answer that stands for a position. Text is canonical JSON; "null" is an answer that was cleared.
type Response struct {
	Position int
	Epoch    int64
	Seq      int64
	Response string
	Flagged  bool
	SavedAt  time.Time
}

// cleared is the canonical response of no answer.
const cleared = "null"

// Answer is what a client sends for one position.
type Answer struct {
	Position int
	Seq      int64
	Response json.RawMessage
	Flagged  bool
}

// maxResponseBytes is the largest answer in bytes.
const maxResponseBytes = 16 << 10

// read makes an answer canonical, or ErrResponse.
func (s Slot) read(raw json.RawMessage) (string, error) {
	k := kindOf(s.Type) // a position outside the form has no type
	if k == nil || len(raw) == 0 || len(raw) > maxResponseBytes {
		return "", ErrResponse
	}
	if string(raw) == cleared {
		return cleared, nil
	}
	v, ok := k.read(s, raw)
	if !ok {
		return "", ErrResponse
	}
	return canonical(v)
}

// same holds for an answer that says what stands already.
func (r Response) same(text string, flagged bool) bool {
	return r.Response == text && r.Flagged == flagged
}
