package statistics

import (
	"sort"
	"strconv"

	"laurel/exams/psychometrics"
)

// Pair is two attempts that answer alike, with the partners they were taken for. A person opens a case, or does not.
type Pair struct {
	Place     int
	AttemptA  string
	AttemptB  string
	PartnerA  string
	PartnerB  string
	BothWrong int
	Identical int
	Expected  string
	Chance    string
}

// Summary says how pairs were compared, and how many attempts there are of each partner.
type Summary struct {
	N         int            `json:"n"`
	Pairs     int            `json:"pairs"`
	Least     int            `json:"least_n"`
	Threshold float64        `json:"threshold"`
	Formula   string         `json:"formula"`
	Withheld  bool           `json:"withheld"`
	Attempts  map[string]int `json:"attempts_by_partner"`
}

// compare finds the pairs of a matrix.
func (d Data) compare() (Summary, []Pair) {
	s := d.Matrix.Similar()
	out := Summary{s.N, s.Pairs, s.Least, s.Threshold, s.Formula, s.Withheld, map[string]int{}}
	for _, a := range d.Attempts {
		out.Attempts[a.PartnerID]++
	}
	var pairs []Pair
	for i, l := range s.Found {
		pairs = append(pairs, d.pair(i+1, l))
	}
	return out, pairs
}

func (d Data) pair(place int, l psychometrics.Likeness) Pair {
	a, b := d.Attempts[l.A], d.Attempts[l.B]
	return Pair{place, a.ID, b.ID, a.PartnerID, b.PartnerID, l.BothWrong, l.Identical, decimals(l.Expected, 'f', 2), decimals(l.P, 'e', 2)}
}

// Together is the pairs of one partner, or of two where they go across.
type Together struct {
	PartnerA string
	PartnerB string
	Pairs    []Pair
}

// together groups pairs by partner, those with the most pairs first.
func together(pairs []Pair) []Together {
	at := map[[2]string]*Together{}
	var out []*Together
	for _, p := range pairs {
		key := [2]string{min(p.PartnerA, p.PartnerB), max(p.PartnerA, p.PartnerB)}
		if at[key] == nil {
			at[key] = &Together{PartnerA: key[0], PartnerB: key[1]}
			out = append(out, at[key])
		}
		at[key].Pairs = append(at[key].Pairs, p)
	}
	sort.SliceStable(out, func(i, j int) bool { return len(out[i].Pairs) > len(out[j].Pairs) })
	groups := make([]Together, len(out))
	for i, g := range out {
		groups[i] = *g
	}
	return groups
}

func decimals(v float64, format byte, places int) string {
	return strconv.FormatFloat(v, format, places, 64)
}
