package rules

import "math/big"

// Score is a table of points. With several tracks the best total counts, chosen for the whole, not term by term.
type Score struct {
	Name, Label string
	Tracks      []ScoreTrack
}

// ScoreTrack is one way to reach a score.
type ScoreTrack struct {
	Name  string
	floor Quantity // points every term needs
	terms []term
}

// term gives points for a count: per points for every so many, up to max, and none before its gate is met.
type term struct {
	id, label string
	assumed   bool
	of        counter
	per       Quantity
	every     Quantity // zero: in proportion; else for each full one
	max       Quantity // zero: no limit
	gate      *Requirement
}

// Score finds a score by its name.
func (p *Program) Score(name string) (Score, bool) {
	for _, s := range p.Scores {
		if s.Name == name {
			return s, true
		}
	}
	return Score{}, false
}

func readScoreNames(at place, p *Program) {
	for _, m := range at.own() {
		p.Scores = append(p.Scores, Score{Name: m.name, Label: spoken(m.name)})
	}
}

func readScores(at place, p *Program) {
	for i, m := range at.shapeless() {
		s := m.shape("score_rule")
		if label := s.get("label").text(); label != "" {
			p.Scores[i].Label = label
		}
		names := ruleNames{program: p, ids: map[string]bool{}, score: true}
		terms, best := s.get("terms"), s.get("best_of")
		switch {
		case s.absent():
		case terms.absent() == best.absent():
			m.fault("conflict", "Either terms, or best_of with tracks of terms.")
		case best.absent():
			p.Scores[i].Tracks = []ScoreTrack{readTrack(s, terms, names)}
		default:
			for _, item := range best.list() {
				t := item.shape("score_track")
				track := readTrack(t, t.get("terms"), names)
				if track.Name = t.get("track").key(); t.get("floor_each").absent() {
					track.floor = s.get("floor_each").decimal()
				}
				p.Scores[i].Tracks = append(p.Scores[i].Tracks, track)
			}
		}
	}
}

// shapeless is own for a mapping whose names were judged before.
func (p place) shapeless() []named {
	quiet := place{doc: &reading{}, path: p.path, line: p.line, node: p.node}
	found := quiet.own()
	for i := range found {
		found[i].doc = p.doc
	}
	return found
}

func readTrack(s section, terms place, names ruleNames) ScoreTrack {
	track := ScoreTrack{floor: s.get("floor_each").decimal()}
	ids := map[string]bool{}
	if items := terms.list(); len(items) == 0 && !terms.absent() {
		terms.fault("empty", "A score needs at least one term.")
	}
	for _, item := range terms.list() {
		t := item.shape("term")
		x := term{id: t.get("id").key(), label: t.get("label").text(), assumed: t.get("assumed").flag(), of: readCounter(t.get("of"), names),
			per: t.get("per").decimal(), every: t.get("every").decimal(), max: t.get("max").decimal()}
		if ids[x.id] {
			t.get("id").fault("duplicate_id", "Another term of the score has this id.")
		}
		ids[x.id] = true
		for _, name := range []string{"per", "every", "max"} {
			if p := t.get(name); !p.absent() && p.decimal() <= 0 {
				p.fault("out_of_range", "Above zero.")
			}
		}
		if gate := t.get("gate"); !gate.absent() {
			own := names
			own.ids = map[string]bool{}
			x.gate = readRequirement(gate, "gate", own)
		}
		track.terms = append(track.terms, x)
	}
	return track
}

func (s Score) tests() []test {
	found := []test{}
	for _, track := range s.Tracks {
		for _, t := range track.terms {
			found = append(found, inside(t.of)...)
			for _, r := range t.gate.flat() {
				found = append(found, inside(r.test)...)
			}
		}
	}
	return found
}

// whole is true where all points are integers whatever is counted.
func (s Score) whole() bool {
	for _, track := range s.Tracks {
		for _, t := range track.terms {
			fact, isFact := t.of.(factTest)
			_, isRatio := t.of.(ratio)
			broken := isRatio || isFact && fact.rule.Measure != MeasureCount
			if t.per%millionth != 0 || t.max%millionth != 0 || t.every == 0 && broken {
				return false
			}
		}
	}
	return true
}

// worth turns a count into points.
func (t term) worth(count *big.Rat) *big.Rat {
	if count == nil && t.max == 0 {
		return nil
	}
	if count == nil {
		return t.max.rat()
	}
	steps := count
	if t.every > 0 {
		steps = floored(new(big.Rat).Quo(count, t.every.rat()))
	}
	points := new(big.Rat).Mul(steps, t.per.rat())
	if points.Sign() < 0 {
		return new(big.Rat)
	}
	if most := t.max.rat(); t.max > 0 && points.Cmp(most) > 0 {
		return most
	}
	return points
}

// points of a term, as far as they are known.
func (t term) points(h *hearing) (points, count amount, gate Result) {
	gate = Met
	if t.gate != nil {
		gate = h.result(t.gate)
	}
	count = t.of.amount(h)
	points = amount{low: t.worth(count.low), high: t.worth(count.high), why: count.why, tally: count.tally}
	switch gate {
	case NotMet:
		points = exactly(0)
	case Unknown:
		points.low = new(big.Rat)
	case Met:
	}
	return points, count, gate
}
