package rules

import (
	"math/big"
	"time"

	"laurel/internal/money"
)

// Exchange says what one unit of another currency is worth in that of the program: at a fixed rate, so that markets move
// no tier, or by a table that is kept outside.
type Exchange struct {
	Currency string
	Fixed    *big.Rat
	Table    string
}

// Rate is a line of a table: how many units of To one unit of From is, [ValidFrom, ValidTo).
type Rate struct {
	Table, From, To    string
	Value              Quantity // millionths
	ValidFrom, ValidTo time.Time
}

func readRates(at place, p *Program) []Exchange {
	found := []Exchange{}
	for _, m := range at.own() {
		e := Exchange{Currency: m.name}
		if !currencyPattern.MatchString(m.name) || m.name == p.Currency {
			m.fault("bad_currency", "Another currency than the program's, such as EUR.")
		}
		if q, ok := ParseDecimal(m.node.Value); ok {
			if e.Fixed = big.NewRat(int64(q), millionth); q <= 0 {
				m.fault("out_of_range", "A rate is above zero.")
			}
		} else {
			e.Table = m.key()
		}
		found = append(found, e)
	}
	return found
}

func readRegions(at place) map[string][]string {
	found := map[string][]string{}
	for _, m := range at.own() {
		found[m.name] = m.keys()
	}
	return found
}

// Accepts is true for a currency in which figures of this fact may come in.
func (rule FactRule) Accepts(currency string) bool {
	if currency == rule.Currency {
		return true
	}
	for _, e := range rule.rates {
		if e.Currency == currency {
			return true
		}
	}
	return false
}

// rate is what a unit of a currency was worth at a moment.
func (h *hearing) rate(rule FactRule, currency string, at time.Time) *big.Rat {
	for _, e := range rule.rates {
		if e.Currency != currency || e.Fixed != nil {
			if e.Currency == currency {
				return e.Fixed
			}
			continue
		}
		for _, r := range h.snap.Rates {
			if r.Table == e.Table && r.From == currency && r.To == rule.Currency && covers(r.ValidFrom, r.ValidTo, at) {
				return big.NewRat(int64(r.Value), millionth)
			}
		}
	}
	return nil
}

// converted is an observation in the currency of the program, by the rate of the end of its period.
func (h *hearing) converted(rule FactRule, o Observation) (Observation, string) {
	if rule.Measure != MeasureMoney || o.Currency == rule.Currency {
		return o, ""
	}
	end := o.Period.To.Add(-1)
	if end.After(h.factsAt) {
		end = h.factsAt
	}
	rate := h.rate(rule, o.Currency, end)
	if rate == nil {
		return o, "other_currency"
	}
	scale := new(big.Rat).Quo(rate, ten(money.Exponent(o.Currency)))
	scale.Mul(scale, ten(money.Exponent(rule.Currency)))
	ok := true
	change := func(q Quantity) Quantity {
		changed, fits := nearest(new(big.Rat).Mul(big.NewRat(int64(q), 1), scale))
		ok = ok && fits
		return changed
	}
	o.Currency, o.Value = rule.Currency, change(o.Value)
	if o.Active != nil {
		active := change(*o.Active)
		o.Active = &active
	}
	lines := o.Lines
	if lines != nil {
		o.Lines = make([]Line, len(lines))
	}
	for i, l := range lines {
		o.Lines[i] = Line{change(l.Value), l.From, l.To}
	}
	if !ok {
		return o, "not_computable"
	}
	return o, ""
}
