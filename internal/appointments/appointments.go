// Package appointments gives exams a time and a place: never more people than places, whoever races, and no seat is paid for before
// the equipment and the name are known to be right.
package appointments

import (
	"context"
	"log/slog"

	"gorm.io/gorm"

	"laurel/internal/store"
)

// Registration is whose place in which exam an appointment is for. Ready holds once it is paid and not used up.
type Registration struct {
	ID       string
	PersonID string
	ExamKey  string
	Ready    bool
}

// Conditions of an exam, as far as they are asked here.
type Conditions struct {
	Title         string
	ByAppointment bool
	LegalName     bool
	Devices       bool // a proctor will want to see and hear
}

// Exams tells of registrations and exams. What is not there it refuses as not_found.
type Exams interface {
	Registration(ctx context.Context, tx *gorm.DB, registrationID string) (Registration, error)
	Conditions(ctx context.Context, tx *gorm.DB, examKey string) (Conditions, error)
}

// People gives the names of accounts.
type People interface {
	Names(ctx context.Context, tx *gorm.DB, personIDs []string) (map[string]string, error)
}

// Deps is what New needs. Every port must be there.
type Deps struct {
	DB      *store.DB
	Log     *slog.Logger
	BaseURL string
	Exams   Exams
	People  People
}

// Service keeps windows, slots, appointments and what has to be right before them.
type Service struct {
	db     *store.DB
	log    *slog.Logger
	base   string
	exams  Exams
	people People
}

// New makes the service.
func New(d Deps) *Service {
	return &Service{db: d.DB, log: d.Log, base: d.BaseURL, exams: d.Exams, people: d.People}
}
