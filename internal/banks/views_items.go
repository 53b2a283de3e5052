package banks

import (
	"encoding/json"
	"time"

	"laurel/exams/items"
)

// AuthoredItemView is an item with its key. It goes to authors and nowhere else.
type AuthoredItemView struct {
	ID             string               `json:"id"`
	Bank           string               `json:"bank"`
	ExternalID     string               `json:"external_id,omitempty"`
	Title          string               `json:"title"`
	Domain         string               `json:"domain"`
	Category       []string             `json:"category"`
	Tags           []string             `json:"tags"`
	References     []string             `json:"references"`
	Type           items.Type           `json:"type"`
	CognitiveLevel string               `json:"cognitive_level,omitempty"`
	Difficulty     string               `json:"difficulty,omitempty"`
	Points         int                  `json:"points"`
	Stimulus       string               `json:"stimulus,omitempty"`
	State          ItemState            `json:"state" enum:"draft,in_review,approved,pretest,operational,retired"`
	Version        string               `json:"version" doc:"The version that is shown here"`
	LiveVersion    string               `json:"live_version" doc:"The version that forms draw"`
	StemHTML       string               `json:"stem_html"`
	Options        []AuthoredOptionView `json:"options"`
	Content        json.RawMessage      `json:"content"`
	Key            json.RawMessage      `json:"key"`
	RationaleHTML  string               `json:"rationale_html"`
	CreatedBy      string               `json:"created_by"`
	ApprovedBy     string               `json:"approved_by,omitempty"`
	CreatedAt      time.Time            `json:"created_at"`
	Revision       int64                `json:"revision"`
}

// AuthoredOptionView is an option with why it is right or wrong.
type AuthoredOptionView struct {
	ID            string `json:"id"`
	HTML          string `json:"html"`
	RationaleHTML string `json:"rationale_html,omitempty"`
}

func viewKeyed(k Keyed) AuthoredItemView {
	content, _ := json.Marshal(k.Content) //nolint:errchkjson // our own shape
	out := AuthoredItemView{
		ID: k.ID, Bank: k.BankID, ExternalID: k.ExternalID, Title: k.Title, Domain: k.Domain, Category: append([]string{}, k.Category...),
		Tags: append([]string{}, k.Tags...), References: append([]string{}, k.SourceRefs...), Type: k.Type, CognitiveLevel: k.CognitiveLevel, Difficulty: k.Difficulty,
		Points: max(k.Points, 1), Stimulus: k.StimulusID, State: k.State, Version: k.shownVersion(), LiveVersion: k.VersionID, StemHTML: k.Content.StemHTML,
		Options: []AuthoredOptionView{}, Content: content, Key: json.RawMessage(k.Key), RationaleHTML: k.Rationale, CreatedBy: k.CreatedBy, ApprovedBy: k.ApprovedBy,
		CreatedAt: k.CreatedAt, Revision: k.Revision,
	}
	for _, o := range k.Content.Options {
		out.Options = append(out.Options, AuthoredOptionView{o.ID, o.HTML, k.OptionRationales[o.ID]})
	}
	return out
}

// SheafView is an item whole.
type SheafView struct {
	AuthoredItemView
	Versions []VersionView `json:"versions"`
	Keys     []KeyView     `json:"keys" doc:"Of the version that is shown, newest first"`
	Enemies  []string      `json:"enemies"`
	Findings []Finding     `json:"findings" doc:"What item writers are taught to avoid"`
}

// VersionView is a version of an item.
type VersionView struct {
	ID         string          `json:"id"`
	Number     int             `json:"number"`
	State      VersionState    `json:"state" enum:"draft,in_review,approved,declined"`
	StemHTML   string          `json:"stem_html"`
	Content    json.RawMessage `json:"content"`
	CreatedBy  string          `json:"created_by"`
	ReviewedBy string          `json:"reviewed_by,omitempty"`
	Comment    string          `json:"comment,omitempty"`
	CreatedAt  time.Time       `json:"created_at"`
}

// KeyView is a key version.
type KeyView struct {
	Version       string          `json:"version"`
	Number        int             `json:"number"`
	Key           json.RawMessage `json:"key"`
	RationaleHTML string          `json:"rationale_html,omitempty"`
	Effect        Effect          `json:"effect" enum:"key,credit_all"`
	State         KeyState        `json:"state" enum:"proposed,adopted,declined"`
	Reason        string          `json:"reason,omitempty"`
	CreatedBy     string          `json:"created_by"`
	DecidedBy     string          `json:"decided_by,omitempty"`
	CreatedAt     time.Time       `json:"created_at"`
	DecidedAt     *time.Time      `json:"decided_at"`
}

func viewKey(k KeyVersion) KeyView {
	return KeyView{k.ItemVersionID, k.Number, json.RawMessage(k.Key), k.Rationale, k.Effect, k.State, k.Reason, k.CreatedBy, k.DecidedBy, k.CreatedAt, k.DecidedAt}
}

func viewSheaf(s Sheaf) SheafView {
	out := SheafView{AuthoredItemView: viewKeyed(s.Keyed), Versions: []VersionView{}, Keys: each(s.Keys, viewKey), Enemies: append([]string{}, s.Enemies...), Findings: append([]Finding{}, s.Findings...)}
	for _, v := range s.Versions {
		content, _ := json.Marshal(v.Content) //nolint:errchkjson // our own shape
		out.Versions = append(out.Versions, VersionView{v.ID, v.Number, v.State, v.Content.StemHTML, content, v.CreatedBy, v.ReviewedBy, v.Comment, v.CreatedAt})
	}
	return out
}

// StimulusView is a text that items share.
type StimulusView struct {
	ID        string         `json:"id"`
	Bank      string         `json:"bank"`
	Title     string         `json:"title"`
	HTML      string         `json:"html"`
	Items     int            `json:"items"`
	Revision  int64          `json:"revision"`
	UpdatedAt time.Time      `json:"updated_at"`
	Media     []items.Medium `json:"media"`
	Waiting   *TextDraftView `json:"waiting,omitempty" doc:"A change that somebody else has to approve"`
}

// TextDraftView is what a text is to say.
type TextDraftView struct {
	Title     string         `json:"title"`
	HTML      string         `json:"html"`
	Media     []items.Medium `json:"media"`
	State     VersionState   `json:"state" enum:"in_review,declined"`
	Comment   string         `json:"comment,omitempty"`
	CreatedBy string         `json:"created_by"`
	CreatedAt time.Time      `json:"created_at"`
}

func viewStimulus(s Stimulus) StimulusView {
	v := StimulusView{s.ID, s.BankID, s.Title, s.HTML, s.Items, s.Revision, s.UpdatedAt, append([]items.Medium{}, s.Media...), nil}
	if d := s.Draft; d != nil {
		v.Waiting = &TextDraftView{d.Title, d.HTML, append([]items.Medium{}, d.Media...), d.State, d.Comment, d.CreatedBy, d.CreatedAt}
	}
	return v
}

// TranslationView is how far a translation is.
type TranslationView struct {
	Subject    string           `json:"subject" doc:"An item version or a stimulus"`
	Language   string           `json:"language"`
	State      TranslationState `json:"state" enum:"draft,reviewed"`
	Content    json.RawMessage  `json:"content"`
	Translator string           `json:"translator"`
	Reviewer   string           `json:"reviewer,omitempty"`
	UpdatedAt  time.Time        `json:"updated_at"`
}

func viewTranslation(t Translation) TranslationView {
	return TranslationView{t.VersionID, t.Language, t.State, json.RawMessage(t.Content), t.Translator, t.Reviewer, t.UpdatedAt}
}
