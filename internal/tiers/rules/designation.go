package rules

import (
	"math/big"
	"strings"
)

// Designation is something a partner can hold beside a tier: a specialisation, a competency. It is judged by a rule, or
// external: recorded as it is given elsewhere, it and whatever stands below its key.
type Designation struct {
	Key, Title, Level string
	Levels            []string // of an external one, from low to high
	External          bool
	Require           *Requirement // nil for an external one
}

func readDesignationHeads(at place, p *Program) []section {
	seen := map[string]bool{}
	sections := []section{}
	for _, item := range at.list() {
		s := item.shape("designation_rule")
		d := Designation{Key: s.get("key").key(), Title: s.get("title").text(), Level: s.get("level").key(), Levels: s.get("levels").keys(),
			External: s.get("external").flag()}
		if d.Title == "" {
			d.Title = Words(d.Key)
		}
		if id := d.Key + " " + d.Level; seen[id] {
			s.get("key").fault("duplicate_key", "Another designation has this key and level.")
		} else {
			seen[id] = true
		}
		p.Designations, sections = append(p.Designations, d), append(sections, s)
	}
	return sections
}

func readDesignationRule(s section, p *Program, d *Designation) {
	require := s.get("require")
	switch {
	case d.External && !require.absent():
		require.fault("conflict", "An external designation has no rule here.")
	case d.External:
	case require.absent() && !s.absent():
		require.fault("required", "A rule, or external: true.")
	default:
		d.Require = readOptional(require, "require", ruleNames{program: p, ids: map[string]bool{}})
	}
	if levels := s.get("levels"); !d.External && !levels.absent() {
		levels.fault("conflict", "A designation with a rule has one level; write one for each.")
	}
}

// covers is true for a designation that a key names: itself, or one below it.
func below(key, of string) bool { return key == of || strings.HasPrefix(key, of+".") }

// levels are all levels of the program from low to high, in the order in which they are declared.
func (p *Program) levels() []string {
	found := []string{}
	for _, d := range p.Designations {
		for _, level := range append([]string{d.Level}, d.Levels...) {
			if level != "" && !has(found, level) {
				found = append(found, level)
			}
		}
	}
	return found
}

// reaches is true for a level that is the wanted one or stands above it.
func (p *Program) reaches(level, wanted string) bool {
	if wanted == "" || level == wanted {
		return true
	}
	order := p.levels()
	return indexOf(order, level) >= 0 && indexOf(order, level) > indexOf(order, wanted)
}

func indexOf(list []string, word string) int {
	for i, w := range list {
		if w == word {
			return i
		}
	}
	return -1
}

// designations counts the designations held below a key.
type designations struct {
	leafOnly
	of, level string
	min       int
}

func readDesignations(s section, names ruleNames) designations {
	t := designations{of: s.get("of").key(), level: s.get("level").key()}
	known := t.of == ""
	for _, d := range names.program.Designations {
		known = known || below(d.Key, t.of) || d.External && below(t.of, d.Key)
	}
	if !known {
		s.get("of").fault("unknown_designation", "Not declared under designations; one that is given elsewhere is declared with external: true.")
	}
	if t.level != "" && !has(names.program.levels(), t.level) {
		s.get("level").fault("unknown_level", "No designation has this level.")
	}
	return t
}

func readDesignationsTest(at place, r *Requirement, names ruleNames) test {
	s := r.leaf(at, "designations", names)
	t := readDesignations(s, names)
	t.min = s.get("min").whole(1, 1000)
	return t
}

func (designations) kind() Kind { return KindHolds }

// count is which designations are held, and how many more may be.
func (t designations) count(h *hearing) (held []string, maybe int) {
	held = []string{}
	unsure := map[string]bool{}
	for i, d := range h.program.Designations {
		if d.External || !below(d.Key, t.of) || !h.program.reaches(d.Level, t.level) || has(held, d.Key) {
			continue
		}
		switch h.designation(i) {
		case Met:
			held = append(held, d.Key)
		case Unknown:
			unsure[d.Key] = true
		case NotMet:
		}
	}
	for _, s := range h.recorded() {
		if h.external(s.Key) && below(s.Key, t.of) && h.program.reaches(s.Level, t.level) && !has(held, s.Key) {
			held = append(held, s.Key)
		}
	}
	for _, key := range held {
		delete(unsure, key)
	}
	return held, len(unsure)
}

