package exams

import "laurel/exams/items"

// basis is what an attempt is judged by: whatever of its exam decides about points, the line and time. It stands in the first event
// of a log, so that the log needs no exam beside it. The rest of the exam is there by its hash.
type basis struct {
	Scoring      Scoring  `json:"scoring"`
	Domains      []Domain `json:"domains"`
	NeverLower   bool     `json:"never_lower,omitempty"`
	Limits       Limits   `json:"limits"`
	PolicySHA256 string   `json:"policy_sha256"`
}

func basisOf(d Document, l Limits) (basis, error) {
	b := basis{Scoring: d.Scoring, Domains: append([]Domain{}, d.Blueprint.Domains...), NeverLower: d.NeverLower, Limits: l}
	d.Scoring.FormCut = "" // a conversion of the form may be carried to it later; the log tells
	text, err := items.Canonical(d)
	b.PolicySHA256 = digestOf(text)
	return b, err
}

// policy is as much of the exam as scoring asks for.
func (b basis) policy() Document {
	return Document{Scoring: b.Scoring, Blueprint: Blueprint{Domains: b.Domains}, Rules: Rules{NeverLower: b.NeverLower}}
}

// recut is the event of a line that was drawn anew for a form: it holds from a result on.
type recut struct {
	Regrade  string `json:"regrade"`
	Equating string `json:"equating"`
	FormCut  string `json:"form_cut"`
	Result   int    `json:"result"`
}

// at is the basis of a result: the line that was drawn last for it.
func (b basis) at(cuts []recut, result int) basis {
	for _, c := range cuts {
		if c.Result <= result {
			b.Scoring.FormCut = c.FormCut
		}
	}
	return b
}
