package marking

import (
	"strconv"
	"time"
)

// RecordView is a work on its way to a final mark.
type RecordView struct {
	ID        string      `json:"id"`
	Attempt   string      `json:"attempt"`
	Position  int         `json:"position"`
	Exam      string      `json:"exam"`
	Item      string      `json:"item"`
	Type      string      `json:"type"`
	Mode      Mode        `json:"mode" enum:"single,double_blind"`
	Tolerance int         `json:"tolerance_points"`
	State     WorkState   `json:"state" enum:"open,adjudication,final"`
	Fraction  string      `json:"fraction,omitempty"`
	MaxPoints int         `json:"max_points"`
	OpenedAt  time.Time   `json:"opened_at"`
	FinalAt   *time.Time  `json:"final_at"`
	Marks     []GivenView `json:"marks"`
}

func viewEntry(e Entry) RecordView {
	return RecordView{
		ID: e.ID, Attempt: e.AttemptID, Position: e.Position, Exam: e.ExamKey, Item: e.ItemID, Type: e.Type, Mode: e.Mode, Tolerance: e.Tolerance, State: e.State,
		Fraction: e.Fraction, MaxPoints: e.MaxPoints, OpenedAt: e.OpenedAt, FinalAt: e.FinalAt, Marks: []GivenView{},
	}
}

func viewRecord(r Record) RecordView {
	out := viewEntry(r.Entry)
	for _, t := range r.Tasks {
		out.Marks = append(out.Marks, viewGiven(t, r.Names[t.MarkerID]))
	}
	if r.Names == nil { // who marked it does not learn whose it was
		out.Attempt, out.Position = "", 0
	}
	return out
}

// AgreementView is how well marks agree. Figures are absent below the least number of responses marked twice.
type AgreementView struct {
	N        int    `json:"n"`
	LeastN   int    `json:"least_n"`
	Withheld bool   `json:"withheld"`
	Exact    string `json:"exact_agreement,omitempty"`
	Kappa    string `json:"kappa,omitempty"`
	Weighted string `json:"weighted_kappa,omitempty"`
}

// ConcordView is the agreement at one exam.
type ConcordView struct {
	Exam        string        `json:"exam"`
	Overall     AgreementView `json:"overall"`
	Adjudicated int           `json:"adjudicated"`
	Pairs       []BetweenView `json:"pairs"`
}

// BetweenView is the agreement of two people.
type BetweenView struct {
	MarkerA   string        `json:"marker_a"`
	MarkerB   string        `json:"marker_b"`
	Agreement AgreementView `json:"agreement"`
}

func viewAgreement(a Agreement) AgreementView {
	v := AgreementView{N: a.N, LeastN: leastPairs, Withheld: a.Withheld}
	if a.Withheld {
		return v
	}
	v.Exact = decimal(a.Exact)
	v.Kappa, v.Weighted = decimal(a.Kappa), decimal(a.Weighted)
	return v
}

func decimal(f *float64) string {
	if f == nil {
		return ""
	}
	return strconv.FormatFloat(*f, 'f', 4, 64)
}

func viewConcord(c Concord) ConcordView {
	v := ConcordView{Exam: c.ExamKey, Overall: viewAgreement(c.Overall), Adjudicated: c.Differed, Pairs: []BetweenView{}}
	for _, p := range c.Pairs {
		v.Pairs = append(v.Pairs, BetweenView{p.NameA, p.NameB, viewAgreement(p.Agreement)})
	}
	return v
}
