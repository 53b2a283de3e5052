package tiers

import (
	"encoding/json"
	"strconv"
	"strings"

	"laurel/internal/tiers/rules"
)

// mostUnits bounds a figure so that thousands of them still add up.
const mostUnits = 1_000_000_000_000_000

func wanted(rule rules.FactRule) string {
	switch rule.Measure {
	case rules.MeasureMoney:
		return rule.Name + " is a whole number of minor units."
	case rules.MeasureCount:
		return rule.Name + " is a whole number."
	default:
		return rule.Name + " is a decimal with at most six places."
	}
}

func units(value json.RawMessage, measure rules.Measure) (int64, bool) {
	text := strings.TrimSpace(string(value))
	if measure == rules.MeasureNumber {
		q, ok := rules.ParseDecimal(strings.Trim(text, `"`))
		return int64(q), ok && q <= mostUnits && q >= -mostUnits
	}
	n, err := strconv.ParseInt(text, 10, 64)
	return n, err == nil && n <= mostUnits && n >= -mostUnits
}

func (r factRow) observation() (rules.Observation, error) {
	o := rules.Observation{Metric: r.Metric, Currency: r.Currency, Period: rules.Span{From: r.PeriodFrom.UTC(), To: r.PeriodTo.UTC()},
		Value: rules.Quantity(r.Value), ObservedAt: r.ObservedAt.UTC()}
	if r.ActiveValue != nil {
		active := rules.Quantity(*r.ActiveValue)
		o.Active = &active
	}
	if r.Lines == "" {
		return o, nil
	}
	var rest []lineAtRest
	if err := json.Unmarshal([]byte(r.Lines), &rest); err != nil {
		return o, err
	}
	o.Lines = []rules.Line{}
	for _, l := range rest {
		o.Lines = append(o.Lines, rules.Line{Value: rules.Quantity(l.Value), From: l.From, To: l.To})
	}
	return o, nil
}

// same is true when a repeated fact says nothing new.
func (r factRow) same(o factRow) bool {
	equal := r.ActiveValue == nil && o.ActiveValue == nil || r.ActiveValue != nil && o.ActiveValue != nil && *r.ActiveValue == *o.ActiveValue
	return equal && r.Value == o.Value && r.Currency == o.Currency && r.Lines == o.Lines && r.Source == o.Source && r.ObservedAt.Equal(o.ObservedAt)
}

func clip(text string) string {
	if len(text) > 80 {
		return strings.ToValidUTF8(text[:80], "")
	}
	return text
}
