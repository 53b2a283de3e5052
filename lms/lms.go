// Package lms lets people learn a role in tracks of courses and lessons, keeps their progress so that it never goes
// back, and tells the exams whether somebody has learnt what they ask for.
package lms

import (
	"context"
	"log/slog"

	"gorm.io/gorm"

	"laurel/internal/store"
)

// Partners finds a partner by what a path calls it, its id or ext: and its external id; a fault when there is none
// within sight. It is asked before a transaction begins.
type Partners interface {
	PartnerID(ctx context.Context, ref string) (string, error)
}

// Staff tells whether a person is affiliated with a partner now, confirmed by both.
type Staff interface {
	Affiliated(ctx context.Context, tx *gorm.DB, personID, partnerID string) (bool, error)
}

// Deps of New.
type Deps struct {
	DB       *store.DB
	Log      *slog.Logger
	Partners Partners
	Staff    Staff
}

// Service keeps tracks, courses, enrollments and progress.
type Service struct {
	db       *store.DB
	log      *slog.Logger
	partners Partners
	staff    Staff
	renderer renderer
}

// New makes the service.
func New(d Deps) *Service {
	return &Service{db: d.DB, log: d.Log, partners: d.Partners, staff: d.Staff, renderer: newRenderer()}
}

// Agree judges the version that is held, zero for none, by what the author has read; a nil Agree overwrites anything.
type Agree func(version int64) error

func (a Agree) to(version int64) error {
	if a == nil {
		return nil
	}
	return a(version)
}
