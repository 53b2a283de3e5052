package rules

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"laurel/internal/fault"
	"laurel/internal/money"
)

// Try runs the golden cases and lists every difference, as path and sentence; none means that all agree.
func (p *Program) Try() []fault.Field {
	found := []fault.Field{}
	for i, c := range p.Golden {
		t := trial{at: "golden[" + itoa(i) + "]", name: c.Name}
		t.run(p, c)
		found = append(found, t.differences...)
	}
	return found
}

// trial collects where the rules answer otherwise than expected.
type trial struct {
	at, name    string
	differences []fault.Field
}

func (t *trial) differs(what, want, got string) {
	if want != got {
		t.differences = append(t.differences, fault.Field{Field: t.at + "." + what, Code: "golden_differs",
			Detail: t.name + ": " + want + " is expected, the rules answer " + got + "."})
	}
}

func (t *trial) run(p *Program, c Case) {
	e, err := Evaluate(p, c.snapshot, Question{Target: c.Ask})
	if err != nil {
		t.differs("ask", "an answer", "none")
		return
	}
	t.differs("expect.result", string(c.Expect.Result), string(e.Result))
	t.differs("expect.result", string(c.Expect.Result), string(Judge(p, c.snapshot)[e.Target]))
	nodes := map[string]Node{}
	for _, n := range slices.Concat(e.Nodes, e.Targets) {
		nodes[n.ID] = n
	}
	for _, d := range e.Designations {
		for _, n := range d.Nodes {
			nodes[d.Key+"/"+n.ID] = n
		}
	}
	for i, want := range c.Expect.Nodes {
		n, there := nodes[want.Node]
		if !there {
			t.differs("expect.nodes["+itoa(i)+"].node", "a node "+want.Node, strings.Join(slices.Sorted(maps.Keys(nodes)), ", "))
			continue
		}
		t.node("expect.nodes["+itoa(i)+"].", want, n)
	}
}

// node compares what the case says of a node.
func (t *trial) node(at string, want NodeAnswer, n Node) {
	for _, x := range []struct{ what, want, got string }{
		{"result", want.Result, string(n.Result)}, {"have", want.Have, written(n.Have, "unknown")}, {"need", want.Need, written(n.Need, "0")},
		{"short", want.Short, written(n.Short, "0")}, {"why", want.Why, n.Why}, {"track", want.Track, n.Track},
	} {
		if x.want != "" {
			t.differs(at+x.what, x.want, x.got)
		}
	}
	points, excluded := map[string]string{}, map[string]string{}
	for _, p := range n.Points {
		points[p.Term] = written(p.Points, "unknown")
	}
	for _, x := range n.Excluded {
		excluded[x.Person] = x.Why
	}
	for _, term := range slices.Sorted(maps.Keys(want.Points)) {
		t.differs(at+"points."+term, want.Points[term], points[term])
	}
	for _, person := range slices.Sorted(maps.Keys(want.Excluded)) {
		t.differs(at+"excluded."+person, want.Excluded[person], excluded[person])
	}
	if want.People != nil {
		people := n.Counted
		if n.Bottleneck != nil {
			people = n.Bottleneck.People
		}
		t.differs(at+"people", strings.Join(want.People, ", "), strings.Join(people, ", "))
	}
}

// written is a figure as a case writes it: whole, decimal, or money with its currency.
func written(figure any, nothing string) string {
	switch f := figure.(type) {
	case nil:
		return nothing
	case money.Money:
		return plainDecimal(Quantity(f.Amount), money.Exponent(f.Currency)) + " " + f.Currency
	default:
		return fmt.Sprint(f)
	}
}
