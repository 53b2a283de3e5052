package banks

import (
	"time"

	"laurel/exams/items"
)

// ItemState is where an item stands. Operational items are drawn and scored, pretest items are drawn to be tried out.
type ItemState string

// The states of an item.
const (
	Draft       ItemState = "draft"
	Pretest     ItemState = "pretest"
	Operational ItemState = "operational"
	Retired     ItemState = "retired"
)

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
	Type       items.Type
	State      ItemState
	VersionID  string
	CreatedBy  string
	ApprovedBy string
	CreatedAt  time.Time
	Content    items.Content `gorm:"serializer:json"`
}
