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

	"laurel/assets"
	"laurel/internal/store"
)

// Directory answers for a partner of which no fact has arrived yet: whoever creates one and goes on at once must find it
// here. The name is an id or ext:EXTERNAL_ID; an unknown one is refused with a fault of kind NotFound.
type Directory interface {
	Partner(ctx context.Context, name string) (Partner, error)
}

// Deps of New.
type Deps struct {
	DB        *store.DB
	Log       *slog.Logger
	Presets   fs.FS     // *.yaml; the embedded ones when nil
	Directory Directory // nil: partners are known by facts only
}

// Service keeps programs, copies, facts, standings and their journal.
type Service struct {
	db        *store.DB
	log       *slog.Logger
	presets   fs.FS
	directory Directory
	parsed    sync.Map // digest → *rules.Program; documents never change
}

// New makes the service.
func New(d Deps) *Service {
	s := &Service{db: d.DB, log: d.Log, presets: d.Presets, directory: d.Directory}
	if s.presets == nil {
		s.presets, _ = fs.Sub(assets.FS, "programs") // a valid name; a missing folder shows as an empty list
	}
	return s
}
