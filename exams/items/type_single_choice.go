package items

import (
	"encoding/json"
	"math/big"

	"laurel/exams/interchange"
	"laurel/exams/scoring"
)

type singleChoice struct{}

// choiceKey accepts options for the full point, or says what each is worth.
type choiceKey struct {
	Accepted []string          `json:"accepted,omitempty"`
	Worth    map[string]string `json:"worth,omitempty"`
}

type choiceResponse struct {
	Choice *string `json:"choice"`
}

func (singleChoice) take(m Markup, it interchange.Item) authored {
	a, worth := optionsOf(m, it)
	key := choiceKey{Worth: worth}
	if !it.Weighed {
		key = choiceKey{}
		for i, o := range it.Options {
			if o.Fraction == "1" {
				key.Accepted = append(key.Accepted, OptionID(i))
			}
		}
	}
	a.key = key
	return a
}

func (singleChoice) check(c Content, raw json.RawMessage) string {
	var key choiceKey
	if !decode(raw, &key) || (len(key.Accepted) == 0) == (len(key.Worth) == 0) {
		return "the key names neither right options nor their worth"
	}
	if len(c.Options) < 2 {
		return "a choice needs at least two options"
	}
	for _, id := range key.Accepted {
		if !c.has(id) {
			return "the key names an option that is not there"
		}
	}
	if len(key.Accepted) == len(c.Options) {
		return "every option is right"
	}
	return checkWorth(c, key.Worth)
}

func (singleChoice) read(a Arrangement, raw json.RawMessage) (any, bool) { return readChoice(a, raw) }

func readChoice(a Arrangement, raw json.RawMessage) (any, bool) {
	var r choiceResponse
	if !decode(raw, &r) || r.Choice == nil || a.authored(*r.Choice) == "" {
		return nil, false
	}
	return r, true
}

func (singleChoice) score(a Arrangement, rawKey, raw json.RawMessage) (*big.Rat, error) {
	var key choiceKey
	var r choiceResponse
	if err := unmarshal(rawKey, &key, raw, &r); err != nil || r.Choice == nil {
		return scoring.Wrong(), err
	}
	chosen := a.authored(*r.Choice)
	if len(key.Worth) > 0 {
		worth, err := fractions(key.Worth)
		return scoring.Fractions([]string{chosen}, worth), err
	}
	return scoring.One(chosen, key.Accepted), nil
}

// checkWorth wants known options, readable fractions, and one of them above nothing.
func checkWorth(c Content, worth map[string]string) string {
	best := len(worth) == 0
	for id, f := range worth {
		v, ok := scoring.Fraction(f)
		if !ok {
			return "the worth of an option is no fraction of a point"
		}
		if !c.has(id) {
			return "the key names an option that is not there"
		}
		best = best || v.Sign() > 0
	}
	if !best {
		return "no option is right"
	}
	return ""
}
