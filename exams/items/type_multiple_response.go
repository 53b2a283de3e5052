package items

import (
	"encoding/json"
	"fmt"
	"math/big"
	"slices"

	"laurel/exams/interchange"
	"laurel/exams/scoring"
)

type multipleResponse struct{}

// multipleKey names the right options, all of them and none else (all_or_nothing), or what each is worth (moodle_multi).
type multipleKey struct {
	Rule    string            `json:"rule,omitempty"`
	Correct []string          `json:"correct,omitempty"`
	Worth   map[string]string `json:"worth,omitempty"`
}

type multipleResponseAnswer struct {
	Choices []string `json:"choices"`
}

// take keeps the weights of the source: where it gives part of a point, so do we.
func (multipleResponse) take(m Markup, it interchange.Item) authored {
	a, worth := optionsOf(m, it)
	a.key = multipleKey{Rule: scoring.SumOfFractions, Worth: worth}
	return a
}

func (multipleResponse) check(c Content, raw json.RawMessage) string {
	var key multipleKey
	if !decode(raw, &key) {
		return "the key cannot be read"
	}
	if len(c.Options) < 2 {
		return "a choice needs at least two options"
	}
	switch key.Rule {
	case "", scoring.AllOrNothing:
		if len(key.Correct) == 0 || len(key.Worth) > 0 {
			return "the key names no right options"
		}
	case scoring.SumOfFractions:
		if len(key.Worth) == 0 || len(key.Correct) > 0 {
			return "the key does not say what the options are worth"
		}
	default:
		return "the key asks for a rule that is not known"
	}
	for _, id := range key.Correct {
		if !c.has(id) {
			return "the key names an option that is not there"
		}
	}
	return checkWorth(c, key.Worth)
}

// read puts the choices in the order of the form, so that the same set is the same answer.
func (multipleResponse) read(a Arrangement, raw json.RawMessage) (any, bool) {
	var r multipleResponseAnswer
	if !decode(raw, &r) || r.Choices == nil || len(r.Choices) > len(a.Options) {
		return nil, false
	}
	out := multipleResponseAnswer{Choices: make([]string, 0, len(r.Choices))}
	for _, o := range a.Options {
		if slices.Contains(r.Choices, o.ID) {
			out.Choices = append(out.Choices, o.ID)
		}
	}
	return out, len(out.Choices) == len(r.Choices)
}

func (multipleResponse) score(a Arrangement, rawKey, raw json.RawMessage) (*big.Rat, error) {
	var key multipleKey
	var r multipleResponseAnswer
	if err := unmarshal(rawKey, &key, raw, &r); err != nil {
		return scoring.Wrong(), err
	}
	chosen := make([]string, len(r.Choices))
	for i, id := range r.Choices {
		chosen[i] = a.authored(id)
	}
	switch key.Rule {
	case "", scoring.AllOrNothing:
		return scoring.Set(chosen, key.Correct), nil
	case scoring.SumOfFractions:
		worth, err := fractions(key.Worth)
		return scoring.Fractions(chosen, worth), err
	}
	return scoring.Wrong(), fmt.Errorf("scoring rule %q is not known", key.Rule)
}
