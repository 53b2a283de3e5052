package items

import (
	"encoding/json"
	"fmt"
	"math/big"
	"slices"

	"laurel/exams/interchange"
	"laurel/exams/scoring"
)

// ordering puts all options into an order.
type ordering struct{}

// orderingKey is the right order, and a rule of the ordering family; without one, all or nothing.
type orderingKey struct {
	Rule  string   `json:"rule,omitempty"`
	Order []string `json:"order"`
}

type orderingResponse struct {
	Order []string `json:"order"`
}

func (ordering) take(m Markup, it interchange.Item) authored {
	a, _ := optionsOf(m, it)
	a.content.Fixed = false // in the order of the source they would be right
	key := orderingKey{Rule: it.Rule}
	if key.Rule == "" {
		key.Rule = scoring.OrderAllOrNothing
	}
	for _, o := range a.content.Options {
		key.Order = append(key.Order, o.ID)
	}
	a.key = key
	return a
}

func (ordering) check(c Content, raw json.RawMessage) (f faults) {
	f.want(len(c.Options) >= 2, "content.options", "an order needs at least two options")
	f.want(!c.Fixed, "content.fixed", "what is to be ordered cannot keep its order")
	var key orderingKey
	if !f.decode(raw, &key) {
		return f
	}
	f.want(key.Rule == "" || key.Rule == scoring.AllOrNothing || slices.Contains(scoring.Orders(), key.Rule), "key.rule", "the key asks for a rule that is not known")
	f.known("key.order", c.Options, key.Order)
	f.want(len(key.Order) == len(c.Options), "key.order", "the right order does not name every option")
	return f
}

func (ordering) read(a Arrangement, raw json.RawMessage) (any, bool) {
	var r orderingResponse
	if !decode(raw, &r) || len(r.Order) != len(a.Options) || len(r.Order) == 0 {
		return nil, false
	}
	seen := map[string]bool{}
	for _, id := range r.Order {
		if a.authored(id) == "" || seen[id] {
			return nil, false
		}
		seen[id] = true
	}
	return r, true
}

func (ordering) score(a Arrangement, rawKey, raw json.RawMessage) (*big.Rat, error) {
	var key orderingKey
	var r orderingResponse
	if err := unmarshal(rawKey, &key, raw, &r); err != nil {
		return scoring.Wrong(), err
	}
	order := make([]string, len(r.Order))
	for i, id := range r.Order {
		order[i] = a.authored(id)
	}
	rule := key.Rule
	if rule == "" {
		rule = scoring.OrderAllOrNothing
	}
	points, ok := scoring.Order(rule, order, key.Order)
	if !ok {
		return scoring.Wrong(), fmt.Errorf("scoring rule %q is not known", key.Rule)
	}
	return points, nil
}
