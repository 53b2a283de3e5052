// Package cases decides doubts about attempts: nobody is punished by a signal alone or by one person alone, every case has a number
// that the person concerned sees, and what was decided takes effect exactly once.
package cases

import (
	"context"
	"log/slog"
	"time"

	"gorm.io/gorm"

	"laurel/internal/store"
)

// Sitting is what cases need to know of an attempt. Length is how many positions it has.
type Sitting struct {
	ID       string
	PersonID string
	ExamKey  string
	Title    string
	Length   int
	Started  bool
	ClosedAt *time.Time
	Voided   bool
}

// Sittings finds attempts; a refusal of the kind NotFound for one that is not there.
type Sittings interface {
	Sitting(ctx context.Context, tx *gorm.DB, attemptID string) (Sitting, error)
}

// People tells whether there is a person of that id.
type People interface {
	Exists(ctx context.Context, tx *gorm.DB, personID string) (bool, error)
}

// Deps is what New needs.
type Deps struct {
	DB       *store.DB
	Log      *slog.Logger
	Sittings Sittings
	People   People
	Partners Partners
}

// Service keeps cases.
type Service struct {
	db       *store.DB
	log      *slog.Logger
	sittings Sittings
	people   People
	partners Partners
}

// New makes a service.
func New(d Deps) *Service {
	return &Service{db: d.DB, log: d.Log, sittings: d.Sittings, people: d.People, partners: d.Partners}
}
