package rules

// Telling is a whole program in plain words, for people who are to agree to it.
type Telling struct {
	Tiers        []TierTold        `json:"tiers"`
	Designations []DesignationTold `json:"designations"`
	Scores       []ScoreTold       `json:"scores"`
	Standing     []Sentence        `json:"standing"`
	People       []Sentence        `json:"people"`
	Facts        []Sentence        `json:"facts"`
}

// Sentence is one rule in words; Parts are the rules inside it.
type Sentence struct {
	ID      string     `json:"id,omitempty"`
	Text    string     `json:"text"`
	Assumed bool       `json:"assumed,omitempty" doc:"The figure is ours, the vendor's is not public"`
	Parts   []Sentence `json:"parts,omitempty"`
}

// TierTold is a tier; Keep is there where less or something else is asked of who holds it.
type TierTold struct {
	Key     string     `json:"key"`
	Title   string     `json:"title"`
	Track   string     `json:"track,omitempty"`
	Rank    int        `json:"rank"`
	Entry   string     `json:"entry"`
	Enter   []Sentence `json:"enter"`
	Keep    []Sentence `json:"keep,omitempty"`
	Targets []Sentence `json:"targets"`
	Grants  []Sentence `json:"grants"`
}

// DesignationTold is a designation; without rules it is given elsewhere.
type DesignationTold struct {
	Key      string     `json:"key"`
	Title    string     `json:"title"`
	Level    string     `json:"level,omitempty"`
	External bool       `json:"external,omitempty"`
	Rules    []Sentence `json:"rules"`
}

// ScoreTold is a table of points, of which the best track counts.
type ScoreTold struct {
	Key    string     `json:"key"`
	Title  string     `json:"title"`
	Tracks []Sentence `json:"tracks"`
}

var entryWords = map[Entry]string{
	EntryOpen: "Open: whoever meets the requirements holds it.", EntryAutomatic: "Automatic: whoever meets the requirements holds it.",
	EntryApplication: "On application, once the requirements are met.", EntryInvitation: "By invitation, once the requirements are met.",
}

// Tell says a program in words.
func (p *Program) Tell() Telling {
	h := newHearing(p, &Snapshot{}, Days(usualHorizon))
	t := Telling{Tiers: []TierTold{}, Designations: []DesignationTold{}, Scores: []ScoreTold{}, Standing: p.Standing.told(), People: p.People.told(), Facts: []Sentence{}}
	for _, tier := range p.Tiers {
		told := TierTold{Key: tier.Key, Title: tier.Title, Track: tier.Track, Rank: tier.Rank, Entry: entryWords[tier.Entry], Enter: h.tell(tier.Enter),
			Targets: []Sentence{}, Grants: []Sentence{}}
		if tier.Keep != tier.Enter {
			told.Keep = h.tell(tier.Keep)
		}
		for _, target := range tier.Targets {
			told.Targets = append(told.Targets, h.sentence(target))
		}
		for _, g := range tier.Grants {
			told.Grants = append(told.Grants, Sentence{ID: g.Kind, Text: g.words(p), Assumed: g.Assumed})
		}
		t.Tiers = append(t.Tiers, told)
	}
	for _, d := range p.Designations {
		t.Designations = append(t.Designations, DesignationTold{Key: d.Key, Title: d.Title, Level: d.Level, External: d.External, Rules: h.tell(d.Require)})
	}
	for _, s := range p.Scores {
		t.Scores = append(t.Scores, h.score(s))
	}
	for _, f := range p.Facts {
		t.Facts = append(t.Facts, Sentence{ID: f.Name, Text: f.told(), Assumed: f.Assumed})
	}
	return t
}

// tell is a rule without the outermost "all of these".
func (h *hearing) tell(r *Requirement) []Sentence {
	if r == nil {
		return []Sentence{}
	}
	s := h.sentence(r)
	if r.test.kind() == KindAll {
		return append([]Sentence{}, s.Parts...)
	}
	return []Sentence{s}
}

func (h *hearing) sentence(r *Requirement) Sentence {
	s := Sentence{ID: r.ID, Text: r.Title, Assumed: r.Assumed}
	if s.Text == "" {
		s.Text = raised(r.test.words(h))
	}
	if r.when != nil {
		s.Text += ", where " + spoken(r.when.text)
	}
	for _, part := range r.test.parts() {
		s.Parts = append(s.Parts, h.sentence(part))
	}
	return s
}

func (h *hearing) score(s Score) ScoreTold {
	told := ScoreTold{Key: s.Name, Title: raised(s.Label), Tracks: []Sentence{}}
	for _, track := range s.Tracks {
		line := Sentence{ID: track.Name, Text: "Points are added up"}
		if track.Name != "" {
			line.Text = raised(spoken(track.Name)) + ": points are added up; the best track counts"
		}
		if track.floor > 0 {
			line.Text += "; every line needs at least " + plainDecimal(track.floor, 6)
		}
		for _, t := range track.terms {
			line.Parts = append(line.Parts, h.term(t))
		}
		told.Tracks = append(told.Tracks, line)
	}
	return told
}

func (h *hearing) term(t term) Sentence {
	each := " for each "
	if t.every > millionth {
		each = " for every " + plainDecimal(t.every, 6) + " of "
	}
	points := " points"
	if t.per == millionth {
		points = " point"
	}
	s := Sentence{ID: t.id, Assumed: t.assumed, Text: plainDecimal(t.per, 6) + points + each + t.of.noun(h)}
	if t.max > 0 {
		s.Text += ", at most " + plainDecimal(t.max, 6)
	}
	if t.gate != nil {
		s.Text += ", and none before this is met"
		s.Parts = h.tell(t.gate)
	}
	return s
}
