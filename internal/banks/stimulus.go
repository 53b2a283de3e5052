package banks

import (
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

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
}

// ETag is the revision of the stimulus.
func (s Stimulus) ETag() string { return strconv.FormatInt(s.Revision, 10) }

// Text is a stimulus as its author writes it. Format is markdown or html.
type Text struct {
	Title  string
	Format string
	Text   string
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
	return f
}
