package exams

import (
	"errors"
	"strconv"
	"strings"

	"laurel/exams/assembly"
	"laurel/exams/scoring"
)

// levelSlack is by how many items a form may miss a cognitive level. Domains are met exactly.
const levelSlack = 1

// usualTolerance is how far apart forms may be in expected difficulty where the blueprint does not say. They are brought as close
// as the bank allows; only what the blueprint asks for is refused.
const usualTolerance = 0.02

// plan says what to draw: so many forms at once, with the items that candidates have met.
func (d Document) plan(forms int, seed [32]byte) assembly.Plan {
	p := assembly.Plan{
		Forms: forms, LevelSlack: levelSlack, Tolerance: usualTolerance, Overlap: -1, Anchors: d.Forms.Anchors, Pretest: d.Forms.PretestItems, Seed: seed,
		Strict: d.Blueprint.Difficulty != Difficulty{},
	}
	for _, s := range d.Blueprint.Shares() {
		p.Domains = append(p.Domains, assembly.Part{Name: s.Domain, Items: s.Items})
	}
	for _, s := range d.Blueprint.Levels() {
		p.Levels = append(p.Levels, assembly.Part{Name: s.Domain, Items: s.Items})
	}
	if t := d.Blueprint.Difficulty.Target; t != "" {
		p.Target = decimalOf(t)
	}
	if t := d.Blueprint.Difficulty.Tolerance; t != "" {
		p.Tolerance = decimalOf(t)
	}
	if o := d.Forms.MaxOverlapPercent; o != nil {
		p.Overlap = d.Blueprint.Length * *o / 100
	}
	if d.Forms.mode() == PerCandidate {
		p.Cap = float64(d.Forms.ExposureCapPercent) / 100
	}
	return p
}

// decimalOf reads a decimal that was checked when it was written; what never was one is nothing that is known.
func decimalOf(text string) float64 {
	v, ok := scoring.Fraction(text)
	if !ok || v.Sign() < 0 {
		return assembly.Unknown
	}
	f, _ := v.Float64()
	return f
}

// drawables is a pool as the assembly reads it, with how many candidates were given each item.
func drawables(pool []Drawable, seen map[string]int) []assembly.Item {
	out := make([]assembly.Item, len(pool))
	for i, it := range pool {
		out[i] = assembly.Item{
			ID: it.ID, Domain: it.Domain, Level: it.CognitiveLevel, Points: it.Points, Facility: assembly.Unknown, Pretest: it.Pretest, Enemies: it.Enemies, Set: it.StimulusID, Seen: seen[it.ID],
		}
		if it.Difficulty != "" {
			out[i].Facility = decimalOf(it.Difficulty)
		}
	}
	return out
}

// lacking tells an author what an assembly found missing, at the member of the document that asks for it; nothing for any other error.
func (d Document) lacking(err error) faults {
	var f faults
	var short *assembly.Shortage
	if !errors.As(err, &short) {
		return nil
	}
	for _, l := range short.Lacks {
		field, code := d.asker(l)
		f.unless(false, field, code, l.Detail)
	}
	return f
}

func (d Document) asker(l assembly.Lack) (field, code string) {
	at := func(parts []Domain) string {
		for i, p := range parts {
			if p.Name == l.Name {
				return "[" + strconv.Itoa(i) + "]"
			}
		}
		return ""
	}
	switch l.Kind {
	case "level":
		return "blueprint.cognitive_levels" + at(d.Blueprint.CognitiveLevels), "too_few_items"
	case "anchor":
		return "forms.anchors", "unusable"
	case "overlap":
		return "forms.max_overlap_percent", "unreachable"
	case "difficulty":
		return "blueprint.difficulty", "unreachable"
	case "uses":
		return "forms.exposure_cap_percent", "too_few_items"
	case "pretest":
		return "forms.pretest_items", "too_few_items"
	}
	code = map[string]string{"domain": "too_few_items", "enemies": "enemies"}[l.Kind]
	if l.Name == "" {
		return "blueprint.length", code
	}
	return "blueprint.domains" + at(d.Blueprint.Domains), code
}

// untranslated are items that a language of the exam misses.
type untranslated struct {
	language string
	items    []string
}

// mostNamed is how many items a refusal names.
const mostNamed = 20

func (u untranslated) Error() string {
	some := u.items[:min(len(u.items), mostNamed)]
	more := ""
	if len(u.items) > len(some) {
		more = " and " + strconv.Itoa(len(u.items)-len(some)) + " more"
	}
	return "Not in " + u.language + ": " + strings.Join(some, ", ") + more + "."
}

// missing tells an author which items want translating.
func (d Document) missing(err error) faults {
	var f faults
	var u untranslated
	if errors.As(err, &u) {
		at := ""
		for i, l := range d.Languages {
			if l == u.language {
				at = "[" + strconv.Itoa(i) + "]"
			}
		}
		f.unless(false, "languages"+at, "untranslated", u.Error())
	}
	return f
}
