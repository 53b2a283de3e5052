package badges

import (
	"slices"
	"time"

	"laurel/internal/fault"
)

// Requirement is a tree: exactly one of its members is set.
type Requirement struct {
	All           []Requirement `json:"all,omitempty" maxItems:"50"`
	Any           []Requirement `json:"any,omitempty" maxItems:"50"`
	NOf           *NOf          `json:"n_of,omitempty"`
	Exam          string        `json:"exam,omitempty" maxLength:"100"`
	Track         string        `json:"track,omitempty" maxLength:"100"`
	Certification string        `json:"certification,omitempty" maxLength:"100"`
}

// NOf asks for at least N of a list.
type NOf struct {
	N  int           `json:"n" minimum:"1" maximum:"50"`
	Of []Requirement `json:"of" minItems:"1" maxItems:"50"`
}

// Proof is one thing that a person has: an exam passed, a track finished, a certification held. Use until its end only;
// the zero time does not end.
type Proof struct {
	ID   string
	Kind string
	Key  string
	At   time.Time
}

// deepestRequirement bounds the tree.
const deepestRequirement = 6

func (r *Requirement) faults(field string) []fault.Field {
	if r == nil {
		return nil
	}
	if !r.sound(0) {
		return []fault.Field{{Field: field, Code: "malformed", Detail: "each part is exactly one of all, any, n_of, exam, track or certification; n is at most the length of its list"}}
	}
	return nil
}

func (r *Requirement) sound(depth int) bool {
	set := 0
	for _, present := range []bool{len(r.All) > 0, len(r.Any) > 0, r.NOf != nil, r.Exam != "", r.Track != "", r.Certification != ""} {
		if present {
			set++
		}
	}
	if set != 1 || depth > deepestRequirement {
		return false
	}
	if r.NOf != nil && (r.NOf.N < 1 || r.NOf.N > len(r.NOf.Of)) {
		return false
	}
	for _, key := range []string{r.Exam, r.Track, r.Certification} {
		if key != "" && !keyPattern.MatchString(key) {
			return false
		}
	}
	for _, part := range r.parts() {
		if !part.sound(depth + 1) {
			return false
		}
	}
	return true
}

func (r *Requirement) parts() []Requirement {
	if r.NOf != nil {
		return r.NOf.Of
	}
	return append(slices.Clone(r.All), r.Any...)
}

// leaf is what the part asks for itself.
func (r *Requirement) leaf() (kind, key string) {
	switch {
	case r.Exam != "":
		return "exam", r.Exam
	case r.Track != "":
		return "track", r.Track
	default:
		return "certification", r.Certification
	}
}

// keys lists the keys of a kind anywhere in the tree.
func (r *Requirement) keys(kind string) []string {
	if r == nil {
		return nil
	}
	var out []string
	if k, key := r.leaf(); k == kind && key != "" {
		out = append(out, key)
	}
	for _, part := range r.parts() {
		out = append(out, part.keys(kind)...)
	}
	return out
}

// met reports whether the proofs satisfy the tree, and which of them were used.
func (r *Requirement) met(proofs []Proof) (bool, []Proof) {
	parts, need := r.parts(), 1
	switch {
	case len(r.All) > 0:
		need = len(parts)
	case r.NOf != nil:
		need = r.NOf.N
	case len(r.Any) == 0:
		kind, key := r.leaf()
		at := -1
		for i, p := range proofs {
			if p.Kind == kind && p.Key == key && (at < 0 || p.At.After(proofs[at].At)) {
				at = i
			}
		}
		if at < 0 {
			return false, nil
		}
		return true, []Proof{proofs[at]}
	}
	have := 0
	var used []Proof
	for _, part := range parts {
		if ok, some := part.met(proofs); ok {
			have++
			used = append(used, some...)
		}
	}
	return have >= need, used
}

// anyExam is what a certification without a requirement asks for: one of the exams that name it.
func anyExam(exams []string) *Requirement {
	r := &Requirement{}
	for _, key := range exams {
		r.Any = append(r.Any, Requirement{Exam: key})
	}
	return r
}

// fresh leaves out exams that were passed longer ago than the certification lasts: an old pass does not earn it again.
func fresh(proofs []Proof, months int, now time.Time) []Proof {
	if months == 0 {
		return proofs
	}
	since := now.AddDate(0, -months, 0)
	return slices.DeleteFunc(slices.Clone(proofs), func(p Proof) bool { return p.Kind == "exam" && !p.At.After(since) })
}

// earnsAgain tells whether a proof renews a certification that is still held: an exam that it asks for does; a track only
// where it asks for no exam; another certification never.
func (r *Requirement) earnsAgain(kind, key string) bool {
	switch kind {
	case "exam":
		return slices.Contains(r.keys("exam"), key)
	case "track":
		return len(r.keys("exam")) == 0 && slices.Contains(r.keys("track"), key)
	default:
		return false
	}
}

// mustHold lists the certifications without which the requirement cannot be met, whatever else is done.
func (r *Requirement) mustHold() []string {
	if r == nil {
		return nil
	}
	if r.Certification != "" {
		return []string{r.Certification}
	}
	var out []string
	for _, part := range r.All {
		out = append(out, part.mustHold()...)
	}
	return out
}
