package rules

// percentile wants a rank in a cohort that was frozen beforehand, so that nobody's rank moves while it is read.
type percentile struct {
	leafOnly
	by        FactRule
	top       Quantity // millionths of the cohort
	within    Tier     // without a key: everybody in the program
	byCountry bool
	freeze    string
}

func readPercentile(at place, r *Requirement, names ruleNames) test {
	s := r.leaf(at, "percentile", names)
	t := percentile{freeze: s.get("freeze").oneOf("at_checkpoint", "yearly")}
	by := s.get("by")
	rule, declared := names.program.Fact(by.key())
	if !declared && !by.absent() {
		by.fault("unknown_fact", "Not declared under facts.")
	}
	t.by = rule
	top := s.get("top")
	if t.top = top.decimal(); !top.absent() && (t.top <= 0 || t.top > millionth) {
		top.fault("out_of_range", "A part of one, above 0 and up to 1; 0.15 is the top 15 %.")
	}
	if p := s.get("partition"); !p.absent() {
		t.byCountry = p.oneOf("country") == "country"
	}
	w := s.get("within").shape("within")
	if tier := w.get("tier"); !tier.absent() {
		known := false
		if t.within, known = names.program.Tier(tier.key()); !known {
			tier.fault("unknown_tier", "No tier of this program has this key.")
		}
	} else if own := w.get("program"); own.absent() && !w.absent() {
		own.missing()
	} else if !own.absent() && own.key() != names.program.Key {
		own.fault("unknown_program", "Only the program itself.")
	}
	return t
}

func (t percentile) ranking() Ranking {
	return Ranking{Metric: t.by.Name, Tier: t.within.Key, Freeze: t.freeze}
}

func (percentile) kind() Kind { return KindPercentile }

func (t percentile) judge(h *hearing, _ []Result) Node {
	cohort, frozen := h.cohort(t.ranking())
	if !frozen {
		return Node{Result: Unknown, Why: "no_cohort"}
	}
	n := Node{Result: Unknown, Why: "not_ranked", Last: day(cohort.FrozenAt)}
	size, above, ranked := 0, 0, false
	own := cohort.member(h.snap.Partner.ID)
	for _, m := range cohort.Members {
		if own == nil || t.byCountry && m.Country != own.Country {
			continue
		}
		size++
		ranked = true
		if m.Value > own.Value {
			above++
		}
	}
	if !ranked {
		return n
	}
	places := int((int64(t.top)*int64(size) + millionth - 1) / millionth) // at least one, as top is above zero
	n = counting(resultOf(above < places), above+1, places)
	n.Last, n.Of, n.Short, n.Comparison = day(cohort.FrozenAt), size, nil, AtMost
	if above >= places {
		n.Short = above + 1 - places
	}
	return n
}

func (t percentile) words(*hearing) string {
	text := "in the top " + plainDecimal(t.top*100, 6) + " % by " + t.by.Label
	if t.within.Key != "" {
		text += " among partners that hold " + t.within.Title
	}
	if t.byCountry {
		text += " in their country"
	}
	return text
}

func (t percentile) label(*hearing) string { return "rank by " + t.by.Label }

func (t percentile) lack(_ *hearing, n Node) string {
	return "rank " + itoa(int(n.have)) + " by " + t.by.Label + " in a cohort of " + itoa(n.Of) + ", rank " + itoa(n.need) + " is needed"
}

func (percentile) ways(*hearing, Node) []Way { return nil }

func (percentile) endings(*hearing) []ending { return nil }
