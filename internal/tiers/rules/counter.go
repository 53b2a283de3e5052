package rules

import (
	"math/big"
	"strings"
)

// counter is a test without a line: what it counts goes into a share, a ratio or a score.
type counter interface {
	test
	amount(h *hearing) amount
	noun(h *hearing) string // what one of it is
}

// readCounter reads a test of the kinds that count, without its line.
func readCounter(at place, names ruleNames) counter {
	s := at.shape("counter")
	if s.absent() {
		return nil
	}
	if len(at.node.Content) != 2 {
		at.fault("conflict", "Exactly one thing is counted here.")
		return nil
	}
	if body := s.get("headcount"); !body.absent() {
		return headcount{of: readFilter(body.shape("count_people").get("of"), names.program), min: 1}
	}
	if body := s.get("awards"); !body.absent() {
		return awards{of: readFilter(body.shape("count_people").get("of"), names.program), min: 1}
	}
	if body := s.get("fact"); !body.absent() {
		name := body.shape("count_fact").get("name")
		rule, declared := names.program.Fact(name.key())
		if !declared && !name.absent() {
			name.fault("unknown_fact", "Not declared under facts.")
		}
		return factTest{rule: rule}
	}
	if body := s.get("ratio"); !body.absent() {
		r := body.shape("count_ratio")
		return ratio{num: readCounter(r.get("num"), names), den: readCounter(r.get("den"), names)}
	}
	if body := s.get("designations"); !body.absent() {
		return readDesignations(body.shape("count_designations"), names)
	}
	if body := s.get("attest"); !body.absent() {
		a := body.shape("count_attest")
		return attest{of: a.get("kind").key(), maxAge: a.get("max_age").period()}
	}
	return nil
}

func (t headcount) amount(h *hearing) amount {
	tally := h.tally(t.of)
	a := exactly(len(tally.counted))
	a.tally = tally
	return a
}

func (t headcount) noun(h *hearing) string { return "person with " + t.of.noun(h) }

func (t awards) amount(h *hearing) amount {
	tally := h.tally(t.of)
	have := 0
	for _, c := range tally.counted {
		have += len(c.keys)
	}
	a := exactly(have)
	a.tally = tally
	return a
}

func (t awards) noun(h *hearing) string { return "award of " + strings.TrimPrefix(t.of.noun(h), "a ") }

// amount of a figure that is too old: held, it may only confirm; failed, it is none.
func (t factTest) amount(h *hearing) amount {
	m := h.measure(t.rule)
	if !m.known {
		return unheard(m.why)
	}
	r := t.rule.exact(m.value)
	switch {
	case !m.stale:
		return amount{low: r, high: r}
	case m.when == StaleFail:
		return amount{low: new(big.Rat), high: new(big.Rat), why: "stale"}
	case m.when == StaleHold:
		return amount{low: r, why: "stale"}
	}
	return unheard("stale")
}

func (t factTest) noun(*hearing) string {
	if t.rule.Measure == MeasureMoney {
		return t.rule.Currency + " of " + t.rule.Label
	}
	return "unit of " + t.rule.Label
}

func (t attest) amount(h *hearing) amount {
	n := t.judge(h, nil)
	return exactly(int(n.have))
}

func (t attest) noun(*hearing) string { return "approved " + spoken(t.of) }
