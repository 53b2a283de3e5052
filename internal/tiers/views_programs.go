package tiers

import (
	"encoding/json"
	"time"

	"laurel/internal/tiers/rules"
)

// ProgramView is a version of a program; Document is there where one version is asked for.
type ProgramView struct {
	Key           string          `json:"key"`
	Version       string          `json:"version"`
	Title         string          `json:"title"`
	State         string          `json:"state" enum:"draft,published"`
	SHA256        string          `json:"document_sha256"`
	EffectiveFrom *time.Time      `json:"effective_from"`
	PublishedAt   *time.Time      `json:"published_at"`
	CreatedAt     time.Time       `json:"created_at"`
	Document      json.RawMessage `json:"document,omitempty"`
}

func viewProgram(v Version, document bool) ProgramView {
	view := ProgramView{Key: v.Program, Version: v.Version, Title: v.Title, State: v.State, SHA256: v.SHA256, EffectiveFrom: inUTC(v.EffectiveFrom),
		PublishedAt: inUTC(v.PublishedAt), CreatedAt: v.CreatedAt.UTC()}
	if document {
		view.Document = json.RawMessage(v.Document)
	}
	return view
}

// PresetView describes a document that comes with the product.
type PresetView struct {
	Key        string   `json:"key"`
	Version    string   `json:"version"`
	Title      string   `json:"title"`
	InspiredBy string   `json:"inspired_by"`
	Source     string   `json:"source"`
	Successor  string   `json:"successor,omitempty" doc:"The preset that follows this one"`
	Assumed    []string `json:"assumed" doc:"Rules and grants whose figures are ours, because the vendor's are not public"`
	Cases      int      `json:"golden_cases" doc:"Questions with answers worked out by hand, which publishing asks again"`
}

func viewPreset(p *rules.Program) PresetView {
	return PresetView{p.Key, p.Version, p.Title, p.About.InspiredBy, p.About.Source, p.About.Successor, p.Assumed(), len(p.Golden)}
}

// ToldView is a program in plain words.
type ToldView struct {
	rules.Telling
	Source      string          `json:"source"`
	Checklist   []ChecklistLine `json:"checklist"`
	NotModelled []string        `json:"not_modelled"`
	Cases       []string        `json:"golden_cases" doc:"The names of the golden cases"`
}

// ChecklistLine is what is said of a program elsewhere, and the parts of the document that say it.
type ChecklistLine struct {
	Line        string   `json:"line"`
	By          []string `json:"by"`
	NotModelled string   `json:"not_modelled,omitempty" doc:"Why the document does not say it"`
}

func viewTold(p *rules.Program) ToldView {
	v := ToldView{Telling: p.Tell(), Source: p.About.Source, Checklist: []ChecklistLine{}, NotModelled: append([]string{}, p.About.NotModelled...), Cases: []string{}}
	for _, line := range p.About.Checklist {
		v.Checklist = append(v.Checklist, ChecklistLine{line.Line, append([]string{}, line.By...), line.NotModelled})
	}
	for _, c := range p.Golden {
		v.Cases = append(v.Cases, c.Name)
	}
	return v
}
