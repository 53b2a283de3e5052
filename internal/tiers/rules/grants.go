package rules

import "encoding/json"

// Grant is one entitlement of a tier, handed to the PRM and, where it is ours to honour, to billing.
type Grant struct {
	Kind  string `json:"kind"`
	Value any    `json:"value,omitempty"` // percent as decimal text, a period, money, a count, a flag or a word, by kind
	From  any    `json:"from,omitempty"`  // a range instead of a value
	To    any    `json:"to,omitempty"`
	Unit  string `json:"unit,omitempty"`
	Per   string `json:"per,omitempty"`
	By    *By    `json:"by,omitempty"` // or in steps

	ValidFrom  string `json:"valid_from,omitempty"`
	ValidUntil string `json:"valid_until,omitempty"`
	Assumed    bool   `json:"assumed,omitempty"` // the figure is ours, not the vendor's
}

// grantUnits says what each kind is counted in.
var grantUnits = map[string]string{
	"commission": "percent", "renewal_commission": "percent", "mdf_match": "percent", "exam_discount": "percent",
	"deal_protection": "period", "mdf_budget": "money", "bounty_per_lead": "money",
	"vouchers_per_year": "count", "training_seats": "count", "partner_manager": "flag", "collateral": "word",
}

func readGrants(at place, p *Program) []Grant {
	grants := []Grant{}
	if at.absent() {
		return grants
	}
	for _, kind := range at.shape("grants").ordered() {
		g := Grant{Kind: kind.name, Unit: grantUnits[kind.name]}
		if len(kind.node.Content) == 0 {
			g.Value = kind.grantValue(g.Unit)
			grants = append(grants, g)
			continue
		}
		grants = append(grants, readGrant(kind.shape("grant"), g, p))
	}
	return grants
}

func readGrant(s section, g Grant, p *Program) Grant {
	g.Assumed = s.get("assumed").flag()
	if per := s.get("per"); !per.absent() {
		g.Per = per.period().String()
	}
	for name, to := range map[string]*string{"from": &g.ValidFrom, "until": &g.ValidUntil} {
		if d := s.get(name); !d.absent() {
			*to = day(d.date())
		}
	}
	value, ends, by := s.get("value"), s.get("range"), s.get("by")
	given := 0
	for _, m := range []place{value, ends, by} {
		if !m.absent() {
			given++
		}
	}
	if given != 1 && !s.absent() {
		s.fault("conflict", "Exactly one of value, range, by.")
	}
	g.Value = value.grantOr(g.Unit)
	if r := ends.list(); len(r) == 2 {
		g.From, g.To = r[0].grantValue(g.Unit), r[1].grantValue(g.Unit)
	} else if !ends.absent() {
		ends.fault("wrong_type", "A range has two ends.")
	}
	if !by.absent() {
		g.By = readBy(by.shape("by"), g.Unit, p)
	}
	return g
}

// By gives more for more: the value of the highest step that a fact reaches.
type By struct {
	Fact  string `json:"fact"`
	Steps []Step `json:"steps"`
}

// Step is one line of it.
type Step struct {
	AtLeast any `json:"at_least"`
	Value   any `json:"value"`

	from Quantity
}

func readBy(s section, unit string, p *Program) *By {
	name := s.get("fact")
	rule, declared := p.Fact(name.key())
	if !declared && !name.absent() {
		name.fault("unknown_fact", "Not declared under facts.")
	}
	by := &By{Fact: rule.Name, Steps: []Step{}}
	for _, item := range s.get("steps").list() {
		t := item.shape("step")
		step := Step{Value: t.get("value").grantOr(unit)}
		if line := t.get("at_least"); !line.absent() && declared {
			step.from = line.quantity(rule)
			step.AtLeast = rule.figure(step.from)
		}
		if n := len(by.Steps); n > 0 && by.Steps[n-1].from >= step.from {
			t.get("at_least").fault("out_of_range", "Steps rise.")
		}
		by.Steps = append(by.Steps, step)
	}
	return by
}

func (p place) grantOr(unit string) any {
	if p.absent() {
		return nil
	}
	return p.grantValue(unit)
}

// Granted are the grants of a tier for one partner at the moment of the snapshot: those whose dates cover it, with the step
// that the partner's figure reaches.
func Granted(p *Program, s Snapshot, tier string) []Grant {
	t, _ := p.Tier(tier)
	sorted := s.sorted()
	h := newHearing(p, &sorted, Period{})
	found := []Grant{}
	for _, g := range t.Grants {
		if on := day(h.at); g.ValidFrom != "" && on < g.ValidFrom || g.ValidUntil != "" && on >= g.ValidUntil {
			continue
		}
		if g.By != nil {
			rule, _ := p.Fact(g.By.Fact)
			m := h.measure(rule)
			for _, step := range g.By.Steps {
				if m.known && m.value >= step.from {
					g.Value = step.Value
				}
			}
			if g.Value == nil {
				continue
			}
		}
		found = append(found, g)
	}
	return found
}

var grantKinds = []string{"commission", "renewal_commission", "deal_protection", "mdf_budget", "mdf_match", "exam_discount",
	"vouchers_per_year", "training_seats", "partner_manager", "collateral", "bounty_per_lead"}

// ordered gives the known members in the order of the document.
func (s section) ordered() []named {
	found := []named{}
	if s.absent() {
		return found
	}
	quiet := place{doc: &reading{}, path: s.path, line: s.line, node: s.node}
	for _, pair := range quiet.pairs() {
		if s.members[pair.name] != nil {
			found = append(found, named{name: pair.name, place: s.get(pair.name)})
		}
	}
	return found
}

func (p place) grantValue(unit string) any {
	switch unit {
	case "percent":
		q := p.decimal()
		if q < 0 || q > 100*millionth {
			p.fault("out_of_range", "A percentage from 0 to 100.")
		}
		return plainDecimal(q, 6)
	case "period":
		return p.period().String()
	case "money":
		m, ok := ParseMoney(p.text())
		if !ok && !p.absent() {
			p.fault("bare_money", `Money is written with its currency, "10000 USD".`)
		}
		return m
	case "count":
		return json.Number(itoa(p.whole(0, 1_000_000)))
	case "flag":
		return p.flag()
	default:
		return p.text()
	}
}
