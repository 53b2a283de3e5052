package items

import (
	"encoding/json"
	"math/big"
	"slices"

	"laurel/exams/interchange"
	"laurel/exams/scoring"
)

type numeric struct{}

// numericKey lists what is accepted; the first that holds the answer says what it is worth. With units, a number counts in its
// unit; one that is right without it loses the penalty.
type numericKey struct {
	Intervals []interval `json:"intervals"`
	Units     []unit     `json:"units,omitempty"`
	Penalty   string     `json:"unit_penalty,omitempty"`    // part of the point, 0.1 where nothing is said
	PenaltyOf string     `json:"unit_penalty_of,omitempty"` // "item", or "answer": of what the answer is worth
}

// unit says how many of the first unit one of this is.
type unit struct {
	Name   string `json:"name"`
	Factor string `json:"factor"`
}

// standardPenalty is what a wrong or missing unit costs where the key says nothing.
const standardPenalty = "0.1"

type numericResponse struct {
	Number *string `json:"number"`
	Unit   string  `json:"unit,omitempty"`
}

func (numeric) take(m Markup, it interchange.Item) authored {
	a := stemOf(m, it)
	key := numericKey{Intervals: intervalsOf(m, it.Numbers, &a.losses)}
	if len(it.Units) > 0 {
		key.Penalty, key.PenaltyOf = it.UnitPenalty, it.UnitPenaltyOf
	}
	for _, u := range it.Units {
		key.Units = append(key.Units, unit{u.Name, u.Factor})
		a.content.UnitOptions = append(a.content.UnitOptions, u.Name)
	}
	a.key = key
	return a
}

func (numeric) check(c Content, raw json.RawMessage) (f faults) {
	var key numericKey
	if !f.decode(raw, &key) {
		return f
	}
	f.intervals("key.intervals", key.Intervals)
	for i, u := range key.Units {
		factor, ok := scoring.Value(u.Factor)
		f.want(ok && factor.Sign() > 0, at("key.units", i, "factor"), "a unit does not say how many of the first one it is")
		f.want(slices.Contains(c.UnitOptions, u.Name), at("key.units", i, "name"), "the key names a unit that is not offered")
	}
	for i, u := range c.UnitOptions {
		f.want(u != "" && len(u) <= 40 && slices.Index(c.UnitOptions, u) == i, at("content.unit_options", i), "a unit is empty, too long or there twice")
	}
	f.want(len(c.UnitOptions) == 0 || len(key.Units) > 0, "key.units", "units are offered and the key knows none")
	f.want(len(c.UnitOptions) <= maxOptions, "content.unit_options", "there are more than 100")
	_, ok := scoring.Fraction(key.penalty())
	f.want(ok, "key.unit_penalty", "the penalty is no fraction of a point")
	f.want(slices.Contains([]string{"", "item", "answer"}, key.PenaltyOf), "key.unit_penalty_of", "the penalty is of the item or of the answer")
	return f
}

func (k numericKey) penalty() string {
	if k.Penalty == "" {
		return standardPenalty
	}
	return k.Penalty
}

// read keeps the number as it was typed: 3.10 and 3.1 are the same to scoring, and not the same to who typed them.
func (numeric) read(a Arrangement, raw json.RawMessage) (any, bool) {
	var r numericResponse
	if !decode(raw, &r) || r.Number == nil || r.Unit != "" && !slices.Contains(a.Bounds.Units, r.Unit) {
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
	accepted, err := readIntervals(key.Intervals)
	answer, ok := scoring.Number(*r.Number)
	if err != nil || !ok {
		return scoring.Wrong(), err
	}
	penalty, _ := scoring.Fraction(key.penalty())
	units := scoring.Units{Factors: map[string]*big.Rat{}, Penalty: penalty, OfAnswer: key.PenaltyOf == "answer"}
	for _, u := range key.Units {
		if factor, ok := scoring.Value(u.Factor); ok {
			units.Factors[u.Name] = factor
		}
	}
	return scoring.Quantity(answer, r.Unit, accepted, units), nil
}
