package items

import (
	"encoding/json"
	"math/big"

	"laurel/exams/interchange"
)

// trueFalse is a single choice whose two options always stand in the same order.
type trueFalse struct{}

func (trueFalse) take(m Markup, it interchange.Item) authored {
	a := stemOf(m, it)
	a.content.Fixed = true
	a.content.Options = []Option{{"true", "True"}, {"false", "False"}}
	right := "false"
	if it.True {
		right = "true"
	}
	a.key = choiceKey{Accepted: []string{right}}
	if why := m.lossy(it.IfTrue, &a.losses); why != "" {
		a.why.options["true"] = why
	}
	if why := m.lossy(it.IfFalse, &a.losses); why != "" {
		a.why.options["false"] = why
	}
	return a
}

func (trueFalse) check(c Content, key json.RawMessage) (f faults) {
	f.want(len(c.Options) == 2 && c.has("true") && c.has("false"), "content.options", "the options are true and false")
	return append(f, singleChoice{}.check(c, key)...)
}

func (trueFalse) read(a Arrangement, response json.RawMessage) (any, bool) {
	return readChoice(a, response)
}

func (trueFalse) score(a Arrangement, key, response json.RawMessage) (*big.Rat, error) {
	return singleChoice{}.score(a, key, response)
}
