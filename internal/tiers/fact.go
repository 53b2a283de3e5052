package tiers

import (
	"encoding/json"
	"slices"
	"strconv"
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

// clockSkew is how far another system's clock may run ahead. A figure from the future would never get stale.
const clockSkew = 10 * time.Minute

// row checks a fact against its declarations and gives every fault at once.
func (f Fact) row(rulesOf []rules.FactRule, now time.Time) (factRow, []fault.Field) {
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
	if rule.Measure == rules.MeasureMoney && !slices.ContainsFunc(rulesOf, func(o rules.FactRule) bool { return o.Accepts(f.Currency) }) {
		no("currency", "other_currency", f.Metric+" is counted in "+rule.Currency+".")
	}
	if rule.Measure != rules.MeasureMoney && f.Currency != "" {
		no("currency", "not_allowed", f.Metric+" is no amount of money.")
	}
	if f.ObservedAt.After(now.Add(clockSkew)) || ok && f.ObservedAt.Before(span.From) {
		no("observed_at", "out_of_range", "A moment after the beginning of the period, and not ahead of now.")
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

// FactQuery asks for figures of a partner; History for those that were superseded too.
type FactQuery struct {
	clocks
	Partner, Metric, After string
	History                bool
	Limit                  int
}
