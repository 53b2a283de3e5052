package statistics

import (
	"sort"
	"strconv"
	"time"

	"laurel/exams/psychometrics"
)

// mostGroups bounds how many forms, or languages, are shown one by one.
const mostGroups = 60

// Report is what one run found: for all attempts together, for each form and for each language where there are several.
type Report struct {
	Overall   Block             `json:"overall"`
	Forms     []Block           `json:"forms"`
	Languages []Block           `json:"languages"`
	Periods   []string          `json:"periods"`
	Formulas  map[string]string `json:"formulas"`
}

// Block is a set of attempts. Name is a form's id or a language; Number is a form's.
type Block struct {
	Name   string             `json:"name,omitempty"`
	Number int                `json:"number,omitempty"`
	Form   psychometrics.Form `json:"form"`
	Items  []ItemRow          `json:"items"`
}

// ItemRow is an item with its figures. Languages compares them at equal ability.
type ItemRow struct {
	ItemID string `json:"item_id"`
	Type   string `json:"type"`
	Domain string `json:"domain"`
	psychometrics.ItemFigures
	Languages []psychometrics.PeriodFigure `json:"languages"`
}

// measure computes everything but similarity.
func measure(d Data, f Filter) Report {
	out := Report{Forms: []Block{}, Languages: []Block{}, Formulas: psychometrics.Formulas}
	out.Periods = d.periods(f.Period)
	out.Overall = d.block(d.Matrix, out.Periods)
	languages, of := d.grouped(func(a Attempt) string { return a.Language })
	if len(languages) > 1 {
		apart := d.Matrix.Apart(of, languages)
		for i := range out.Overall.Items {
			out.Overall.Items[i].Languages = apart[i]
		}
		out.Languages = d.blocks(languages, of)
	}
	if forms, of := d.grouped(func(a Attempt) string { return a.FormID }); len(forms) > 1 {
		out.Forms = d.blocks(forms, of)
		for i := range out.Forms {
			out.Forms[i].Number = d.number(out.Forms[i].Name)
		}
	}
	out.Overall.Items = out.Overall.seen()
	return out
}

// block measures some of the attempts; items that none of them met are left out by the caller.
func (d Data) block(m *psychometrics.Matrix, periods []string) Block {
	r := m.Analyse(d.Cut, periods)
	b := Block{Form: r.Form, Items: make([]ItemRow, len(r.Items))}
	for i, f := range r.Items {
		b.Items[i] = ItemRow{ItemID: d.Items[i].ItemID, Type: d.Items[i].Type, Domain: d.Items[i].Domain, ItemFigures: f, Languages: []psychometrics.PeriodFigure{}}
	}
	return b
}

func (d Data) blocks(names []string, of []uint8) []Block {
	out := make([]Block, 0, len(names))
	for g, name := range names { // at most mostGroups
		b := d.block(d.Matrix.Keep(func(row int) bool { return int(of[row]) == g }), nil)
		b.Name, b.Items = name, b.seen()
		out = append(out, b)
	}
	return out
}

func (b Block) seen() []ItemRow {
	out := []ItemRow{}
	for _, it := range b.Items {
		if it.Facility.N > 0 {
			out = append(out, it)
		}
	}
	return out
}

// grouped gives the names of the groups, the largest first, and the group of each row. Attempts of groups beyond the most that are
// shown get the number after the last.
func (d Data) grouped(name func(Attempt) string) (names []string, of []uint8) {
	count := map[string]int{}
	for _, a := range d.Attempts {
		count[name(a)]++
	}
	for n := range count {
		names = append(names, n)
	}
	sort.Slice(names, func(i, j int) bool {
		return count[names[i]] > count[names[j]] || count[names[i]] == count[names[j]] && names[i] < names[j]
	})
	names = names[:min(len(names), mostGroups)]
	place := map[string]uint8{}
	for i, n := range names {
		place[n] = uint8(i) //nolint:gosec // at most mostGroups
	}
	of = make([]uint8, len(d.Attempts))
	for row, a := range d.Attempts {
		of[row] = mostGroups
		if p, ok := place[name(a)]; ok {
			of[row] = p
		}
	}
	return names, of
}

// periods names the months or quarters in which attempts closed, in order, and tells the matrix of each row. Those after the
// 250th go together with it.
func (d Data) periods(by string) []string {
	names := []string{}
	for row, a := range d.Attempts { // in the order of closing
		p := periodOf(a.ClosedAt, by)
		if len(names) == 0 || names[len(names)-1] != p && len(names) < 250 {
			names = append(names, p)
		}
		d.Matrix.Period[row] = uint8(len(names) - 1) //nolint:gosec // at most 250
	}
	return names
}

func periodOf(at time.Time, by string) string {
	if by == "quarter" {
		return strconv.Itoa(at.UTC().Year()) + "-Q" + strconv.Itoa((int(at.UTC().Month())+2)/3)
	}
	return at.UTC().Format("2006-01")
}

func (d Data) number(formID string) int {
	for _, a := range d.Attempts {
		if a.FormID == formID {
			return a.FormNumber
		}
	}
	return 0
}
