package banks

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"laurel/exams/items"
	"laurel/internal/fault"
)

// ItemState is where an item stands. Operational items are drawn and scored, pretest items are drawn to be tried out.
type ItemState string

// The states of an item.
const (
	Draft       ItemState = "draft"
	InReview    ItemState = "in_review"
	Approved    ItemState = "approved"
	Pretest     ItemState = "pretest"
	Operational ItemState = "operational"
	Retired     ItemState = "retired"
)

// moves is the life of an item. Review alone leads to approved; the rest is decided by who builds the exam.
var moves = map[ItemState][]ItemState{
	Draft:       {InReview, Retired},
	InReview:    {Draft, Approved},
	Approved:    {Pretest, Operational, Retired},
	Pretest:     {Operational, Approved, Retired},
	Operational: {Pretest, Retired},
	Retired:     {Approved},
}

// May tells whether an item may go from one state to another.
func (s ItemState) May(to ItemState) bool { return slices.Contains(moves[s], to) }

// Drawn holds for items that forms take.
func (s ItemState) Drawn() bool { return s == Pretest || s == Operational }

// Item is what authors keep. Key and rationales live in a table of their own and are read for authors only.
type Item struct {
	ID               string
	BankID           string
	ImportID         string
	ExternalID       string
	Title            string
	Domain           string
	Category         []string `gorm:"serializer:json"`
	Tags             []string `gorm:"serializer:json"`
	SourceRefs       []string `gorm:"serializer:json"` // where it can be looked up
	Type             items.Type
	CognitiveLevel   string
	Difficulty       string
	Points           int
	StimulusID       string
	State            ItemState
	VersionID        string
	WorkingVersionID string
	Revision         int64
	CreatedBy        string
	ApprovedBy       string
	CreatedAt        time.Time
	Content          items.Content `gorm:"serializer:json"`
}

// ETag is the revision of the item.
func (it Item) ETag() string { return strconv.FormatInt(it.Revision, 10) }

// Writing is an item as its author writes it.
type Writing struct {
	Type             items.Type        `json:"type"`
	ExternalID       string            `json:"external_id,omitempty"`
	Title            string            `json:"title"`
	Domain           string            `json:"domain"`
	Category         []string          `json:"category,omitempty"`
	Tags             []string          `json:"tags,omitempty"`
	References       []string          `json:"references,omitempty"`
	CognitiveLevel   string            `json:"cognitive_level,omitempty"`
	Difficulty       string            `json:"difficulty,omitempty"`
	Stimulus         string            `json:"stimulus,omitempty"`
	Content          items.Content     `json:"content"`
	Key              json.RawMessage   `json:"key"`
	Rationale        string            `json:"rationale,omitempty"`
	OptionRationales map[string]string `json:"option_rationales,omitempty"`
}

// faults names everything that is wrong with what is around content and key.
func (w Writing) faults() []fault.Field {
	var f []fault.Field
	unless := func(ok bool, field, code, detail string) {
		if !ok {
			f = append(f, fault.Field{Field: field, Code: code, Detail: detail})
		}
	}
	short := func(s string, most int) bool { return utf8.RuneCountInString(s) <= most }
	unless(short(w.Title, 500), "title", "length", "at most 500 characters")
	unless(short(w.ExternalID, 200), "external_id", "length", "at most 200 characters")
	unless(short(w.Domain, 200), "domain", "length", "at most 200 characters")
	unless(short(w.CognitiveLevel, 60), "cognitive_level", "length", "at most 60 characters")
	unless(short(w.Rationale, 20_000), "rationale", "length", "at most 20000 characters")
	for name, list := range map[string][]string{"category": w.Category, "tags": w.Tags, "references": w.References} {
		unless(len(list) <= 50, name, "count", "at most 50")
		for _, one := range list {
			unless(strings.TrimSpace(one) != "" && short(one, 500), name, "length", "each between 1 and 500 characters")
		}
	}
	if w.Difficulty != "" {
		v, err := strconv.ParseFloat(w.Difficulty, 64)
		unless(err == nil && v >= 0 && v <= 1 && len(w.Difficulty) <= 10, "difficulty", "out_of_range", "the share of its points that candidates earn, a decimal between 0 and 1")
	}
	return f
}
