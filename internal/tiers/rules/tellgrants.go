package rules

import (
	"fmt"
	"strings"

	"laurel/internal/money"
)

// grantWords say a grant, with % where its figure stands.
var grantWords = map[string]string{
	"commission": "a commission of %", "renewal_commission": "a commission of % on renewals", "deal_protection": "registered deals are protected for %",
	"mdf_budget": "a marketing budget of %", "mdf_match": "% of agreed marketing is paid by the vendor", "exam_discount": "% off exams",
	"vouchers_per_year": "% exam vouchers a year", "training_seats": "% training seats", "partner_manager": "a partner manager", "collateral": "% collateral",
	"bounty_per_lead": "a bounty of % for each lead",
}

func (g Grant) words(p *Program) string {
	figure := g.figure(g.Value)
	switch {
	case g.By != nil:
		rule, _ := p.Fact(g.By.Fact)
		steps := make([]string, len(g.By.Steps))
		for i, s := range g.By.Steps {
			steps[i] = g.figure(s.Value) + " from " + rule.words(s.from)
		}
		figure = strings.Join(steps, ", ") + " by " + rule.Label
	case g.From != nil:
		figure = g.figure(g.From) + " to " + g.figure(g.To)
	}
	text := strings.Replace(grantWords[g.Kind], "%", figure, 1)
	if g.Per != "" {
		if per, ok := ParsePeriod(g.Per); ok {
			text += " every " + per.Words()
		}
	}
	if g.ValidFrom != "" {
		text += ", from " + dayWords(g.ValidFrom)
	}
	if g.ValidUntil != "" {
		text += ", until " + dayWords(g.ValidUntil)
	}
	return raised(text)
}

func (g Grant) figure(value any) string {
	switch v := value.(type) {
	case money.Money:
		return FactRule{Measure: MeasureMoney, Currency: v.Currency}.words(Quantity(v.Amount))
	case string:
		if g.Unit == "percent" {
			return v + " %"
		}
		if period, ok := ParsePeriod(v); ok && g.Unit == "period" {
			return period.Words()
		}
		return v
	case nil:
		return ""
	default:
		return fmt.Sprint(v)
	}
}
