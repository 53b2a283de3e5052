// Package labs gives candidates work to do and grades what they hand in: by check scripts that run in bounds, by an outside grader
// over signed messages, or by people. What cannot be graded in time falls to people, with the reason on record.
package labs

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"gorm.io/gorm"

	"laurel/internal/blob"
	"laurel/internal/hooks"
	"laurel/internal/store"
)

// Sitting is the place in an attempt that a lab belongs to. Open holds while answers may come.
type Sitting struct {
	PersonID      string
	ExamKey       string
	ItemID        string
	ItemVersionID string
	Type          string
	Open          bool
}

// File is something a candidate handed in.
type File struct {
	ID        string    `json:"id"`
	Name      string    `json:"name"`
	Size      int       `json:"size"`
	SHA256    string    `json:"sha256"`
	CreatedAt time.Time `json:"-"`
}

// Sittings tells of places in attempts and of the files handed in there.
type Sittings interface {
	Sitting(ctx context.Context, tx *gorm.DB, attemptID string, position int) (Sitting, error)
	Files(ctx context.Context, tx *gorm.DB, attemptID string, position int) ([]File, error)
}

// Contents gives a file of a place. It is asked outside transactions.
type Contents interface {
	Content(ctx context.Context, attemptID string, position int, fileID string) (File, []byte, error)
}

// Items tells of items by their ids.
type Items interface {
	Item(ctx context.Context, tx *gorm.DB, itemID string) (bool, error)
	// Reviewed tells whether somebody else has to approve what belongs to an item before it is used.
	Reviewed(ctx context.Context, tx *gorm.DB, itemID string) (bool, error)
}

// Deps is what New needs. Every port must be there.
type Deps struct {
	DB            *store.DB
	Log           *slog.Logger
	Secret        []byte // the installation's
	BaseURL       string
	AllowLoopback bool // lets outside graders lie on this machine: for demonstrations and tests
	Modules       blob.Keeper
	Sittings      Sittings
	Contents      Contents
	Items         Items
	Timeout       time.Duration // of one message to an outside grader; ten seconds when zero
}

// Service keeps definitions and sessions.
type Service struct {
	db       *store.DB
	log      *slog.Logger
	base     string
	sealer   hooks.Sealer
	guard    hooks.Guard
	client   *http.Client
	timeout  time.Duration
	modules  blob.Keeper
	sittings Sittings
	contents Contents
	items    Items
	running  chan struct{} // as many check scripts run at once
	lease    time.Duration
}

// abreast is how many check scripts a process runs at once: their memory adds up.
const abreast = 2

// New makes the service.
func New(d Deps) *Service {
	if d.Timeout == 0 {
		d.Timeout = 10 * time.Second
	}
	g := hooks.Guard{Loopback: d.AllowLoopback}
	return &Service{
		db: d.DB, log: d.Log, base: d.BaseURL, sealer: hooks.Sealer{Secret: d.Secret, Purpose: "laurel/labs/grader-secrets/1"}, guard: g, client: hooks.NewClient(g),
		timeout: d.Timeout, modules: d.Modules, sittings: d.Sittings, contents: d.Contents, items: d.Items, running: make(chan struct{}, abreast), lease: lease,
	}
}
