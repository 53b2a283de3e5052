package rules

// refuseCircles follows designations and scores through each other's rules: none may hang on itself.
func refuseCircles(s section, p *Program) {
	state := map[string]int{} // 1: on the way, 2: done
	var visit func(name string, tests []test) bool
	follow := func(t test) bool {
		switch t := t.(type) {
		case designations:
			for _, d := range p.Designations {
				if d.Require != nil && below(d.Key, t.of) && !visit("d "+d.Key+" "+d.Level, d.tests()) {
					return false
				}
			}
		case scoreTest:
			score, _ := p.Score(t.name)
			return visit("s "+t.name, score.tests())
		}
		return true
	}
	visit = func(name string, tests []test) bool {
		if state[name] > 0 {
			return state[name] == 2
		}
		state[name] = 1
		for _, t := range tests {
			if !follow(t) {
				return false
			}
		}
		state[name] = 2
		return true
	}
	for i, d := range p.Designations {
		if d.Require != nil && !visit("d "+d.Key+" "+d.Level, d.tests()) {
			s.get("designations").list()[i].fault("circular", "The designation asks for itself, perhaps through others.")
			return
		}
	}
	for _, score := range p.Scores {
		if !visit("s "+score.Name, score.tests()) {
			s.get("scores").fault("circular", "A score counts designations that ask for it.")
			return
		}
	}
}

// tests are all leaves a rule hangs on, those inside ratios and shares too.
func (d Designation) tests() []test {
	found := []test{}
	for _, r := range d.Require.flat() {
		found = append(found, inside(r.test)...)
	}
	return found
}

func inside(t test) []test {
	found := []test{t}
	switch t := t.(type) {
	case ratio:
		found = append(append(found, inside(t.num)...), inside(t.den)...)
	case share:
		found = append(found, inside(t.over)...)
	}
	return found
}
