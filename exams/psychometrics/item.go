package psychometrics

import "math"

// ItemFigures are what is said of one item.
type ItemFigures struct {
	ID         string         `json:"item_version_id"`
	Scored     bool           `json:"scored"`
	Facility   Figure         `json:"facility"`
	ItemRest   Figure         `json:"item_rest"`
	ItemTotal  Figure         `json:"item_total"`
	Biserial   Figure         `json:"biserial"`
	UpperLower Figure         `json:"upper_lower"`
	Deleted    Figure         `json:"alpha_if_deleted"`
	Unanswered int            `json:"unanswered"`
	Options    []OptionFigure `json:"options"`
	Drift      []PeriodFigure `json:"drift"`
	Flags      []Flag         `json:"flags"`
}

// seen are the rows an item was presented to: its points, and shares of the rest and of the total. Shares, because attempts with
// forms of their own have totals of their own; where all have one form the correlations are those of the points.
type seen struct {
	rows               []int
	points, rest, full []float64
}

func (m *Matrix) seen(item int, earned, possible []float64) seen {
	var s seen
	for row := range m.Rows {
		v, ok := m.points(row, item)
		if !ok {
			continue
		}
		rest, most := earned[row], possible[row]
		if m.Items[item].Scored {
			rest, most = rest-v, most-m.Items[item].Points
		}
		s.rows, s.points = append(s.rows, row), append(s.points, v)
		s.rest, s.full = append(s.rest, share(rest, most)), append(s.full, share(earned[row], possible[row]))
	}
	return s
}

// Item measures one item.
func (m *Matrix) item(item int, earned, possible []float64) (ItemFigures, seen) {
	it, s := m.Items[item], m.seen(item, earned, possible)
	n := len(s.rows)
	rest, full := &pairs{}, &pairs{}
	out := ItemFigures{ID: it.ID, Scored: it.Scored, Flags: []Flag{}, Drift: []PeriodFigure{}, Options: []OptionFigure{}}
	for i, row := range s.rows {
		rest.add(s.points[i], s.rest[i])
		full.add(s.points[i], s.full[i])
		if m.answered(row, item) == None {
			out.Unanswered++
		}
	}
	p := math.NaN()
	if n > 0 {
		p = share(rest.mx, it.Points)
	}
	out.Facility = figure(p, n, LeastItem, FormulaFacility)
	out.ItemRest = figure(rest.r(), n, LeastItem, FormulaItemRest)
	out.ItemTotal = figure(full.r(), n, LeastItem, FormulaItemTotal)
	out.Biserial = biserial(full.r(), p, n, m.dichotomous(item))
	out.UpperLower = s.upperLower(it.Points)
	out.Options = m.options(item, s)
	return out, s
}

// biserial needs an item that is right or wrong, and says nothing near facility 0 or 1, where it is not stable.
func biserial(r, p float64, n int, dichotomous bool) Figure {
	if !dichotomous || p < 0.02 || p > 0.98 {
		return unfit(n, LeastItem, FormulaBiserial)
	}
	return figure(r*math.Sqrt(p*(1-p))/density(quantile(p)), n, LeastItem, FormulaBiserial)
}

// dichotomous holds for an item that earned all of its points or none, each time.
func (m *Matrix) dichotomous(item int) bool {
	for _, v := range m.Items[item].levels {
		if v != 0 && v != m.Items[item].Points {
			return false
		}
	}
	return true
}
