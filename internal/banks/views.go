package banks

import (
	"time"
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
	return ImportView{i.ID, i.State, i.Progress(), i.Format, i.SourceItems, i.Imported, i.ImportedWithLosses, i.Rejected, i.Reason, append([]ImportEntry{}, i.Entries...)}
}
