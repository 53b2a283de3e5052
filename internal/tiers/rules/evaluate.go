package rules

import (
	"laurel/internal/fault"
)

// ErrNoTier refuses a question about a tier the program does not have.
var ErrNoTier = fault.New(fault.Invalid, "unknown_tier", "The program has no such tier.")

// Question is what is asked of a program.
type Question struct {
	Target  string // empty: the next tier up
	Horizon Period // how far risks and the forecast look ahead; zero: 60 days
}

const usualHorizon = 60

// Evaluate judges one partner. It is a pure function: the same program, snapshot and question give the same bytes.
func Evaluate(p *Program, s Snapshot, q Question) (Explanation, error) {
	if q.Horizon.IsZero() {
		q.Horizon = Days(usualHorizon)
	}
	s = s.sorted()
	h := newHearing(p, &s, q.Horizon)
	target, err := h.target(q.Target)
	if err != nil {
		return Explanation{}, err
	}
	held, holds := h.heldOn(target.Track)
	e := Explanation{
		Partner: Subject{s.Partner.ID, s.Partner.ExternalID}, Program: p.Key, ProgramTitle: p.Title, Version: p.Version, DocumentSHA256: p.SHA256,
		AsOf: s.AsOf.UTC(), KnownAt: s.KnownAt.UTC(), DataThrough: h.dataThrough(), Target: target.Key, TargetTitle: target.Title, Entry: target.Entry,
		Record: h.record(target), Rule: "enter", Targets: []Node{},
	}
	tree := target.Enter
	if holds {
		e.Holds, e.HoldsTitle = &held.Key, held.Title
		if held.Rank >= target.Rank {
			e.Rule, tree = "keep", target.Keep
		}
	}
	b := h.bench(tree)
	e.Result, e.Nodes = b.result(), b.nodes
	for _, t := range target.Targets {
		e.Targets = append(e.Targets, h.bench(t).nodes...)
	}
	e.Forecast = h.forecast(target, held)
	e.WaysUp = b.ways(h)
	e.Indispensable = b.indispensable(h, tree)
	e.Designations = h.designated(tree)
	e.Summary = h.summary(target, e, b)
	return e, e.seal()
}

// target is the asked tier, else the next one up.
func (h *hearing) target(key string) (Tier, error) {
	if key == "" {
		held := ""
		if len(h.snap.Holds) > 0 {
			held = h.snap.Holds[0].Tier
		}
		return h.program.Next(held), nil
	}
	t, known := h.program.Tier(key)
	if !known {
		return t, ErrNoTier
	}
	return t, nil
}

func (h *hearing) record(t Tier) string {
	for _, r := range h.snap.Records {
		if r.Tier == t.Key && r.Kind == string(t.Entry) {
			return r.State
		}
	}
	return "none"
}

// dataThrough says for each metric how far its figures reach; awards are known through the moment asked.
func (h *hearing) dataThrough() map[string]string {
	through := map[string]string{"awards": day(h.at)}
	for _, rule := range h.program.Facts {
		if m := h.measure(rule); !m.through.IsZero() {
			through[rule.Name] = day(earlier(m.through.AddDate(0, 0, -1), h.at))
		}
	}
	return through
}

// bench is one tree with its results.
type bench struct {
	rules   []*Requirement
	parent  []int
	parts   [][]int
	nodes   []Node
	results []Result
	away    []bool // nodes that do not apply
}

func (h *hearing) bench(tree *Requirement) *bench {
	b := &bench{nodes: []Node{}}
	b.add(tree, -1)
	b.nodes, b.results = make([]Node, len(b.rules)), make([]Result, len(b.rules))
	b.away = make([]bool, len(b.rules))
	for i := len(b.rules) - 1; i >= 0; i-- { // parts stand behind their parents
		r := b.rules[i]
		n := h.guarded(r, r.test.judge(h, b.of(i, b.results)))
		b.away[i] = n.Why == doesNotApply
		n.ID, n.Kind, n.Title, n.Label, n.Assumed = r.ID, r.test.kind(), r.Title, r.Label, r.Assumed
		if n.Title == "" {
			n.Title = raised(r.test.words(h))
		}
		if n.Label == "" {
			n.Label = r.test.label(h)
		}
		n.WhyText = whyText(n)
		if b.parent[i] >= 0 {
			n.Parent = b.rules[b.parent[i]].ID
		}
		b.nodes[i], b.results[i] = n, n.Result
	}
	for i := range b.nodes {
		b.nodes[i].Decisive = b.decides(h, i)
	}
	return b
}

func (b *bench) add(r *Requirement, parent int) {
	i := len(b.rules)
	b.rules, b.parent, b.parts = append(b.rules, r), append(b.parent, parent), append(b.parts, nil)
	if parent >= 0 {
		b.parts[parent] = append(b.parts[parent], i)
	}
	for _, part := range r.test.parts() {
		b.add(part, i)
	}
}

func (b *bench) of(i int, results []Result) []Result {
	parts := make([]Result, 0, len(b.parts[i]))
	for _, part := range b.parts[i] {
		if !b.away[part] {
			parts = append(parts, results[part])
		}
	}
	return parts
}

func (b *bench) result() Result { return b.results[0] }

// decides turns one node round and looks whether the whole turns with it.
func (b *bench) decides(h *hearing, i int) bool {
	for _, other := range []Result{Met, NotMet} {
		if other == b.results[i] {
			continue
		}
		results := append([]Result{}, b.results...)
		results[i] = other
		for up := b.parent[i]; up >= 0; up = b.parent[up] {
			results[up] = b.rules[up].test.judge(h, b.of(up, results)).Result
		}
		if results[0] != b.result() {
			return true
		}
	}
	return false
}
