package exams

import (
	"time"

	"laurel/exams/interchange"
)

// ItemState is where an item stands. Only operational items are drawn.
type ItemState string

// The states of an item.
const (
	Draft       ItemState = "draft"
	Operational ItemState = "operational"
	Retired     ItemState = "retired"
)

// Option is a choice as it was authored. Its id means something to authors only.
type Option struct {
	ID   string `json:"id"`
	HTML string `json:"html"`
}

// Content is what a candidate may see of an item. It holds nothing that tells which answer is right.
type Content struct {
	StemHTML string   `json:"stem_html"`
	Options  []Option `json:"options,omitempty"`
	Fixed    bool     `json:"fixed,omitempty"` // the options keep their order
}

func (c Content) has(option string) bool {
	for _, o := range c.Options {
		if o.ID == option {
			return true
		}
	}
	return false
}

// rationales are the reasons behind a key. They are as secret as the key.
type rationales struct {
	General string
	Options map[string]string
}

// Item is what authors keep. Key and rationales live in a table of their own and are read for authors only.
type Item struct {
	ID         string
	BankID     string
	ImportID   string
	ExternalID string
	Title      string
	Domain     string
	Category   []string `gorm:"serializer:json"`
	Tags       []string `gorm:"serializer:json"`
	Type       ItemType
	State      ItemState
	VersionID  string
	CreatedBy  string
	ApprovedBy string
	CreatedAt  time.Time
	Content    Content `gorm:"serializer:json"`
}

// optionID names the n-th option for authors: a, b, … z, aa, …
func optionID(n int) string {
	id := ""
	for n++; n > 0; n = (n - 1) / 26 {
		id = string(rune('a'+(n-1)%26)) + id
	}
	return id
}

// optionsOf renders the options of a source item, names them and collects why each is right or wrong.
func optionsOf(m markup, it interchange.Item) (a authored, worth map[string]string) {
	a = stemOf(m, it)
	worth = map[string]string{}
	for i, o := range it.Options {
		id := optionID(i)
		a.content.Options = append(a.content.Options, Option{id, m.lossy(o.Text, &a.losses)})
		worth[id] = o.Fraction
		if why := m.lossy(o.Rationale, &a.losses); why != "" {
			a.why.Options[id] = why
		}
	}
	return a, worth
}

func stemOf(m markup, it interchange.Item) authored {
	a := authored{why: rationales{Options: map[string]string{}}}
	a.content.StemHTML = m.lossy(it.Stem, &a.losses)
	a.why.General = m.lossy(it.Rationale, &a.losses)
	return a
}
