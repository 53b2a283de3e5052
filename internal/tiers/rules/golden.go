package rules

import "time"

// Case is a golden case: a small snapshot, a question and the answer that somebody worked out by hand from the rules. A
// version carries its cases, and is not published while the rules answer one of them differently.
type Case struct {
	Name, Ask string
	Expect    Answer
	snapshot  Snapshot
}

// Answer is what is expected: the result, and of some nodes what they say.
type Answer struct {
	Result Result
	Nodes  []NodeAnswer
}

// NodeAnswer is what is expected of one node; what is empty is not asked. A node of a designation is DESIGNATION/NODE.
type NodeAnswer struct {
	Node, Result, Have, Need, Short, Why, Track string
	Points, Excluded                            map[string]string
	People                                      []string // counted, or of the bottleneck where seats are short
}

const mostCases, mostGoldenPeople = 100, 500

func readCases(at place, p *Program) []Case {
	found := []Case{}
	items := at.list()
	if len(items) > mostCases {
		at.fault("too_many", "At most "+itoa(mostCases)+" cases.")
		return nil
	}
	for _, item := range items {
		found = append(found, readCase(item, p))
	}
	return found
}

func readCase(at place, p *Program) Case {
	s := at.shape("golden_case")
	c := Case{Name: s.get("name").text(), Ask: s.get("ask").key(), snapshot: readShot(s, p)}
	if _, known := p.Tier(c.Ask); !known && c.Ask != "" {
		s.get("ask").fault("unknown_tier", "No tier of this program has this key.")
	}
	answer := s.get("expect").shape("golden_answer")
	c.Expect.Result = Result(answer.get("result").oneOf(string(Met), string(NotMet), string(Unknown)))
	for _, item := range answer.get("nodes").list() {
		n := item.shape("golden_node")
		c.Expect.Nodes = append(c.Expect.Nodes, NodeAnswer{Node: n.get("node").text(), Result: n.get("result").oneOf(string(Met), string(NotMet), string(Unknown)),
			Have: n.get("have").text(), Need: n.get("need").text(), Short: n.get("short").text(), Why: n.get("why").key(), Track: n.get("track").key(),
			Points: n.get("points").words(), Excluded: n.get("excluded").words(), People: n.get("people").keys()})
	}
	return c
}

// words are names of the author's own with a text each.
func (p place) words() map[string]string {
	if p.absent() {
		return nil
	}
	found := map[string]string{}
	for _, m := range p.own() {
		found[m.name] = m.text()
	}
	return found
}

// readShot writes the short form out: what is not said is ordinary, such as an employee who has been there for two years
// and whom both sides have confirmed.
func readShot(s section, p *Program) Snapshot {
	at := s.get("as_of").date()
	country := s.get("country").key()
	if country == "" {
		country = "US"
	}
	shot := Snapshot{AsOf: at, KnownAt: at, Fees: []Fee{}, Wanted: s.get("wanted").keys(),
		Partner: Partner{ID: "golden", Country: country, Tracks: s.get("tracks").keys(), Joined: at.AddDate(-3, 0, 0)}}
	for _, item := range s.get("holds").list() {
		h := item.shape("golden_holding")
		if _, known := p.Tier(h.get("tier").key()); !known && !h.get("tier").absent() {
			h.get("tier").fault("unknown_tier", "No tier of this program has this key.")
		}
		shot.Holds = append(shot.Holds, Holding{Tier: h.get("tier").key(), Since: h.get("since").dateOr(at.AddDate(-1, 0, 0))})
	}
	for _, item := range s.get("people").list() {
		goldenPeople(item.shape("golden_people"), &shot)
	}
	if len(shot.People) > mostGoldenPeople {
		s.get("people").fault("too_many", "At most "+itoa(mostGoldenPeople)+" people in a case.")
		shot.People, shot.Affiliations, shot.Awards = nil, nil, nil
	}
	for _, item := range s.get("facts").list() {
		goldenFact(item.shape("golden_fact"), p, &shot)
	}
	goldenRecords(s, p, &shot)
	return shot
}

func (p place) dateOr(otherwise time.Time) time.Time {
	if p.absent() {
		return otherwise
	}
	return p.date()
}
