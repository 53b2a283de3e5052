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
	Assumed    []string `json:"assumed"`
}

func viewPreset(p *rules.Program) PresetView {
	return PresetView{p.Key, p.Version, p.Title, p.About.InspiredBy, p.About.Source, p.Assumed()}
}
