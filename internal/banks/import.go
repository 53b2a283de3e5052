package banks

import (
	"time"

	"laurel/exams/interchange"
	"laurel/exams/items"
)

// ImportState is how far an import is.
type ImportState string

// The states of an import. A refused one could not be read as a file of its format at all.
const (
	ImportRunning ImportState = "running"
	ImportDone    ImportState = "done"
	ImportRefused ImportState = "refused"
)

// ImportNow is the size up to which a file is read while its sender waits.
const ImportNow = 1 << 20

// Import is the account of one file.
type Import struct {
	ID                 string
	BankID             string
	Format             string
	State              ImportState
	Reason             string
	SourceItems        int
	Imported           int
	ImportedWithLosses int
	Rejected           int
	Entries            []ImportEntry `gorm:"serializer:json"`
	CreatedBy          string
	CreatedAt          time.Time
	FinishedAt         *time.Time
}

// ImportEntry is what became of one source item.
type ImportEntry struct {
	SourceRef string              `json:"source_ref"`
	Line      int                 `json:"line"`
	Outcome   interchange.Outcome `json:"outcome"`
	ItemID    string              `json:"item_id,omitempty"`
	Losses    []string            `json:"losses"`
	Reason    string              `json:"reason,omitempty"`
}

// count adds an entry and keeps the sums right by construction.
func (i *Import) count(e ImportEntry) {
	i.Entries = append(i.Entries, e)
	i.SourceItems++
	switch e.Outcome {
	case interchange.Imported:
		i.Imported++
	case interchange.ImportedWithLosses:
		i.ImportedWithLosses++
	case interchange.Rejected:
		i.Rejected++
	}
}

// taken is what became of a source item. The reason says why it cannot be kept.
type taken struct {
	item     Item
	authored items.Authored
	reason   string
}

func take(m items.Markup, it interchange.Item) taken {
	t := taken{item: Item{
		ExternalID: it.ID, Title: it.Title, Domain: it.Domain(), Category: it.Category, Tags: it.Tags, Type: items.Type(it.Type),
	}}
	t.authored, t.reason = items.Take(m, it)
	if len(it.Title) > 500 || len(it.ID) > 200 || len(t.item.Domain) > 200 {
		t.reason = "the title, the id or the category is too long"
	}
	return t
}
