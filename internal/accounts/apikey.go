package accounts

import "time"

// keyMark begins every API key, so that scanners for leaked secrets find it.
const keyMark = "lk_"

// clientMark begins every client secret, tokenMark every token a client is given.
const (
	clientMark = "lcs_"
	tokenMark  = "lt_"
)

// keyShown is how many characters of a key stay readable, to tell keys apart.
const keyShown = 9

// The two forms of a right for programs: a key is sent as it is, a client is traded for tokens that live an hour.
const (
	kindKey    = "key"
	kindClient = "client"
)

// APIKey lets a program of the vendor in. The key itself is not kept.
type APIKey struct {
	ID        string
	Kind      string
	Name      string
	Prefix    string
	Scopes    Words
	CreatedBy string
	CreatedAt time.Time
	ExpiresAt *time.Time
	RevokedAt *time.Time
	LastUsed  *time.Time `gorm:"column:last_used_at"`
}

// Issued is a key at the one moment when it can be read.
type Issued struct {
	APIKey
	Secret string
}

// KeyDraft is what an administrator asks for.
type KeyDraft struct {
	Kind      string // key when empty
	Name      string
	Scopes    []string
	ExpiresAt *time.Time
}

func (d KeyDraft) kind() string {
	if d.Kind == kindClient {
		return kindClient
	}
	return kindKey
}

func (d KeyDraft) noun() string {
	if d.kind() == kindClient {
		return "cli"
	}
	return "key"
}

func (d KeyDraft) mark() string {
	if d.kind() == kindClient {
		return clientMark
	}
	return keyMark
}
