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
}

// grantUnits says what each kind is counted in.
var grantUnits = map[string]string{
	"commission": "percent", "renewal_commission": "percent", "mdf_match": "percent", "exam_discount": "percent",
	"deal_protection": "period", "mdf_budget": "money", "bounty_per_lead": "money",
	"vouchers_per_year": "count", "training_seats": "count", "partner_manager": "flag", "collateral": "word",
}

func readGrants(at place) []Grant {
	grants := []Grant{}
	if at.absent() {
		return grants
	}
	for _, kind := range at.section(grantKinds...).ordered() {
		g := Grant{Kind: kind.name, Unit: grantUnits[kind.name]}
		if len(kind.node.Content) == 0 {
			g.Value = kind.grantValue(g.Unit)
			grants = append(grants, g)
			continue
		}
		s := kind.section("value", "range", "per", "by")
		s.unevaluated("by")
		if per := s.get("per"); !per.absent() {
			g.Per = per.period().String()
		}
		if r := s.get("range"); !r.absent() {
			if ends := r.list(); len(ends) == 2 {
				g.From, g.To = ends[0].grantValue(g.Unit), ends[1].grantValue(g.Unit)
			} else {
				r.fault("wrong_type", "A range has two ends.")
			}
		} else {
			g.Value = s.need("value").grantValue(g.Unit)
		}
		grants = append(grants, g)
	}
	return grants
}

var grantKinds = []string{"commission", "renewal_commission", "deal_protection", "mdf_budget", "mdf_match", "exam_discount",
	"vouchers_per_year", "training_seats", "partner_manager", "collateral", "bounty_per_lead"}

// ordered gives the known members in the order of the document.
func (s section) ordered() []named {
	found := []named{}
	if s.absent() {
		return found
	}
	quiet := place{doc: &reading{}, path: s.path, node: s.node}
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
