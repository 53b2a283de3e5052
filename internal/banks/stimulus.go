package banks

import (
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"laurel/exams/items"
	"laurel/internal/fault"
)

// Stimulus is a text that several items share. Items that stand on one are kept together in a form.
type Stimulus struct {
	ID        string
	BankID    string
	Title     string
	HTML      string
	Revision  int64
	CreatedBy string
	UpdatedAt time.Time
	Items     int
	Media     []items.Medium `gorm:"serializer:json"`
	Draft     *TextDraft     `gorm:"-"` // what it is to say, while that waits for somebody else
}

// TextDraft is a change of a text that items in use stand on. It waits until somebody else approves it.
type TextDraft struct {
	StimulusID string
	Title      string
	HTML       string
	Media      []items.Medium `gorm:"serializer:json"`
	State      VersionState   // in_review or declined
	Comment    string         // of who declined it
	CreatedBy  string
	CreatedAt  time.Time
}

// ETag is the revision of the stimulus.
func (s Stimulus) ETag() string { return strconv.FormatInt(s.Revision, 10) }

// Text is a stimulus as its author writes it. Format is markdown or html.
type Text struct {
	Title  string
	Format string
	Text   string
	Media  []items.Medium // pictures and recordings of the bank
}

func (t Text) faults() []fault.Field {
	var f []fault.Field
	if n := utf8.RuneCountInString(t.Title); strings.TrimSpace(t.Title) == "" || n > 200 {
		f = append(f, fault.Field{Field: "title", Code: "length", Detail: "between 1 and 200 characters"})
	}
	if t.Format != "markdown" && t.Format != "html" {
		f = append(f, fault.Field{Field: "format", Code: "not_allowed", Detail: "markdown or html"})
	}
	if n := utf8.RuneCountInString(t.Text); n == 0 || n > 100_000 {
		f = append(f, fault.Field{Field: "text", Code: "length", Detail: "between 1 and 100000 characters"})
	}
	if len(t.Media) > 20 {
		f = append(f, fault.Field{Field: "media", Code: "count", Detail: "at most 20"})
	}
	for i, m := range t.Media {
		if n := utf8.RuneCountInString(m.Alt); strings.TrimSpace(m.Alt) == "" || n > 1000 {
			f = append(f, fault.Field{Field: "media." + strconv.Itoa(i) + ".alt", Code: "length", Detail: "words for who cannot see or hear it, up to 1000 characters"})
		}
	}
	return f
}
