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
	a.key = choiceOf(it.Options, worth, it.Weighed)
	return a
}

func choiceOf(options []interchange.Option, worth map[string]string, weighed bool) choiceKey {
	if weighed {
		return choiceKey{Worth: worth}
	}
	key := choiceKey{}
	for i, o := range options {
		if o.Fraction == "1" {
			key.Accepted = append(key.Accepted, OptionID(i))
		}
	}
	return key
}

func (singleChoice) check(c Content, raw json.RawMessage) (f faults) {
	var key choiceKey
	if f.decode(raw, &key) {
		f.choice("key", c.Options, key)
	}
	return f
}

// choice looks at a choice of one, in an item or in a blank.
func (f *faults) choice(field string, options []Option, key choiceKey) {
	f.want((len(key.Accepted) == 0) != (len(key.Worth) == 0), field, "the key names neither right options nor their worth")
	f.want(len(options) >= 2, "content.options", "a choice needs at least two options")
	f.known(field+".accepted", options, key.Accepted)
	f.want(len(key.Accepted) < len(options) || len(options) == 0, field+".accepted", "every option is right")
	f.worth(field+".worth", options, key.Worth)
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
	return key.score(a.authored(*r.Choice))
}

func (k choiceKey) score(chosen string) (*big.Rat, error) {
	if len(k.Worth) > 0 {
		worth, err := fractions(k.Worth)
		return scoring.Fractions([]string{chosen}, worth), err
	}
	return scoring.One(chosen, k.Accepted), nil
}
