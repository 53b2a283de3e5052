package banks

import (
	"regexp"
	"slices"
	"time"

	"laurel/exams/interchange"
	"laurel/exams/items"
)

// ImportState is how far an import is.
type ImportState string

// The states of an import. A refused one could not be read as a file of its format, or was made to do harm.
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
	File               string // where the file lies until it was read
	Size               int64
	Reason             string
	Total              int // of source items; -1 until the file was inspected
	Failures           int
	SourceItems        int // accounted for so far
	Imported           int
	ImportedWithLosses int
	Rejected           int
	Entries            []ImportEntry `gorm:"-"`
	CreatedBy          string
	CreatedAt          time.Time
	FinishedAt         *time.Time
}

// ImportEntry is what became of one source item.
type ImportEntry struct {
	ImportID  string              `json:"-"`
	Number    int                 `json:"-"`
	SourceRef string              `json:"source_ref"`
	File      string              `json:"file,omitempty"`
	Line      int                 `json:"line"`
	Outcome   interchange.Outcome `json:"outcome"`
	ItemID    string              `json:"item_id,omitempty"`
	Losses    []string            `json:"losses" gorm:"serializer:json"`
	Reason    string              `json:"reason,omitempty"`
}

// count adds an entry and keeps the sums right by construction.
func (i *Import) count(e ImportEntry) {
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

// Progress is the part that is done, in percent.
func (i Import) Progress() int {
	switch {
	case i.State != ImportRunning:
		return 100
	case i.Total <= 0:
		return 0
	}
	return min(99, i.SourceItems*100/i.Total)
}

// kindOf gives the format of interchange by its name in an address.
func kindOf(format string) (interchange.Kind, bool) {
	for _, k := range interchange.Kinds() {
		if string(k) == format {
			return k, true
		}
	}
	return "", false
}

// facility is the share of its points that candidates earn.
var facility = regexp.MustCompile(`^(0(\.[0-9]{1,6})?|1(\.0{1,6})?)$`)

// taken is what became of a source item. The reason says why it cannot be kept.
type taken struct {
	item       Item
	difficulty string
	stimulus   string
	authored   items.Authored
	reason     string
}

func take(m items.Markup, it interchange.Item) taken {
	t := taken{item: Item{
		ExternalID: it.ID, Title: it.Title, Domain: it.Domain(), Category: it.Category, Tags: it.Tags, Type: items.Type(it.Type),
	}}
	t.authored, t.reason = items.Take(m, it)
	if facility.MatchString(it.Difficulty) {
		t.difficulty = it.Difficulty
	} else if it.Difficulty != "" {
		t.authored.Losses = append(t.authored.Losses, "the difficulty is not given as a share from 0 to 1 and is not kept")
	}
	if len(it.Title) > 500 || len(it.ID) > 200 || len(t.item.Domain) > 200 {
		t.reason = "the title, the id or the category is too long"
	}
	return t
}

// filesOf are all files of a source item, with those of the text it shares.
func filesOf(it interchange.Item) []interchange.Media {
	if it.Stimulus == nil {
		return it.Media
	}
	return slices.Concat(it.Media, it.Stimulus.Media)
}

// externalID is the author's id of a source item, or one that follows from what it asks.
func externalID(it interchange.Item) string {
	if it.ID != "" {
		return it.ID
	}
	return it.Fingerprint()
}
