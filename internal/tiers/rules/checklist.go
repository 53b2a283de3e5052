package rules

// CheckLine is one line of what is said of the program elsewhere, and which parts of the document say it: tiers, nodes as
// TIER.NODE, grants as TIER.KIND, scores, terms, designations, facts.NAME, standing.MEMBER … or why the document does not.
type CheckLine struct {
	Line, NotModelled string
	By                []string
}

func readCheckLine(at place) CheckLine {
	s := at.shape("checklist_line")
	line := CheckLine{Line: s.get("line").text(), By: s.get("by").keys(), NotModelled: s.get("not_modelled").text()}
	if s.get("by").absent() == s.get("not_modelled").absent() && !s.absent() {
		at.fault("conflict", "Either by, the parts that say it, or not_modelled with the reason.")
	}
	return line
}

// refuseStrayLines refuses lines that name a part which the document does not have.
func refuseStrayLines(s section, p *Program) {
	parts := p.parts(s)
	for _, item := range s.get("about").shapeQuietly("about").get("checklist").list() {
		by := item.shapeQuietly("checklist_line").get("by")
		for _, name := range by.keys() {
			if !parts[name] {
				by.fault("unknown_part", "The document has no part "+name+".")
			}
		}
	}
}

// parts are the names of everything that a line of a checklist may point at.
func (p *Program) parts(s section) map[string]bool {
	found := map[string]bool{}
	add := func(prefix string, r *Requirement) {
		for _, node := range r.flat() {
			found[prefix+"."+node.ID] = true
		}
	}
	for _, t := range p.Tiers {
		found[t.Key], found["tracks."+t.Track], found[t.Key+"."+string(t.Entry)] = true, true, true
		add(t.Key, t.Enter)
		add(t.Key, t.Keep)
		for _, target := range t.Targets {
			add(t.Key, target)
		}
		for _, g := range t.Grants {
			found[t.Key+"."+g.Kind] = true
		}
	}
	for _, d := range p.Designations {
		found[d.Key] = true
		add(d.Key, d.Require)
	}
	for _, score := range p.Scores {
		found[score.Name] = true
		for _, track := range score.Tracks {
			found[score.Name+"."+track.Name] = true
			for _, t := range track.terms {
				found[score.Name+"."+t.id] = true
			}
		}
	}
	for _, f := range p.Facts {
		found["facts."+f.Name] = true
	}
	for _, r := range p.SeatRules {
		found["seat_rules."+r.Group] = true
	}
	for _, name := range []string{"about", "standing", "people"} {
		for member := range s.get(name).shapeQuietly(name).members {
			found[name+"."+member] = true
		}
	}
	return found
}
