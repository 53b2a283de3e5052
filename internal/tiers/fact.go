package tiers

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"

	"laurel/internal/fault"
	"laurel/internal/tiers/rules"
)

// Fact is a metric's figure for one period as it is handed in. Value and the values of lines are JSON: whole minor units
// for money, whole pieces for a count, a number or decimal text for a number.
type Fact struct {
	Partner, Metric, Period string
	Value, ActiveValue      json.RawMessage
	Currency                string
	Lines                   []FactLine // nil: the source tells no customers apart
	Source                  string
	ObservedAt              time.Time
}

// FactLine is one customer's part, under a reference that names nobody.
type FactLine struct {
	Ref         string          `json:"ref" minLength:"1" maxLength:"120"`
	Value       json.RawMessage `json:"value"`
	ActiveFrom  string          `json:"active_from" doc:"A date"`
	ActiveTo    string          `json:"active_to,omitempty" doc:"A date; the line is active up to it"`
	Attribution string          `json:"attribution,omitempty" enum:"sourced,influenced"`
}

// factRow is a fact at rest. All values are integers in the smallest unit of the measure.
type factRow struct {
	ID, PartnerID, Metric, Period, Measure, Currency, Lines, Source, RecordedBy string
	PeriodFrom, PeriodTo, ObservedAt, RecordedAt                                time.Time
	Value                                                                       int64
	ActiveValue                                                                 *int64
	SupersededAt                                                                *time.Time
}

type lineAtRest struct {
	Ref         string    `json:"ref"`
	Value       int64     `json:"value"`
	From        time.Time `json:"from"`
	To          time.Time `json:"to"`
	Attribution string    `json:"attribution,omitempty"`
}

// mostUnits bounds a figure so that thousands of them still add up.
const mostUnits = 1_000_000_000_000_000

// row checks a fact against its declarations and gives every fault at once.
func (f Fact) row(rulesOf []rules.FactRule) (factRow, []fault.Field) {
	faults := []fault.Field{}
	no := func(field, code, detail string) { faults = append(faults, inField(field, code, detail)) }
	if len(rulesOf) == 0 {
		return factRow{}, []fault.Field{inField("metric", "unknown_metric", "No published program declares the metric "+clip(f.Metric)+".")}
	}
	rule := rulesOf[0]
	r := factRow{PartnerID: f.Partner, Metric: f.Metric, Period: f.Period, Measure: string(rule.Measure), Currency: f.Currency, Source: f.Source, ObservedAt: utc(f.ObservedAt)}
	span, ok := rules.ParseSpan(f.Period)
	if !ok {
		no("period", "unknown_period", "A period of "+f.Metric+" is a year 2026, a quarter 2026-Q4, a month 2026-11 or a day 2026-11-22.")
	}
	r.PeriodFrom, r.PeriodTo = span.From, span.To
	if rule.Measure == rules.MeasureMoney && !slices.ContainsFunc(rulesOf, func(o rules.FactRule) bool { return o.Currency == f.Currency }) {
		no("currency", "other_currency", f.Metric+" is counted in "+rule.Currency+".")
	}
	if rule.Measure != rules.MeasureMoney && f.Currency != "" {
		no("currency", "not_allowed", f.Metric+" is no amount of money.")
	}
	if f.ObservedAt.IsZero() || ok && f.ObservedAt.Before(span.From) {
		no("observed_at", "out_of_range", "A moment after the beginning of the period.")
	}
	if r.Value, ok = units(f.Value, rule.Measure); !ok {
		no("value", "bad_value", wanted(rule))
	}
	if len(f.ActiveValue) > 0 && string(f.ActiveValue) != "null" {
		active, ok := units(f.ActiveValue, rule.Measure)
		if !ok {
			no("active_value", "bad_value", wanted(rule))
		}
		r.ActiveValue = &active
	}
	lines, more := f.lines(rule)
	r.Lines = lines
	return r, append(faults, more...)
}

func (f Fact) lines(rule rules.FactRule) (string, []fault.Field) {
	faults := []fault.Field{}
	if f.Lines == nil {
		return "", faults
	}
	rest := []lineAtRest{}
	for i, l := range f.Lines {
		at := "lines[" + strconv.Itoa(i) + "]."
		value, ok := units(l.Value, rule.Measure)
		if !ok {
			faults = append(faults, inField(at+"value", "bad_value", wanted(rule)))
		}
		from, err := time.Parse(time.DateOnly, l.ActiveFrom)
		if err != nil {
			faults = append(faults, inField(at+"active_from", "bad_date", "A date such as 2026-11-22."))
		}
		var to time.Time
		if l.ActiveTo != "" {
			if to, err = time.Parse(time.DateOnly, l.ActiveTo); err != nil || to.Before(from) {
				faults = append(faults, inField(at+"active_to", "bad_date", "A date such as 2026-11-22, not before active_from."))
			}
		}
		rest = append(rest, lineAtRest{l.Ref, value, from, to, l.Attribution})
	}
	text, _ := json.Marshal(rest) // plain values
	return string(text), faults
}

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
