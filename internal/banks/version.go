package banks

import (
	"time"

	"laurel/exams/items"
)

// Version is an item as it was at one time. It never changes; whoever changes an item adds one.
type Version struct {
	ID          string
	ItemID      string
	Number      int
	Description Description   `gorm:"serializer:json"` // as its author wrote it
	Content     items.Content `gorm:"serializer:json"`
	State       VersionState
	CreatedBy   string
	ReviewedBy  string
	Comment     string
	CreatedAt   time.Time
}

// VersionState is how far the review of a version is.
type VersionState string

// The states of a version.
const (
	VersionDraft    VersionState = "draft"
	VersionInReview VersionState = "in_review"
	VersionApproved VersionState = "approved"
	VersionDeclined VersionState = "declined"
)

// KeyVersion is what makes an answer right, as it was at one time.
type KeyVersion struct {
	ItemVersionID    string
	Number           int
	Key              string
	Rationale        string
	OptionRationales map[string]string `gorm:"serializer:json"`
	Effect           Effect
	State            KeyState
	Reason           string
	CreatedBy        string
	DecidedBy        string
	CreatedAt        time.Time
	DecidedAt        *time.Time
}

// Effect is what a key version does.
type Effect string

// The effects.
const (
	ByKey     Effect = "key"        // answers are scored by it
	CreditAll Effect = "credit_all" // the item is dropped for all: whoever met it earns all its points
)

// KeyState is whether a key version scores.
type KeyState string

// The states of a key version.
const (
	KeyProposed KeyState = "proposed"
	KeyAdopted  KeyState = "adopted"
	KeyDeclined KeyState = "declined"
)
