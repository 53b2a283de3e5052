package statistics

import (
	"time"

	"laurel/internal/actor"
)

// RunView is a computation as it stands.
type RunView struct {
	ID                string     `json:"id"`
	Exam              string     `json:"exam"`
	State             State      `json:"state" enum:"queued,running,done,failed"`
	Step              string     `json:"step,omitempty" enum:"reading_answers,computing_figures,comparing_answers"`
	ProgressPercent   int        `json:"progress_percent"`
	From              *time.Time `json:"from"`
	To                *time.Time `json:"to"`
	FirstAttemptsOnly bool       `json:"first_attempts_only"`
	Period            string     `json:"period" enum:"month,quarter"`
	RequestedBy       string     `json:"requested_by"`
	RequestedAt       time.Time  `json:"requested_at"`
	FinishedAt        *time.Time `json:"finished_at"`
}

func viewRun(r Run) RunView {
	return RunView{
		ID: r.ID, Exam: r.ExamKey, State: r.State, Step: r.Step, ProgressPercent: r.Progress, From: r.Filter.From, To: r.Filter.To,
		FirstAttemptsOnly: r.Filter.FirstOnly, Period: r.Filter.Period, RequestedBy: r.RequestedBy, RequestedAt: r.RequestedAt, FinishedAt: r.FinishedAt,
	}
}

// RunsView is what there is of an exam's figures.
type RunsView struct {
	Runs   []RunView   `json:"runs"`
	Latest *ReportView `json:"latest,omitempty"`
}

// ReportView is a run with what it found; the report is null until it is done.
type ReportView struct {
	Run        RunView    `json:"run"`
	Attempts   int        `json:"attempts"`
	DataFrom   *time.Time `json:"data_from"`
	DataTo     *time.Time `json:"data_to"`
	ComputedAt *time.Time `json:"computed_at"`
	Report     *Report    `json:"report,omitempty"`
}

func viewReport(r Run, k *Kept) ReportView {
	out := ReportView{Run: viewRun(r)}
	if k != nil {
		out.Attempts, out.DataFrom, out.DataTo, out.ComputedAt, out.Report = k.Attempts, k.DataFrom, k.DataTo, &k.CreatedAt, &k.Report
	}
	return out
}

// SimilarityView is what the comparison of answers found. It is a sign for a person to look at, and no verdict.
type SimilarityView struct {
	Run           string      `json:"run"`
	N             int         `json:"n"`
	LeastN        int         `json:"least_n"`
	Withheld      bool        `json:"withheld"`
	PairsCompared int         `json:"pairs_compared"`
	Threshold     float64     `json:"threshold"`
	Formula       string      `json:"formula"`
	ComputedAt    time.Time   `json:"computed_at"`
	Groups        []GroupView `json:"groups"`
}

// GroupView is the pairs within one partner, or across two. A partner without an id is the attempts taken for none.
type GroupView struct {
	Partners []PartnerView `json:"partners"`
	Pairs    []PairView    `json:"pairs"`
}

// PartnerView names a partner, with the number of its attempts in the comparison.
type PartnerView struct {
	ID       string `json:"id"`
	Name     string `json:"name"`
	Attempts int    `json:"attempts"`
}

// PairView is two attempts.
type PairView struct {
	AttemptA  string `json:"attempt_a"`
	AttemptB  string `json:"attempt_b"`
	BothWrong int    `json:"both_wrong"`
	Identical int    `json:"identical_wrong"`
	Expected  string `json:"expected"`
	Chance    string `json:"probability"`
}

// viewSimilarity tells which partners it is about only to the vendor's own people.
func viewSimilarity(a actor.Actor, k Kept, groups []Together, names map[string]string) SimilarityView {
	s := k.Similarity
	out := SimilarityView{
		Run: k.RunID, N: s.N, LeastN: s.Least, Withheld: s.Withheld, PairsCompared: s.Pairs, Threshold: s.Threshold, Formula: s.Formula, ComputedAt: k.CreatedAt, Groups: []GroupView{},
	}
	for _, g := range groups {
		v := GroupView{Partners: []PartnerView{}, Pairs: []PairView{}}
		ids := []string{g.PartnerA, g.PartnerB}
		if g.PartnerA == g.PartnerB {
			ids = ids[:1]
		}
		for _, id := range ids {
			if a.IsVendor() {
				v.Partners = append(v.Partners, PartnerView{id, names[id], s.Attempts[id]})
			}
		}
		for _, p := range g.Pairs {
			v.Pairs = append(v.Pairs, PairView{p.AttemptA, p.AttemptB, p.BothWrong, p.Identical, p.Expected, p.Chance})
		}
		out.Groups = append(out.Groups, v)
	}
	return out
}
