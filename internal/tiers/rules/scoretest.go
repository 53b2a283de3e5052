package rules

import "math/big"

// scoreTest wants so many points of a score, and of each term its floor.
type scoreTest struct {
	leafOnly
	name, title string
	need        Quantity
	program     *Program
}

func readScoreTest(at place, r *Requirement, names ruleNames) test {
	s := r.leaf(at, "score", names)
	name := s.get("name")
	score, known := names.program.Score(name.key())
	switch {
	case !known && !name.absent():
		name.fault("unknown_score", "Not declared under scores.")
	case names.score:
		name.fault("circular", "A gate of a score cannot ask for a score.")
	}
	return scoreTest{name: score.Name, title: score.Label, need: s.get("at_least").decimal(), program: names.program}
}

// Points is what one term gave.
type Points struct {
	Term   string `json:"term"`
	Label  string `json:"label"`
	Have   any    `json:"have,omitempty"` // what was counted
	Points any    `json:"points,omitempty"`
	Max    any    `json:"max,omitempty"`
	Gate   Result `json:"gate,omitempty"`
	Why    string `json:"why,omitempty"`
}

// total is a track with its points.
type total struct {
	track  ScoreTrack
	sum    amount
	result Result
	points []Points
	why    string
}

func (scoreTest) kind() Kind { return KindScore }

func (t scoreTest) judge(h *hearing, _ []Result) Node {
	score, _ := h.program.Score(t.name)
	best := t.best(h, score)
	n := Node{Result: best.result, Comparison: AtLeast, Need: number(t.need.rat(), t.whole(score)), Points: best.points, Track: best.track.Name, Why: best.why}
	if best.sum.known() {
		n.Have = number(best.sum.low, t.whole(score))
		if short := new(big.Rat).Sub(t.need.rat(), best.sum.low); short.Sign() > 0 {
			n.Short = number(short, t.whole(score))
		}
	}
	return n
}

func (t scoreTest) whole(s Score) bool { return t.need%millionth == 0 && s.whole() }

// number is an integer where a score counts in integers, else decimal text.
func number(r *big.Rat, whole bool) any {
	if whole && r.IsInt() && r.Num().IsInt64() {
		return r.Num().Int64()
	}
	return said(r)
}

// best is the track that comes furthest: by its result, then by its points.
func (t scoreTest) best(h *hearing, score Score) total {
	order := map[Result]int{NotMet: 0, Unknown: 1, Met: 2}
	var best total
	for i, track := range score.Tracks {
		x := t.total(h, track, t.whole(score))
		if i == 0 || order[x.result] > order[best.result] || x.result == best.result && x.sum.low.Cmp(best.sum.low) > 0 {
			best = x
		}
	}
	if best.sum.low == nil {
		best.sum = exactly(0)
	}
	return best
}

func (t scoreTest) total(h *hearing, track ScoreTrack, whole bool) total {
	x := total{track: track, sum: exactly(0), points: []Points{}}
	floors := []Result{}
	for _, term := range track.terms {
		points, count, gate := term.points(h)
		x.sum.low = new(big.Rat).Add(x.sum.low, points.low)
		if x.sum.high != nil && points.high != nil {
			x.sum.high = new(big.Rat).Add(x.sum.high, points.high)
		} else {
			x.sum.high = nil
		}
		floors = append(floors, points.against(track.floor.rat()))
		p := Points{Term: term.id, Label: term.name(h), Why: count.why}
		if term.max > 0 {
			p.Max = number(term.max.rat(), whole)
		}
		if count.known() {
			p.Have = number(count.low, count.low.IsInt())
		}
		if points.known() {
			p.Points = number(points.low, whole)
		}
		if term.gate != nil {
			p.Gate = gate
		}
		if x.why == "" && !points.known() {
			x.why = points.why
		}
		x.points = append(x.points, p)
	}
	enough := x.sum.against(t.need.rat())
	x.result, _ = atLeast(2, []Result{enough, floorsOf(floors)})
	if x.result == NotMet && enough == Met {
		x.why = "below_floor"
	}
	return x
}

func floorsOf(floors []Result) Result {
	r, _ := atLeast(len(floors), floors)
	return r
}

func (t term) name(h *hearing) string {
	if t.label != "" {
		return t.label
	}
	return spoken(t.id) + " (" + t.of.label(h) + ")"
}

func (t scoreTest) words(*hearing) string {
	return "at least " + plainDecimal(t.need, 6) + " points of " + t.title
}

func (t scoreTest) label(*hearing) string { return "points of " + t.title }

func (t scoreTest) lack(_ *hearing, n Node) string {
	if n.Why == "below_floor" {
		return "every part of " + t.title + " needs points of its own"
	}
	return t.points(n.Short) + " more points of " + t.title
}

func (scoreTest) points(n any) string {
	switch n := n.(type) {
	case int64:
		return grouped(n)
	case string:
		return n
	}
	return "some"
}

// ways are the terms that can still give points.
func (t scoreTest) ways(h *hearing, n Node) []Way {
	score, _ := h.program.Score(t.name)
	found := []Way{}
	for _, track := range score.Tracks {
		for _, term := range track.terms {
			if track.Name != n.Track {
				continue
			}
			points, _, gate := term.points(h)
			w := Way{Node: n.ID, Term: term.id, Label: term.name(h), Add: plainDecimal(term.per, 6), Text: plainDecimal(term.per, 6) + " points for each " + term.of.noun(h)}
			if gate == NotMet {
				for _, open := range h.bench(term.gate).ways(h) {
					open.Node, open.Term = n.ID, term.id
					found = append(found, open)
				}
			}
			if term.max > 0 && points.known() && points.low.Cmp(term.max.rat()) >= 0 {
				continue
			}
			if people, is := term.of.(headcount); is {
				w.Candidates = h.candidates(people.of, Node{Counted: points.tally.people()})
				if len(people.of.Certification) == 1 {
					w.Certification, w.CertificationTitle = people.of.Certification[0], h.titleOf(people.of.Certification[0])
				}
			}
			found = append(found, w)
		}
	}
	return found
}

func (t scoreTest) endings(h *hearing) []ending {
	score, _ := h.program.Score(t.name)
	found := []ending{}
	for _, leaf := range score.tests() {
		found = append(found, leaf.endings(h)...)
	}
	return found
}

func (t scoreTest) wants(a Award) bool {
	score, _ := t.program.Score(t.name)
	for _, leaf := range score.tests() {
		if leaf.wants(a) {
			return true
		}
	}
	return false
}
