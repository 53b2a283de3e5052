package rules

import "slices"

// Named lays names over an answer: over everybody whom it mentions, and into its sentences. The digest stays that of the
// answer without names.
func (e Explanation) Named(names map[string]string) Explanation {
	e.People = map[string]string{}
	mention := func(ids ...string) {
		for _, id := range ids {
			if names[id] != "" {
				e.People[id] = names[id]
			}
		}
	}
	e.Nodes, e.Targets = namedNodes(e.Nodes, names, mention), namedNodes(e.Targets, names, mention)
	for _, w := range e.WaysUp {
		mention(w.Candidates...)
	}
	mention(e.Indispensable...)
	e.Forecast = slices.Clone(e.Forecast)
	for i, f := range e.Forecast {
		if name := names[f.Person]; name != "" {
			mention(f.Person)
			e.Forecast[i].PersonName, e.Forecast[i].Event = name, f.end.said(name)
		}
	}
	return e
}

func namedNodes(nodes []Node, names map[string]string, mention func(...string)) []Node {
	nodes = slices.Clone(nodes)
	for i := range nodes {
		mention(nodes[i].Counted...)
		nodes[i].Excluded = slices.Clone(nodes[i].Excluded)
		for k, x := range nodes[i].Excluded {
			mention(x.Person)
			nodes[i].Excluded[k].PersonName = names[x.Person]
		}
	}
	return nodes
}
