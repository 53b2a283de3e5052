package exams

import (
	"encoding/json"
	"time"

	"laurel/exams/items"
)

// Response is the answer that stands for a position. Text is canonical JSON; "null" is an answer that was cleared.
type Response struct {
	Position int
	Epoch    int64
	Seq      int64
	Response string
	Flagged  bool
	SavedAt  time.Time
	Mark     string `gorm:"-"` // the part of its point that people or a lab gave; "" while they have not
}

// Answer is what a client sends for one position.
type Answer struct {
	Position int
	Seq      int64
	Response json.RawMessage
	Flagged  bool
}

// read makes an answer canonical, or ErrResponse.
func (s Slot) read(raw json.RawMessage) (string, error) {
	text, ok := items.Read(s.Type, s.Arrangement, raw) // a position outside the form has no type
	if !ok {
		return "", ErrResponse
	}
	return text, nil
}

// same holds for an answer that says what stands already.
func (r Response) same(text string, flagged bool) bool {
	return r.Response == text && r.Flagged == flagged
}
