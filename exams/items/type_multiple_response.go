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

// multipleKey names the right options, for the rules all_or_nothing and canvas_multi; or what each is worth, for moodle_multi; or
// maps them, for map_response.
type multipleKey struct {
	Rule    string            `json:"rule,omitempty"`
	Correct []string          `json:"correct,omitempty"`
	Worth   map[string]string `json:"worth,omitempty"`
	mapKey
}

type multipleResponseAnswer struct {
	Choices []string `json:"choices"`
}

// take keeps the weights of the source: where it gives part of a point, so do we.
func (multipleResponse) take(m Markup, it interchange.Item) authored {
	a, worth := optionsOf(m, it)
	a.content.Choose = min(it.Choose, len(it.Options))
	if it.Rule == "" && !it.Weighed {
		it.Rule = scoring.AllOrNothing
	}
	switch {
	case it.Rule == scoring.MapResponse || it.Lower != "" || it.Upper != "":
		a.key = multipleKey{Rule: scoring.MapResponse, mapKey: mapKey{Map: worth, Lower: it.Lower, Upper: it.Upper}}
	case it.Rule == scoring.MinusWrong || it.Rule == scoring.AllOrNothing:
		key := multipleKey{Rule: it.Rule}
		for i, o := range it.Options {
			if v, ok := scoring.Fraction(o.Fraction); ok && v.Sign() > 0 {
				key.Correct = append(key.Correct, OptionID(i))
			}
		}
		a.key = key
	default:
		a.key = multipleKey{Rule: scoring.SumOfFractions, Worth: worth}
	}
	return a
}

func (multipleResponse) check(c Content, raw json.RawMessage) (f faults) {
	f.want(len(c.Options) >= 2, "content.options", "a choice needs at least two options")
	f.want(c.ChooseMin >= 0 && c.Choose >= 0 && c.Choose <= len(c.Options) && (c.Choose == 0 || c.ChooseMin <= c.Choose), "content.choose", "the number to choose does not fit the options")
	var key multipleKey
	if !f.decode(raw, &key) {
		return f
	}
	switch key.Rule {
	case "", scoring.AllOrNothing, scoring.MinusWrong:
		f.want(len(key.Correct) > 0 && len(key.Worth) == 0 && len(key.Map) == 0, "key.correct", "the key names no right options")
		f.want(c.Choose == 0 || len(key.Correct) <= c.Choose, "content.choose", "more options are right than can be chosen")
	case scoring.SumOfFractions:
		f.want(len(key.Worth) > 0 && len(key.Correct) == 0 && len(key.Map) == 0, "key.worth", "the key does not say what the options are worth")
	case scoring.MapResponse:
		f.want(len(key.Map) > 0 && len(key.Correct) == 0 && len(key.Worth) == 0, "key.map", "the key does not say what the options are worth")
		f.mapped(key.mapKey, c.has)
	default:
		f.add("key.rule", "the key asks for a rule that is not known")
	}
	f.known("key.correct", c.Options, key.Correct)
	f.worth("key.worth", c.Options, key.Worth)
	return f
}

// read puts the choices in the order of the form, so that the same set is the same answer.
func (multipleResponse) read(a Arrangement, raw json.RawMessage) (any, bool) {
	var r multipleResponseAnswer
	if !decode(raw, &r) || r.Choices == nil || len(r.Choices) > len(a.Options) || a.Bounds.Choose > 0 && len(r.Choices) > a.Bounds.Choose {
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
	case scoring.MinusWrong:
		return scoring.RightMinusWrong(chosen, key.Correct), nil
	case scoring.SumOfFractions:
		worth, err := fractions(key.Worth)
		return scoring.Fractions(chosen, worth), err
	case scoring.MapResponse:
		return key.score(chosen)
	}
	return scoring.Wrong(), fmt.Errorf("scoring rule %q is not known", key.Rule)
}

func (k mapKey) score(values []string) (*big.Rat, error) {
	m, ok := k.mapping()
	if !ok {
		return scoring.Wrong(), fmt.Errorf("the map of the key cannot be read")
	}
	return m.Fraction(values), nil
}
