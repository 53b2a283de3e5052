package rules

import "time"

func goldenPeople(s section, shot *Snapshot) {
	count := 1
	if c := s.get("count"); !c.absent() {
		count = c.whole(1, mostGoldenPeople)
	}
	at := shot.AsOf
	confirmed := s.get("confirmed").oneOf("both", "person", "partner", "none")
	tie := Affiliation{Partner: shot.Partner.ID, Employment: s.get("employment").oneOf(employments...), Basis: s.get("basis").oneOf("domain", "invitation", "hr_feed"),
		ByPerson: confirmed != "partner" && confirmed != "none", ByPartner: confirmed != "person" && confirmed != "none",
		From: s.get("from").dateOr(at.AddDate(-2, 0, 0)), To: s.get("to").date()}
	if tie.Employment == "" {
		tie.Employment = "employee"
	}
	if tie.Basis == "" {
		tie.Basis = BasisDomain
	}
	country := s.get("country").key()
	if country == "" {
		country = shot.Partner.Country
	}
	awards := []Award{}
	for _, item := range s.get("has").list() {
		awards = append(awards, goldenAward(item.shape("golden_award"), at))
	}
	for i := range count {
		id := s.get("id").key()
		if count > 1 {
			id += itoa(i + 1)
		}
		tie.ID, tie.Person = "tie_"+id, id
		shot.People, shot.Affiliations = append(shot.People, Person{ID: id, Country: country}), append(shot.Affiliations, tie)
		if e := s.get("elsewhere_from"); !e.absent() {
			shot.Affiliations = append(shot.Affiliations, Affiliation{ID: "other_" + id, Person: id, Partner: "elsewhere", Employment: "employee",
				ByPerson: true, ByPartner: true, From: e.date()})
		}
		for n, a := range awards {
			a.Person, a.Source = id, id+"_"+itoa(n)
			shot.Awards = append(shot.Awards, a)
		}
	}
}

func goldenAward(s section, at time.Time) Award {
	a := Award{Kind: s.get("kind").oneOf(awardKinds...), Key: s.get("key").key(), Level: s.get("level").key(), Family: s.get("family").key(),
		Roles: s.get("roles").keys(), Status: s.get("status").oneOf(statuses...), Ended: s.get("ended").oneOf(Expired, Revoked),
		From: s.get("from").dateOr(at.AddDate(-1, 0, 0)), Until: s.get("until").date(), HeldFrom: s.get("held_from").date()}
	if a.Kind == "" {
		a.Kind = awardKinds[0]
	}
	if a.Status == "" {
		a.Status = statuses[0]
	}
	a.Title = capital(a.Key)
	return a
}

// goldenFact reports one figure: for the day before, for the month a year ago where the fact asks for that, or for the
// period that is named; and all of it lasts, unless lines or an active figure say otherwise.
func goldenFact(s section, p *Program, shot *Snapshot) {
	rule, declared := p.Fact(s.get("name").key())
	if !declared || rule.Derived() {
		if !s.get("name").absent() {
			s.get("name").fault("unknown_fact", "Not declared under facts, or derived from others.")
		}
		return
	}
	o := Observation{Metric: rule.Name, Currency: rule.Currency, Value: s.get("value").quantity(rule), ObservedAt: s.get("observed").dateOr(shot.AsOf.AddDate(0, 0, -1)),
		Period: Span{shot.AsOf.AddDate(0, 0, -1), shot.AsOf}}
	if rule.Window.MonthLastYear {
		o.Period = rule.Window.at(shot.AsOf)
	}
	if period := s.get("period"); !period.absent() {
		span, ok := ParseSpan(period.key())
		if !ok {
			period.fault("bad_period", "A year, quarter, month or day, such as 2026, 2026-Q4, 2026-11 or 2026-11-22.")
		}
		o.Period = span
	}
	switch active := s.get("active"); {
	case !active.absent():
		q := active.quantity(rule)
		o.Active = &q
	case s.get("lines").absent():
		q := o.Value
		o.Active = &q
	}
	for _, item := range s.get("lines").list() {
		line := item.shape("golden_line")
		o.Lines = append(o.Lines, Line{Value: line.get("value").quantity(rule), From: line.get("from").date(), To: line.get("to").date()})
	}
	shot.Observations = append(shot.Observations, o)
}

// goldenRecords reads what is neither people nor figures.
func goldenRecords(s section, p *Program, shot *Snapshot) {
	long := shot.AsOf.AddDate(0, -6, 0)
	for i, item := range s.get("evidence").list() {
		e := item.shape("golden_evidence")
		count := 1
		if c := e.get("count"); !c.absent() {
			count = c.whole(1, mostCases)
		}
		for n := range count {
			shot.Attestations = append(shot.Attestations, Attestation{ID: itoa(i) + "." + itoa(n), Kind: e.get("kind").key(), From: e.get("from").dateOr(long),
				Until: e.get("until").date(), Approved: !e.get("pending").flag()})
		}
	}
	for _, item := range s.get("designations").list() {
		d := item.shape("golden_designation")
		shot.Designations = append(shot.Designations, DesignationState{Key: d.get("key").key(), Level: d.get("level").key(), From: d.get("from").dateOr(long), To: d.get("to").date()})
	}
	for _, product := range s.get("fees").keys() {
		shot.Fees = append(shot.Fees, Fee{Product: product, From: long})
	}
	for _, item := range s.get("pins").list() {
		pin := item.shape("golden_pin")
		shot.Pins = append(shot.Pins, Pin{Group: pin.get("group").key(), Person: pin.get("person").key(), Role: pin.get("role").key()})
	}
	for _, item := range s.get("certifications").list() {
		shot.Certifications = append(shot.Certifications, goldenCertification(item.shape("golden_certification")))
	}
	for _, item := range s.get("ranks").list() {
		goldenRank(item.shape("golden_rank"), p, shot)
	}
}

func goldenCertification(s section) Certification {
	c := Certification{Key: s.get("key").key(), CountsUntil: s.get("counts_until").date(), Implies: s.get("implies").keys()}
	c.Title = capital(c.Key)
	for _, item := range s.get("equivalents").list() {
		e := item.shape("golden_equivalent")
		c.Equivalents = append(c.Equivalents, Equivalent{Key: e.get("key").key(), Until: e.get("until").date()})
	}
	return c
}

// goldenRank freezes a cohort of so many in which the partner has a place; those abroad stand above everybody.
func goldenRank(s section, p *Program, shot *Snapshot) {
	place, of, abroad := s.get("place").whole(1, 10_000), s.get("of").whole(1, 10_000), s.get("abroad").whole(0, 10_000)
	for _, r := range p.Rankings() {
		if r.Metric != s.get("by").key() {
			continue
		}
		c := Cohort{Ranking: r, FrozenAt: shot.AsOf.AddDate(0, 0, -1)}
		for i := range of {
			m := Member{Partner: "other_" + itoa(i), Country: shot.Partner.Country, Value: Quantity(of - i)}
			if i+1 == place {
				m.Partner = shot.Partner.ID
			}
			c.Members = append(c.Members, m)
		}
		for i := range abroad {
			c.Members = append(c.Members, Member{Partner: "abroad_" + itoa(i), Country: "elsewhere", Value: Quantity(of + 1 + i)})
		}
		shot.Cohorts = append(shot.Cohorts, c)
		return
	}
	s.get("by").fault("unknown_fact", "No percentile of the program ranks by it.")
}
