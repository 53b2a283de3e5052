package items

import (
	"errors"

	"laurel/exams/interchange"
	"laurel/exams/scoring"
)

// interval is what a numeric key accepts: from one number to another, ends included, or a value with a tolerance.
type interval struct {
	From      string       `json:"from,omitempty"`
	To        string       `json:"to,omitempty"`
	Value     string       `json:"value,omitempty"`
	Tolerance string       `json:"tolerance,omitempty"`
	Kind      scoring.Kind `json:"tolerance_kind,omitempty"`
	Fraction  string       `json:"fraction"`
	Rationale string       `json:"rationale,omitempty"`
}

func intervalsOf(m Markup, all []interchange.Number, losses *[]string) []interval {
	out := []interval{}
	for _, n := range all {
		out = append(out, interval{From: n.From, To: n.To, Fraction: n.Fraction, Rationale: m.lossy(n.Rationale, losses)})
	}
	return out
}

func (i interval) read() (scoring.Interval, bool) {
	worth, ok := scoring.Fraction(i.Fraction)
	if !ok || (i.Value == "") == (i.From == "" || i.To == "") {
		return scoring.Interval{}, false
	}
	if i.Value == "" {
		from, ok1 := scoring.Number(i.From)
		to, ok2 := scoring.Number(i.To)
		return scoring.Interval{From: from, To: to, Fraction: worth}, ok1 && ok2 && from.Cmp(to) <= 0
	}
	tolerance := i.Tolerance
	if tolerance == "" {
		tolerance = "0"
	}
	value, ok1 := scoring.Number(i.Value)
	wide, ok2 := scoring.Value(tolerance)
	if !ok1 || !ok2 {
		return scoring.Interval{}, false
	}
	out, ok := scoring.Within(value, wide, i.Kind)
	out.Fraction = worth
	return out, ok
}

func readIntervals(all []interval) ([]scoring.Interval, error) {
	out := make([]scoring.Interval, 0, len(all))
	for _, i := range all {
		read, ok := i.read()
		if !ok {
			return nil, errors.New("an interval of the key cannot be used")
		}
		out = append(out, read)
	}
	return out, nil
}

func (f *faults) intervals(field string, all []interval) {
	f.want(len(all) > 0, field, "the key accepts no number")
	f.want(len(all) <= maxOptions, field, "there are more than 100")
	best := len(all) == 0
	for n, i := range all {
		read, ok := i.read()
		f.want(ok, at(field, n), "an interval of the key cannot be used")
		best = best || ok && read.Fraction.Sign() > 0
	}
	f.want(best, field, "no answer is right")
}
