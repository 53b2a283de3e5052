package rules

import "time"

// metered is the figure of a metric at a moment, or why there is none.
type metered struct {
	value   Quantity
	known   bool
	stale   bool
	why     string
	last    time.Time // the newest observation
	through time.Time // the end of the newest period in it
	when    WhenStale // what an old figure is good for
}

// measure puts a metric's observations together as its declaration says. What is missing, foreign or too old is
// unknown, never zero.
func (h *hearing) measure(rule FactRule) metered {
	if m, done := h.figures[rule.Name]; done {
		return m
	}
	m := h.gather(rule)
	if rule.Derived() {
		m = h.derive(rule)
	}
	h.figures[rule.Name] = m
	return m
}

// gather puts together what was reported.
func (h *hearing) gather(rule FactRule) metered {
	m := metered{why: "no_observation", when: rule.WhenStale}
	span := rule.Window.at(h.factsAt)
	figures := []Quantity{}
	for _, o := range h.snap.Observations {
		if o.Metric != rule.Name {
			continue
		}
		m.last = latest(m.last, o.ObservedAt)
		if !span.holds(o.Period) {
			continue
		}
		o, why := h.converted(rule, o)
		if why != "" {
			return metered{why: why, last: m.last}
		}
		figure, why := rule.mature(o, h.factsAt)
		if why != "" {
			return metered{why: why, last: m.last}
		}
		figures = append(figures, figure)
		m.through = latest(m.through, o.Period.To)
	}
	if !m.last.IsZero() && len(figures) == 0 {
		m.why = "no_observation_in_window"
	}
	if len(figures) == 0 {
		return m
	}
	m.value, m.known, m.why = rule.together(figures), true, ""
	if !rule.MaxAge.IsZero() && h.factsAt.After(rule.MaxAge.After(m.last)) {
		m.stale, m.why = true, "stale"
	}
	return m
}

// mature is what of an observation counts: all of it, or only what customers have kept up for long enough.
func (rule FactRule) mature(o Observation, at time.Time) (Quantity, string) {
	switch {
	case rule.Mature.IsZero() && !rule.StillActive:
		return o.Value, ""
	case o.Active != nil:
		return *o.Active, ""
	case o.Lines == nil:
		return 0, "maturity_unknown"
	}
	var sum Quantity
	for _, line := range o.Lines {
		ripe := !rule.Mature.After(line.From).After(at)
		active := !rule.StillActive || line.To.IsZero() || line.To.After(at)
		if ripe && active {
			sum += line.Value
		}
	}
	return sum, ""
}

// together makes one figure; the figures are in the order of their periods, and bounded at the border so that
// thousands of them cannot overflow.
func (rule FactRule) together(figures []Quantity) Quantity {
	last := figures[len(figures)-1]
	sum, most := Quantity(0), figures[0]
	for _, f := range figures {
		sum += f
		most = max(most, f)
	}
	switch rule.Aggregate {
	case Latest:
		return last
	case Max:
		return most
	case Mean:
		return rounded(sum, Quantity(len(figures)))
	default:
		return sum
	}
}

// rounded divides and rounds halves away from zero.
func rounded(a, b Quantity) Quantity {
	half := b / 2
	if a < 0 {
		half = -half
	}
	return (a + half) / b
}

// turn makes a result that rests on an old figure into what the program lets it say.
func (w WhenStale) turn(r Result) Result {
	switch {
	case w == StaleFail:
		return NotMet
	case w == StaleHold && r == Met:
		return Met
	}
	return Unknown
}

func latest(a, b time.Time) time.Time {
	if a.Before(b) {
		return b
	}
	return a
}

// Figure is a metric's figure for one partner, as a percentile needs it at the freeze.
func Figure(p *Program, s Snapshot, metric string) (Quantity, bool) {
	rule, declared := p.Fact(metric)
	if !declared {
		return 0, false
	}
	sorted := s.sorted()
	m := newHearing(p, &sorted, Period{}).measure(rule)
	return m.value, m.known
}