func (t designations) judge(h *hearing, _ []Result) Node {
	held, maybe := t.count(h)
	result := resultOf(len(held) >= t.min)
	if result == NotMet && len(held)+maybe >= t.min {
		result = Unknown
	}
	n := counting(result, len(held), t.min)
	n.Held = held
	return n
}

func (t designations) amount(h *hearing) amount {
	held, maybe := t.count(h)
	a := exactly(len(held))
	a.high = big.NewRat(int64(len(held)+maybe), 1)
	return a
}

func (t designations) name() string {
	if t.level == "" {
		return spoken(t.of)
	}
	return spoken(t.level) + " " + spoken(t.of)
}

func (t designations) noun(*hearing) string { return t.name() + " designation" }

func (t designations) words(*hearing) string {
	return "holds at least " + plural(t.min, "designation", "designations") + " of " + t.name()
}

func (t designations) label(*hearing) string { return "designations of " + t.name() }

func (t designations) lack(_ *hearing, n Node) string {
	return plural(missing(n), "more designation", "more designations") + " of " + t.name()
}

// ways are the ways to the designations that are not held, where they are judged here.
func (t designations) ways(h *hearing, n Node) []Way {
	found := []Way{{Node: n.ID, Designation: t.of, Text: t.lack(h, n), Add: missing(n)}}
	for i, d := range h.program.Designations {
		if d.Require == nil || !below(d.Key, t.of) || !h.program.reaches(d.Level, t.level) || has(n.Held, d.Key) {
			continue
		}
		for _, w := range h.bench(h.program.Designations[i].Require).ways(h) {
			w.Designation = d.Key
			found = append(found, w)
		}
	}
	return found
}

func (t designations) endings(h *hearing) []ending {
	found := []ending{}
	for i, d := range h.program.Designations {
		if d.Require == nil || !below(d.Key, t.of) || h.designation(i) != Met {
			continue
		}
		for _, r := range d.Require.flat() {
			found = append(found, r.test.endings(h)...)
		}
	}
	for _, s := range h.recorded() {
		if h.external(s.Key) && below(s.Key, t.of) && !s.To.IsZero() {
			found = append(found, ending{on: s.To, before: "The designation " + spoken(s.Key) + " ends"})
		}
	}
	return found
}

func (designations) wants(Award) bool { return false } // the program asks the designations themselves

// designation is the result of one that is judged here; where that is not known, one that was held is still held.
func (h *hearing) designation(i int) Result {
	if r, done := h.held[i]; done {
		return r
	}
	d := h.program.Designations[i]
	r := h.result(d.Require)
	for _, s := range h.recorded() {
		if r == Unknown && s.Key == d.Key && s.Level == d.Level {
			r = Met
		}
	}
	h.held[i] = r
	return r
}

func (h *hearing) external(key string) bool {
	for _, d := range h.program.Designations {
		if d.External && below(key, d.Key) {
			return true
		}
	}
	return false
}

// recorded are the designations on record now: states, and approved evidence that is named after one, perhaps with its
// level as the last part.
func (h *hearing) recorded() []DesignationState {
	found := []DesignationState{}
	for _, s := range h.snap.Designations {
		if covers(s.From, s.To, h.at) {
			found = append(found, s)
		}
	}
	levels := h.program.levels()
	for _, a := range h.snap.Attestations {
		if !a.Approved || !covers(a.From, a.Until, h.at) || !h.external(a.Kind) {
			continue
		}
		s := DesignationState{Key: a.Kind, From: a.From, To: a.Until}
		if cut := strings.LastIndex(a.Kind, "."); cut > 0 && has(levels, a.Kind[cut+1:]) && h.external(a.Kind[:cut]) {
			s.Key, s.Level = a.Kind[:cut], a.Kind[cut+1:]
		}
		found = append(found, s)
	}
	return found
}

// designated explains the designations that a rule asks for.
func (h *hearing) designated(tree *Requirement) []Designated {
	var found []Designated
	asked := func(key string) bool {
		for _, r := range tree.flat() {
			if t, is := r.test.(designations); is && (below(key, t.of) || below(t.of, key)) {
				return true
			}
		}
		return false
	}
	for i, d := range h.program.Designations {
		if !d.External && asked(d.Key) {
			b := h.bench(d.Require)
			found = append(found, Designated{Key: d.Key, Title: d.Title, Level: d.Level, Result: h.designation(i), Nodes: b.nodes})
		}
	}
	for _, s := range h.recorded() {
		if h.external(s.Key) && asked(s.Key) {
			found = append(found, Designated{Key: s.Key, Title: Words(s.Key), Level: s.Level, External: true, Result: Met})
		}
	}
	return found
}
