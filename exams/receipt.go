package exams

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"
	"time"

	"laurel/exams/items"
)

// Receipt tells a candidate what was closed and scored. It is signed, and the same ever after.
type Receipt struct {
	Attempt         string    `json:"attempt"`
	ClosedAt        time.Time `json:"closed_at"`
	CloseReason     string    `json:"close_reason"`
	Answered        int       `json:"answered"`
	Unanswered      int       `json:"unanswered"`
	ResponsesSHA256 string    `json:"responses_sha256"`
	Signature       string    `json:"signature"`
}

func receiptOf(a Attempt, responses []Response, length int) Receipt {
	answered := 0
	for _, r := range responses {
		if r.Response != items.Cleared {
			answered++
		}
	}
	return Receipt{
		Attempt: a.ID, ClosedAt: a.ClosedAt.UTC(), CloseReason: a.CloseReason,
		Answered: answered, Unanswered: length - answered, ResponsesSHA256: digest(responses),
	}
}

// digest is the SHA-256, in hexadecimal, of one line for each saved position in ascending order: the position, the sequence
// number and the response as compact JSON, parted by tabs, each line ended by a line feed. A client can compute it from what
// the attempt shows.
func digest(responses []Response) string {
	var b strings.Builder
	for _, r := range responses {
		b.WriteString(strconv.Itoa(r.Position) + "\t" + strconv.FormatInt(r.Seq, 10) + "\t" + r.Response + "\n")
	}
	sum := sha256.Sum256([]byte(b.String()))
	return hex.EncodeToString(sum[:])
}

// message is what the signature covers.
func (r Receipt) message() []byte {
	return []byte(strings.Join([]string{
		"laurel receipt 1", r.Attempt, r.ClosedAt.UTC().Format(time.RFC3339Nano), r.CloseReason,
		strconv.Itoa(r.Answered), strconv.Itoa(r.Unanswered), r.ResponsesSHA256,
	}, "\n"))
}
