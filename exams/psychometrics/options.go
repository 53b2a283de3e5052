package psychometrics

import "math"

// OptionFigure is a row of the distractor table. Right holds where the option stood in an answer that earned all points: it is
// told by what was earned, so that no key is read for it.
type OptionFigure struct {
	Option   string `json:"option"`
	Right    bool   `json:"right"`
	Chosen   int    `json:"chosen"`
	Share    Figure `json:"share"`
	MeanRest Figure `json:"mean_rest"`
	R        Figure `json:"point_biserial"`
}

// options of an item as its author named them; an item without options has none, whatever was written.
func (m *Matrix) options(item int, s seen) []OptionFigure {
	it := m.Items[item]
	right := uint64(0)
	for _, a := range it.answers {
		if a.right {
			right |= a.chosen
		}
	}
	out := make([]OptionFigure, 0, len(it.Options))
	for o, name := range it.Options {
		if o >= 64 {
			break
		}
		bit := uint64(1) << o
		chosen, with := 0, 0.0
		r := &pairs{}
		for i, row := range s.rows {
			x := 0.0
			if m.chose(row, item)&bit != 0 {
				x = 1
				chosen++
				with += s.rest[i]
			}
			r.add(x, s.rest[i])
		}
		n, mean := len(s.rows), math.NaN()
		if chosen > 0 {
			mean = with / float64(chosen)
		}
		out = append(out, OptionFigure{Option: name, Right: right&bit != 0, Chosen: chosen,
			Share:    figure(share(float64(chosen), float64(n)), n, LeastItem, FormulaShare),
			MeanRest: figure(mean, n, LeastItem, FormulaMeanRest),
			R:        figure(r.r(), n, LeastItem, FormulaOption)})
	}
	return out
}

func (m *Matrix) chose(row, item int) uint64 {
	code := m.answered(row, item)
	if code >= Other {
		return 0
	}
	return m.Items[item].answers[code].chosen
}
