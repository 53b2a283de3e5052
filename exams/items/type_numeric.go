package items

import (
	"encoding/json"
	"fmt"
	"math/big"

	"laurel/exams/interchange"
	"laurel/exams/scoring"
)

type numeric struct{}

// numericKey lists intervals, ends included; the first that holds the answer says what it is worth.
type numericKey struct {
	Intervals []numericInterval `json:"intervals"`
}

type numericInterval struct {
	From      string `json:"from"`
	To        string `json:"to"`
	Fraction  string `json:"fraction"`
	Rationale string `json:"rationale,omitempty"`
}

type numericResponse struct {
	Number *string `json:"number"`
}

func (numeric) take(m Markup, it interchange.Item) authored {
	a := stemOf(m, it)
	key := numericKey{}
	for _, n := range it.Numbers {
		key.Intervals = append(key.Intervals, numericInterval{n.From, n.To, n.Fraction, m.lossy(n.Rationale, &a.losses)})
	}
	a.key = key
	return a
}

func (numeric) check(_ Content, raw json.RawMessage) string {
	var key numericKey
	if !decode(raw, &key) || len(key.Intervals) == 0 {
		return "the key accepts no number"
	}
	all, err := key.intervals()
	if err != nil {
		return err.Error()
	}
	for _, i := range all {
		if i.Fraction.Sign() > 0 {
			return ""
		}
	}
	return "no answer is right"
}

func (k numericKey) intervals() ([]scoring.Interval, error) {
	out := make([]scoring.Interval, 0, len(k.Intervals))
	for _, i := range k.Intervals {
		from, ok1 := scoring.Number(i.From)
		to, ok2 := scoring.Number(i.To)
		worth, ok3 := scoring.Fraction(i.Fraction)
		if !ok1 || !ok2 || !ok3 || from.Cmp(to) > 0 {
			return nil, fmt.Errorf("an interval of the key cannot be used")
		}
		out = append(out, scoring.Interval{From: from, To: to, Fraction: worth})
	}
	return out, nil
}

// read keeps the number as it was typed: 3.10 and 3.1 are the same to scoring, and not the same to who typed them.
func (numeric) read(_ Arrangement, raw json.RawMessage) (any, bool) {
	var r numericResponse
	if !decode(raw, &r) || r.Number == nil {
		return nil, false
	}
	_, ok := scoring.Number(*r.Number)
	return r, ok
}

func (numeric) score(_ Arrangement, rawKey, raw json.RawMessage) (*big.Rat, error) {
	var key numericKey
	var r numericResponse
	if err := unmarshal(rawKey, &key, raw, &r); err != nil || r.Number == nil {
		return scoring.Wrong(), err
	}
	intervals, err := key.intervals()
	answer, ok := scoring.Number(*r.Number)
	if err != nil || !ok {
		return scoring.Wrong(), err
	}
	return scoring.Numeric(answer, intervals), nil
}
