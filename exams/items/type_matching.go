package items

import (
	"encoding/json"
	"fmt"
	"math/big"

	"laurel/exams/interchange"
	"laurel/exams/scoring"
)

// matching gives every stem one of the options. An option may belong to several stems, or to none.
type matching struct{}

// matchingKey names the option of each stem, for the rules match_pairs and all_or_nothing; or maps pairs, written "stem option",
// for map_response.
type matchingKey struct {
	Rule  string            `json:"rule,omitempty"`
	Pairs map[string]string `json:"pairs,omitempty"`
	mapKey
}

type matchingResponse struct {
	Pairs map[string]string `json:"pairs"`
}

func (matching) take(m Markup, it interchange.Item) authored {
	a, _ := optionsOf(m, it)
	key := matchingKey{Rule: scoring.MatchPairs, Pairs: map[string]string{}}
	if it.Rule == scoring.AllOrNothing {
		key.Rule = it.Rule
	}
	for i, s := range it.Stems {
		id := OptionID(i)
		a.content.Stems = append(a.content.Stems, Option{id, m.lossy(s.Text, &a.losses)})
		key.Pairs[id] = OptionID(s.Right)
	}
	a.key = key
	return a
}

func (matching) check(c Content, raw json.RawMessage) (f faults) {
	f.want(len(c.Stems) >= 1, "content.stems", "there is nothing to match")
	f.want(len(c.Options) >= 2, "content.options", "matching needs at least two options")
	var key matchingKey
	if !f.decode(raw, &key) {
		return f
	}
	switch key.Rule {
	case "", scoring.MatchPairs, scoring.AllOrNothing:
		f.want(len(key.Map) == 0, "key.map", "the key asks for pairs and maps them")
		f.want(len(key.Pairs) == len(c.Stems), "key.pairs", "a stem has no partner")
		for stem, option := range key.Pairs {
			f.want(has(c.Stems, stem), "key.pairs."+stem, "the key names a stem that is not there")
			f.want(c.has(option), "key.pairs."+stem, "the key names an option that is not there")
		}
	case scoring.MapResponse:
		f.want(len(key.Map) > 0 && len(key.Pairs) == 0, "key.map", "the key does not say what the pairs are worth")
		pairs := map[string]bool{}
		for _, s := range c.Stems {
			for _, o := range c.Options {
				pairs[s.ID+" "+o.ID] = true
			}
		}
		f.mapped(key.mapKey, func(pair string) bool { return pairs[pair] })
	default:
		f.add("key.rule", "the key asks for a rule that is not known")
	}
	return f
}

// read takes answers that pair some of the stems. The spelling of a map is in the order of its names, so it is one.
func (matching) read(a Arrangement, raw json.RawMessage) (any, bool) {
	var r matchingResponse
	if !decode(raw, &r) || len(r.Pairs) == 0 {
		return nil, false
	}
	for stem, option := range r.Pairs {
		if authoredOf(a.Stems, stem) == "" || a.authored(option) == "" {
			return nil, false
		}
	}
	return r, true
}

func (matching) score(a Arrangement, rawKey, raw json.RawMessage) (*big.Rat, error) {
	var key matchingKey
	var r matchingResponse
	if err := unmarshal(rawKey, &key, raw, &r); err != nil {
		return scoring.Wrong(), err
	}
	given, values := map[string]string{}, []string{}
	for stem, option := range r.Pairs {
		s, o := authoredOf(a.Stems, stem), a.authored(option)
		given[s] = o
		values = append(values, s+" "+o)
	}
	switch key.Rule {
	case "", scoring.MatchPairs:
		return scoring.Pairs(given, key.Pairs), nil
	case scoring.AllOrNothing:
		return scoring.AllPairs(given, key.Pairs), nil
	case scoring.MapResponse:
		return key.score(values)
	}
	return scoring.Wrong(), fmt.Errorf("scoring rule %q is not known", key.Rule)
}
