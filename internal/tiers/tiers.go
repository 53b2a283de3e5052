// Package tiers promises the number and the reason: how many certified people a partner has at any instant, as known at
// any instant, which tier that makes, and why.
//
// It keeps copies of what other slices say on two clocks, never asks them back, and recomputes: a headcount is a query, a
// qualification a pure function of what is kept (package rules), a standing the last line of a journal of decisions.
package tiers

import (
	"context"
	"io/fs"
	"log/slog"
	"sync"
	"sync/atomic"

	"gorm.io/gorm"

	"laurel/assets"
	"laurel/internal/blob"
	"laurel/internal/store"
	"laurel/internal/tiers/rules"
)

// Directory answers for a partner of which no fact has arrived yet: whoever creates one and goes on at once must find it
// here. The name is an id or ext:EXTERNAL_ID; an unknown one is refused with a fault of kind NotFound.
type Directory interface {
	Partner(ctx context.Context, name string) (Partner, error)
}

// Signer signs statements with the key of the issuer, in the transaction that keeps them.
type Signer interface {
	SignStatement(tx *gorm.DB, message []byte) (string, error)
}

// Feed knows its own end as the transaction sees it; the cursor leaves out what tells of changes up to a sequence of ours.
type Feed interface {
	CursorBehind(tx *gorm.DB, sequence int64) (string, error)
}

// Deps of New.
type Deps struct {
	DB        *store.DB
	Log       *slog.Logger
	Presets   fs.FS     // *.yaml; the embedded ones when nil
	Directory Directory // nil: partners are known by facts only
	BaseURL   string
	Signer    Signer                      // nil: no statements
	Feed      Feed                        // nil: exports have no cursor
	Files     blob.Keeper                 // of exports
	Seal      func(message []byte) string // signs links to them; nil: no links
}

// Service keeps programs, copies, facts, standings and their journal.
type Service struct {
	db        *store.DB
	log       *slog.Logger
	presets   func() ([]*rules.Program, error) // read once: the files come with the product
	directory Directory
	baseURL   string
	signer    Signer
	feed      Feed
	files     blob.Keeper
	seal      func(message []byte) string
	parsed    sync.Map // digest → *rules.Program; documents never change
	alarms    atomic.Int64
}

// New makes the service.
func New(d Deps) *Service {
	s := &Service{db: d.DB, log: d.Log, directory: d.Directory, baseURL: d.BaseURL, signer: d.Signer, feed: d.Feed, files: d.Files, seal: d.Seal}
	files := d.Presets
	if files == nil {
		files, _ = fs.Sub(assets.FS, "programs") // a valid name; a missing folder shows as an empty list
	}
	s.presets = sync.OnceValues(func() ([]*rules.Program, error) { return readPresets(files) })
	return s
}
