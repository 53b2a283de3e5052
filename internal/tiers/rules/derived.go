package rules

import "math/big"

// derived reads what else may stand beside derive: a number where nothing is said.
func (f *FactRule) derived(s section) {
	for _, name := range []string{"aggregate", "window", "mature", "still_active", "max_age"} {
		if m := s.get(name); !m.absent() {
			m.fault("conflict", "A derived fact takes this from the facts it is made of.")
		}
	}
	if f.Measure == "" {
		f.Measure = MeasureNumber
	}
	if w := s.get("when_stale"); !w.absent() {
		f.WhenStale = WhenStale(w.oneOf(string(StaleHold), string(StaleUnknown), string(StaleFail)))
	} else {
		f.WhenStale = ""
	}
}

// readDerived compiles a derived fact once all facts have names, and refuses one that is made of itself.
func readDerived(at named, p *Program) {
	derive := at.shapeQuietly("fact_rule").get("derive")
	if derive.absent() {
		return
	}
	for i := range p.Facts {
		if p.Facts[i].Name != at.name {
			continue
		}
		if p.Facts[i].formula = derive.formula(p, false); p.Facts[i].formula != nil && p.madeOf(at.name, at.name, 0) {
			derive.fault("circular", "It is made of itself.")
			p.Facts[i].formula = nil
		}
	}
}

// shapeQuietly reads a section again whose faults were told before.
func (p place) shapeQuietly(name string) section {
	s := place{doc: &reading{}, path: p.path, line: p.line, node: p.node}.section(namesOf(name)...)
	s.doc = p.doc
	return s
}

// madeOf is true where a fact goes into another; the facts read so far have no circles.
func (p *Program) madeOf(name, part string, deep int) bool {
	f, _ := p.Fact(name)
	if f.formula == nil || deep > len(p.Facts) {
		return deep > len(p.Facts)
	}
	for _, source := range f.formula.names {
		if source == part || p.madeOf(source, part, deep+1) {
			return true
		}
	}
	return false
}

// known are the figures a formula reads, as far as they are known, and whether one of them is too old.
func (h *hearing) known(f *formula) (map[string]*big.Rat, metered) {
	found, all := map[string]*big.Rat{}, metered{}
	for _, name := range f.names {
		rule, _ := h.program.Fact(name)
		m := h.measure(rule)
		all.last, all.through = latest(all.last, m.last), latest(all.through, m.through)
		if !m.known {
			if all.why == "" {
				all.why = m.why
			}
			continue
		}
		found[name] = rule.exact(m.value)
		if m.stale {
			all.stale, all.when = true, all.when.stricter(m.when)
		}
	}
	return found, all
}

// stricter is the rule of two that lets an old figure say less.
func (w WhenStale) stricter(o WhenStale) WhenStale {
	order := map[WhenStale]int{"": 0, StaleHold: 1, StaleUnknown: 2, StaleFail: 3}
	if order[o] > order[w] {
		return o
	}
	return w
}

// derive computes a fact from others.
func (h *hearing) derive(rule FactRule) metered {
	known, m := h.known(rule.formula)
	r, ok := rule.formula.number(known, h.snap.Partner)
	if !ok {
		if m.why == "" {
			m.why = "not_computable"
		}
		return metered{why: m.why, last: m.last}
	}
	if m.value, ok = rule.quantity(r); !ok {
		return metered{why: "not_computable", last: m.last}
	}
	m.known, m.why = true, ""
	if m.stale {
		m.why = "stale"
		if rule.WhenStale != "" {
			m.when = rule.WhenStale
		}
	}
	return m
}
