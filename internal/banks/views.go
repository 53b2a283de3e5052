package banks

import (
	"encoding/json"
	"time"

	"laurel/exams/items"
)

// What authors and the exam team see. Items come with their keys here and nowhere else.

// BankView is an item bank.
type BankView struct {
	ID          string    `json:"id"`
	Name        string    `json:"name"`
	Review      Review    `json:"review" enum:"none,second_person"`
	Operational int       `json:"operational_items"`
	Drafts      int       `json:"draft_items"`
	CreatedAt   time.Time `json:"created_at"`
}

func viewBank(b BankCount) BankView {
	return BankView{b.ID, b.Name, b.Review, b.Operational, b.Drafts, b.CreatedAt}
}

// ImportView is the account of a file.
type ImportView struct {
	ID                 string        `json:"id"`
	State              ImportState   `json:"state" enum:"running,done,refused"`
	Progress           int           `json:"progress" doc:"Percent"`
	Format             string        `json:"format"`
	SourceItems        int           `json:"source_items"`
	Imported           int           `json:"imported"`
	ImportedWithLosses int           `json:"imported_with_losses"`
	Rejected           int           `json:"rejected"`
	Reason             string        `json:"reason,omitempty"`
	Entries            []ImportEntry `json:"entries"`
}

func viewImport(i Import) ImportView {
	progress := 100
	if i.State == ImportRunning {
		progress = 0
	}
	return ImportView{i.ID, i.State, progress, i.Format, i.SourceItems, i.Imported, i.ImportedWithLosses, i.Rejected, i.Reason, append([]ImportEntry{}, i.Entries...)}
}

// AuthoredItemView is an item with its key.
type AuthoredItemView struct {
	ID            string               `json:"id"`
	Bank          string               `json:"bank"`
	ExternalID    string               `json:"external_id,omitempty"`
	Title         string               `json:"title"`
	Domain        string               `json:"domain"`
	Category      []string             `json:"category"`
	Tags          []string             `json:"tags"`
	Type          items.Type           `json:"type"`
	State         ItemState            `json:"state" enum:"draft,pretest,operational,retired"`
	StemHTML      string               `json:"stem_html"`
	Options       []AuthoredOptionView `json:"options"`
	Key           json.RawMessage      `json:"key"`
	RationaleHTML string               `json:"rationale_html"`
	CreatedBy     string               `json:"created_by"`
	ApprovedBy    string               `json:"approved_by,omitempty"`
	CreatedAt     time.Time            `json:"created_at"`
}

// AuthoredOptionView is an option with why it is right or wrong.
type AuthoredOptionView struct {
	ID            string `json:"id"`
	HTML          string `json:"html"`
	RationaleHTML string `json:"rationale_html,omitempty"`
}

func viewKeyed(k Keyed) AuthoredItemView {
	out := AuthoredItemView{
		ID: k.ID, Bank: k.BankID, ExternalID: k.ExternalID, Title: k.Title, Domain: k.Domain, Category: append([]string{}, k.Category...),
		Tags: append([]string{}, k.Tags...), Type: k.Type, State: k.State, StemHTML: k.Content.StemHTML, Options: []AuthoredOptionView{},
		Key: json.RawMessage(k.Key), RationaleHTML: k.Rationale, CreatedBy: k.CreatedBy, ApprovedBy: k.ApprovedBy, CreatedAt: k.CreatedAt,
	}
	for _, o := range k.Content.Options {
		out.Options = append(out.Options, AuthoredOptionView{o.ID, o.HTML, k.OptionRationales[o.ID]})
	}
	return out
}
