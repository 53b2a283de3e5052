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
	MaxBytes      = 64 << 20
	MaxItems      = 50_000
	maxItemLength = 64 << 10
	maxAnswers    = 100
)

// Refusals of a whole file. Faults of single items are entries instead.
var (
	ErrTooLarge   = fault.New(fault.TooLarge, "import_too_large", "The file is larger than 64 MiB or holds more than 50000 items.")
	ErrUnreadable = fault.New(fault.Invalid, "import_unreadable", "The file is not text in UTF-8.")
	ErrHostile    = fault.New(fault.Invalid, "import_hostile", "The file is made to do harm, so nothing of it was read.")
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

// The types.
const (
	SingleChoice     Type = "single_choice"
	MultipleResponse Type = "multiple_response"
	TrueFalse        Type = "true_false"
	Matching         Type = "matching"
	Ordering         Type = "ordering"
	Numeric          Type = "numeric"
	ShortText        Type = "short_text"
	Cloze            Type = "cloze"
	Hotspot          Type = "hotspot"
	Essay            Type = "essay"
	FileUpload       Type = "file_upload"
)

// Item is one source item in a neutral shape. Which of the answer fields is filled follows from Type.
type Item struct {
	Type       Type
	ID         string // the author's own id
	Title      string
	Category   []string
	Tags       []string
	Language   string
	Points     string // a decimal; nothing means one point
	Difficulty string // as the author wrote it: a word or a figure
	Stem       Text
	Rationale  Text
	Stimulus   *Stimulus
	Media      []Media // every file that a text or the image names

	Options       []Option // the choices; of matching the right-hand side; of ordering the parts in their right order
	Weighed       bool     // the options' fractions, not just right and wrong, decide
	Fixed         bool     // the options keep their order
	Rule          string   // the name of a scoring rule, where the source asks for one
	Lower         string   // bounds of the sum of fractions
	Upper         string
	Choose        int  // multiple_response: how many may be chosen; nothing means any number
	True          bool // true_false
	IfTrue        Text // true_false: said to who chose true
	IfFalse       Text
	Numbers       []Number // numeric, first match wins
	Units         []Unit   // numeric
	UnitPenalty   string   // what a wrong unit takes, as a part of a point
	UnitPenaltyOf string   // of what: item or answer
	Texts         []Short  // short_text, first match wins
	Exact         bool     // short_text: upper and lower case count
	Stems         []Stem   // matching
	Blanks        []Blank  // cloze; the stem holds [[id]] where one stands
	Image         *Image   // hotspot
	Areas         []Area   // hotspot
	Marks         int      // hotspot: how many points may be set
	Guide         Text     // essay, file_upload: what the marker is told
	Files         int      // file_upload: how many; nothing means one
	Accept        []string // file_upload: extensions
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

// Unit is a unit that a number may be given in, and how many of the first unit it is.
type Unit struct{ Name, Factor string }

// Short is a text that a short answer may be. A star stands for any run of characters; a backslash makes it a plain star.
type Short struct {
	Text      string
	Fraction  string
	Rationale Text
}

// Stem is the left-hand side of a pair. Right is the place of its match among the options.
type Stem struct {
	Text  Text
	Right int
}

// Blank is a gap in a cloze text. Kind is text, numeric or choice, and says which of the answers are filled.
type Blank struct {
	ID      string
	Kind    string
	Texts   []Short
	Numbers []Number
	Options []Option
	Exact   bool
	Weight  int // nothing means 1
}

// The kinds of blanks.
const (
	BlankText   = "text"
	BlankNumber = "numeric"
	BlankChoice = "choice"
)

// Image is what a hotspot is set on. Name is the name of one of the item's media.
type Image struct {
	Name, Alt     string
	Width, Height int
}

// Area is a part of the image: rect (left, top, right, bottom), circle (x, y, radius) or poly (x, y, …), in pixels.
type Area struct {
	Shape    string
	Coords   []string
	Fraction string
}

// Media is a file of the source. Read gives its bytes, which are at most Size.
type Media struct {
	Name string
	Type string
	Size int64
	Read func() ([]byte, error) `json:"-"`
}

// Stimulus is a text that several items share.
type Stimulus struct {
	ID, Title string
	Text      Text
	Media     []Media

	losses []string
}

// Entry is the account of one source item. Item is nil when it was rejected.
type Entry struct {
	Ref    string // the author's id, else the title, else the item's number in the file
	File   string // in which file of a package
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
