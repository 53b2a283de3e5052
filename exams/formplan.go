package exams

import (
	"strconv"

	"laurel/exams/scoring"
)

// FormMode is how candidates come by their forms.
type FormMode string

// The modes. Without one, forms are made per candidate.
const (
	PerCandidate FormMode = "per_candidate"
	Fixed        FormMode = "fixed"
)

// FormPlan says how forms are made before anybody sits.
type FormPlan struct {
	Mode               FormMode `json:"mode,omitempty"`
	Count              int      `json:"count,omitempty"`
	MaxOverlapPercent  *int     `json:"max_overlap_percent,omitempty"`
	PretestItems       int      `json:"pretest_items,omitempty"`
	ExposureCapPercent int      `json:"exposure_cap_percent,omitempty"`
	Anchors            []string `json:"anchors,omitempty" nullable:"false"`
	Shuffle            bool     `json:"shuffle,omitempty"` // fixed forms show their items to each candidate in another order
}

// Difficulty is the share of its points that a form is to expect of a candidate at the cut, and how far from it a form may be.
type Difficulty struct {
	Target    string `json:"target,omitempty"`
	Tolerance string `json:"tolerance,omitempty"`
}

const (
	mostForms   = 50
	mostPretest = 100
)

func (p FormPlan) mode() FormMode {
	if p.Mode == "" {
		return PerCandidate
	}
	return p.Mode
}

// length is how many items a form has, scored or not.
func (d Document) length() int { return d.Blueprint.Length + d.Forms.PretestItems }

func (d Document) planFaults() faults {
	var f faults
	p := d.Forms
	f.oneOf(string(p.Mode), "forms.mode", string(PerCandidate), string(Fixed))
	if p.Mode == Fixed {
		f.unless(p.Count >= 1 && p.Count <= mostForms, "forms.count", "out_of_range", "between 1 and 50")
	} else {
		f.unless(p.Count == 0, "forms.count", "not_allowed", "goes with fixed forms only")
		f.unless(!p.Shuffle, "forms.shuffle", "not_allowed", "goes with fixed forms only; others are shuffled when they are made")
	}
	f.unless(p.MaxOverlapPercent == nil || *p.MaxOverlapPercent >= 0 && *p.MaxOverlapPercent <= 100, "forms.max_overlap_percent", "out_of_range", "between 0 and 100")
	f.unless(p.PretestItems >= 0 && p.PretestItems <= mostPretest, "forms.pretest_items", "out_of_range", "between 0 and 100")
	f.unless(d.Blueprint.Length+p.PretestItems <= maxForm, "forms.pretest_items", "out_of_range", "a form holds at most 500 items, scored or not")
	f.unless(p.ExposureCapPercent >= 0 && p.ExposureCapPercent <= 100, "forms.exposure_cap_percent", "out_of_range", "between 1 and 100, or left out")
	f.unless(len(p.Anchors) <= d.Blueprint.Length, "forms.anchors", "count", "at most the items of the blueprint")
	f.unless(p.Mode != Fixed || p.ExposureCapPercent == 0 || p.Count*p.ExposureCapPercent >= 100, "forms.exposure_cap_percent", "out_of_range",
		"each of the fixed forms goes to its share of the candidates already: at least 100 divided by their count")
	seen := map[string]bool{}
	for i, a := range p.Anchors {
		at := "forms.anchors[" + strconv.Itoa(i) + "]"
		f.unless(a != "" && len(a) <= 100, at, "malformed", "the id of an item")
		f.unless(!seen[a], at, "duplicate", "each item once")
		seen[a] = true
	}
	f.share(d.Blueprint.Difficulty.Target, "blueprint.difficulty.target")
	f.share(d.Blueprint.Difficulty.Tolerance, "blueprint.difficulty.tolerance")
	return f
}

// share takes a part of one as a decimal, or nothing.
func (f *faults) share(text, field string) {
	v, ok := scoring.Fraction(text)
	f.unless(text == "" || ok && v.Sign() > 0, field, "out_of_range", "a decimal above 0 and at most 1, such as 0.65")
}
