package accounts

import "time"

// keyMark begins every API key, so that scanners for leaked secrets find it.
const keyMark = "lk_"

// keyShown is how many characters of a key stay readable, to tell keys apart.
const keyShown = 9

// APIKey lets a program of the vendor in. The key itself is not kept.
type APIKey struct {
	ID        string
	Name      string
	Prefix    string
	Scopes    Words
	CreatedBy string
	CreatedAt time.Time
	ExpiresAt *time.Time
	RevokedAt *time.Time
}

// Issued is a key at the one moment when it can be read.
type Issued struct {
	APIKey
	Secret string
}

// KeyDraft is what an administrator asks for.
type KeyDraft struct {
	Name      string
	Scopes    []string
	ExpiresAt *time.Time
}
