package exams

import (
	"slices"
	"strings"
	"time"

	"laurel/exams/items"
)

// FormView is a form as authors see it.
type FormView struct {
	ID           string         `json:"id"`
	Exam         string         `json:"exam"`
	ExamVersion  int64          `json:"exam_version"`
	Number       int            `json:"number,omitempty" doc:"Of a fixed form"`
	Mode         FormMode       `json:"mode" enum:"per_candidate,fixed"`
	State        FormState      `json:"state" enum:"open,retired"`
	Uses         int            `json:"uses" doc:"Candidates who were given it"`
	Languages    []string       `json:"languages"`
	ScoredItems  int            `json:"scored_items"`
	PretestItems int            `json:"pretest_items"`
	MaxPoints    int            `json:"max_points"`
	Expected     string         `json:"expected" doc:"Share of the points that candidates are expected to earn, from the facilities known when it was made"`
	Target       string         `json:"target"`
	Known        int            `json:"known_facilities" doc:"Scored items whose facility was known"`
	CapRelaxed   bool           `json:"exposure_cap_relaxed" doc:"It holds items above the exposure cap, because the others did not suffice"`
	Domains      []Part         `json:"domains"`
	Levels       []Part         `json:"cognitive_levels"`
	SHA256       string         `json:"sha256"`
	SeedSHA256   string         `json:"seed_sha256"`
	Seed         string         `json:"seed,omitempty" doc:"Told once the form is retired"`
	MadeAt       time.Time      `json:"made_at"`
	RetiredAt    *time.Time     `json:"retired_at"`
	Unusable     []string       `json:"unusable_items,omitempty" nullable:"false" doc:"Items of an open form that were retired since: it is given to nobody"`
	Slots        []FormSlotView `json:"slots,omitempty" nullable:"false"`
}

// FormSlotView is a place in a form.
type FormSlotView struct {
	Position       int        `json:"position"`
	Section        int        `json:"section"`
	ItemID         string     `json:"item_id"`
	ItemVersionID  string     `json:"item_version_id"`
	Type           items.Type `json:"type"`
	Domain         string     `json:"domain"`
	CognitiveLevel string     `json:"cognitive_level,omitempty"`
	Difficulty     string     `json:"difficulty,omitempty"`
	Points         int        `json:"points"`
	Pretest        bool       `json:"pretest"`
}

// EditionView is a page of the forms of an exam. Overlap has a row and a column for each fixed form on it, in their order: how many
// scored items two share, and in the diagonal how many one has.
type EditionView struct {
	Data       []FormView `json:"data"`
	NextCursor *string    `json:"next_cursor"`
	Ready      int        `json:"ready" doc:"Forms that lie ready for candidates who start"`
	Overlap    [][]int    `json:"overlap"`
}

func viewForm(f *Form) FormView {
	out := FormView{
		ID: f.ID, Exam: f.ExamKey, ExamVersion: f.ExamVersion, Number: f.Number, Mode: f.Mode, State: f.State, Uses: f.Uses, Languages: []string{},
		Expected: f.Report.Expected, Target: f.Report.Target, Known: f.Report.Known, CapRelaxed: f.Report.CapRelaxed, Domains: []Part{},
		Levels: append([]Part{}, f.Report.Levels...), SHA256: f.SHA256, SeedSHA256: f.SeedSHA256, MadeAt: f.MadeAt, RetiredAt: f.RetiredAt, Unusable: f.Unfit,
	}
	if f.State == FormRetired {
		out.Seed = f.Seed
	}
	for _, l := range f.Languages {
		if l != "" {
			out.Languages = append(out.Languages, l)
		}
	}
	at := map[string]int{}
	for _, s := range f.Slots {
		if s.Pretest {
			out.PretestItems++
			continue
		}
		out.ScoredItems++
		out.MaxPoints += s.Points
		if _, known := at[s.Domain]; !known {
			at[s.Domain] = len(out.Domains)
			out.Domains = append(out.Domains, Part{s.Domain, 0})
		}
		out.Domains[at[s.Domain]].Items++
	}
	slices.SortFunc(out.Domains, func(a, b Part) int { return strings.Compare(a.Name, b.Name) })
	return out
}

// viewWholeForm is a form with its places.
func viewWholeForm(f *Form) FormView {
	out := viewForm(f)
	for _, s := range f.Slots {
		out.Slots = append(out.Slots, FormSlotView{
			s.Position, s.Section, s.ItemID, s.ItemVersionID, s.Type, s.Domain, s.CognitiveLevel, s.Difficulty, s.Points, s.Pretest,
		})
	}
	return out
}

func fixedOf(forms []*Form) []*Form {
	var out []*Form
	for _, f := range forms {
		if f.Mode == Fixed {
			out = append(out, f)
		}
	}
	return out
}
