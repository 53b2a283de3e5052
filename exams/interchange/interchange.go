// Package interchange reads item files of other systems and accounts for every source item in them: it is imported, imported
// with losses that are named, or rejected with line and reason. Nothing is dropped in silence, and one bad item costs no other.
package interchange

import "laurel/internal/fault"

// Outcome is what became of one source item.
type Outcome string

// The three outcomes. There is no fourth.
const (
	Imported           Outcome = "imported"
	ImportedWithLosses Outcome = "imported_with_losses"
	Rejected           Outcome = "rejected"
)

// Limits on what is read. They bound time and memory, not what a sensible bank holds.
const (
	MaxBytes      = 16 << 20
	MaxItems      = 20_000
	maxItemLength = 64 << 10
	maxAnswers    = 100
)

// Refusals of a whole file. Faults of single items are entries instead.
var (
	ErrTooLarge   = fault.New(fault.TooLarge, "import_too_large", "The file is larger than 16 MiB or holds more than 20000 items.")
	ErrUnreadable = fault.New(fault.Invalid, "import_unreadable", "The file is not text in UTF-8.")
)

// Format says how a text is marked up.
type Format string

// The formats GIFT knows. Moodle means text with some HTML in it, and is what a text without a format is.
const (
	Moodle   Format = "moodle"
	HTML     Format = "html"
	Markdown Format = "markdown"
	Plain    Format = "plain"
)

// Text is a piece of text as it stands in the source, escapes resolved.
type Text struct {
	Format Format
	Text   string
}

// Type is a kind of item that a reader can hand over.
type Type string

// The types read now.
const (
	SingleChoice     Type = "single_choice"
	MultipleResponse Type = "multiple_response"
	TrueFalse        Type = "true_false"
	Numeric          Type = "numeric"
	ShortText        Type = "short_text"
)

// Item is one source item in a neutral shape. Which of the answer fields is filled follows from Type.
type Item struct {
	Type      Type
	ID        string // the author's own id, from a comment
	Title     string
	Category  []string
	Tags      []string
	Stem      Text
	Rationale Text

	Options []Option // single_choice, multiple_response
	Weighed bool     // the options' fractions, not just right and wrong, decide
	True    bool     // true_false
	IfTrue  Text     // true_false: said to who chose true
	IfFalse Text
	Numbers []Number // numeric, first match wins
	Texts   []Short  // short_text, first match wins
}

// Option is one choice. Fraction is what choosing it is worth, as a fraction of the point: "1", "1/3", "-1/2", "0".
type Option struct {
	Text      Text
	Fraction  string
	Rationale Text
}

// Number is an interval that a numeric answer may lie in, ends included.
type Number struct {
	From, To  string
	Fraction  string
	Rationale Text
}

// Short is a text that a short answer may be. A star stands for any run of characters.
type Short struct {
	Text      string
	Fraction  string
	Rationale Text
}

// Entry is the account of one source item. Item is nil when it was rejected.
type Entry struct {
	Ref    string // the author's id, else the title, else the item's number in the file
	Line   int    // where it starts, from 1
	Item   *Item
	Losses []string
	Reason string
}

// Outcome follows from what the entry holds, so the counts of a report cannot disagree with its entries.
func (e Entry) Outcome() Outcome {
	switch {
	case e.Item == nil:
		return Rejected
	case len(e.Losses) > 0:
		return ImportedWithLosses
	}
	return Imported
}

// Domain is the last part of the category, which is what a blueprint speaks of.
func (i Item) Domain() string {
	if len(i.Category) == 0 {
		return ""
	}
	return i.Category[len(i.Category)-1]
}
