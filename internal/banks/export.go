package banks

import (
	"path"
	"slices"
	"strings"

	"laurel/exams/interchange"
	"laurel/exams/items"
)

// Exported is the account of a bank that left as a file. Entries are those items that lost something or stayed behind.
type Exported struct {
	Bank       string          `json:"bank"`
	Format     string          `json:"format"`
	Items      int             `json:"items"`
	Written    int             `json:"written"`
	WithLosses int             `json:"written_with_losses"`
	Left       int             `json:"not_written"`
	Entries    []ExportedEntry `json:"entries"`
}

// ExportedEntry is an item that lost something on its way out, or that a format has no word for.
type ExportedEntry struct {
	Item   string   `json:"item"`
	Losses []string `json:"losses"`
	Reason string   `json:"reason,omitempty"`
}

func (e *Exported) count(w interchange.Written) {
	e.Items++
	switch {
	case w.Reason != "":
		e.Left++
	case len(w.Losses) > 0:
		e.Written++
		e.WithLosses++
	default:
		e.Written++
		return
	}
	e.Entries = append(e.Entries, ExportedEntry{w.Ref, append([]string{}, w.Losses...), w.Reason})
}

// exportFormats are the formats written, and what their files are called.
var exportFormats = map[string]struct{ Ending, Type string }{
	"qti3": {".zip", "application/zip"}, "gift": {".gift", "text/plain; charset=utf-8"}, "csv": {".csv", "text/csv; charset=utf-8"},
}

// leaving turns an item of the bank into what the writers take. Files go by their content, so that the same bank gives the same bytes.
func leaving(k Keyed, media map[string]Medium) (interchange.Item, string) {
	names := func(id string) string {
		return leavingName(media[id])
	}
	files := k.Content.Files()
	it, reason := items.Give(k.Type, items.Authored{
		Content: k.Content.Rename(names), Key: []byte(k.Key), Rationale: k.Rationale, OptionRationales: k.OptionRationales,
	})
	it.ID, it.Title, it.Category, it.Tags, it.Difficulty = k.ExternalID, k.Title, slices.Clone(k.Category), slices.Clone(k.Tags), k.Difficulty
	if it.ID == "" {
		it.ID = k.ID
	}
	if len(it.Category) == 0 && k.Domain != "" {
		it.Category = []string{k.Domain}
	}
	for _, id := range files {
		if m, has := media[id]; has {
			it.Media = append(it.Media, interchange.Media{Name: names(id), Type: m.Type, Size: int64(m.Size)})
		} else if reason == "" {
			reason = "a file that the item shows is not there"
		}
	}
	return it, reason
}

// leavingName is what a file is called outside: by its content, so that the same bank gives the same bytes.
func leavingName(m Medium) string {
	return m.SHA256[:min(24, len(m.SHA256))] + strings.ToLower(path.Ext(m.Name))
}
