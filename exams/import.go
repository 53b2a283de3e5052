package exams

import (
	"encoding/json"
	"time"

	"laurel/exams/interchange"
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

// taken is a source item as an item of ours, or the reason why it cannot be one.
type taken struct {
	item     Item
	authored authored
	reason   string
}

func take(m markup, it interchange.Item) taken {
	t := taken{item: Item{
		ExternalID: it.ID, Title: it.Title, Domain: it.Domain(), Category: it.Category, Tags: it.Tags, Type: ItemType(it.Type),
	}}
	k := kindOf(t.item.Type)
	if k == nil {
		t.reason = "type " + string(it.Type) + " is not supported"
		return t
	}
	t.authored = k.take(m, it)
	key, err := json.Marshal(t.authored.key)
	if err != nil {
		t.reason = "the key cannot be kept"
		return t
	}
	t.reason = checkItem(t.item, t.authored.content, key)
	return t
}

// checkItem wants what every type needs, then what its own type needs.
func checkItem(it Item, c Content, key json.RawMessage) string {
	switch {
	case c.StemHTML == "":
		return "nothing is left of the stem"
	case len(it.Title) > 500 || len(it.ExternalID) > 200 || len(it.Domain) > 200:
		return "the title, the id or the category is too long"
	}
	for _, o := range c.Options {
		if o.HTML == "" {
			return "nothing is left of an option"
		}
	}
	return kindOf(it.Type).check(c, key)
}
