// Package proctoring watches over sittings and judges nobody: it keeps candidates in the browser an exam asks for, writes down what
// a player noticed beside its innocent causes, and hands on what an outside proctor says. A verdict is for people.
package proctoring

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"gorm.io/gorm"

	"laurel/internal/hooks"
	"laurel/internal/store"
)

// Seat is where somebody sits or is about to. AttemptID is empty while there is only a registration.
type Seat struct {
	AttemptID      string
	RegistrationID string
	PersonID       string
	ExamKey        string
	State          string
	Lockdown       string
	Proctoring     string
}

// Taken is a seat in which somebody sits now, with what the answers tell of the connection.
type Taken struct {
	Seat
	StartedAt  *time.Time
	DeadlineAt *time.Time
	SavedAt    *time.Time
	Answered   int
}

// Conditions of an exam, as it is published.
type Conditions struct {
	Title      string
	Lockdown   string
	Proctoring string
}

// What the members of conditions may say.
const (
	safeExamBrowser = "safe_exam_browser"
	bySignals       = "signals"
	live            = "live"
	external        = "external"
)

func (s Seat) open() bool {
	return s.State == "ready" || s.State == "in_progress" || s.State == "paused"
}

func (s Seat) records() bool {
	return s.Proctoring == bySignals || s.Proctoring == live || s.Proctoring == external
}

// Exams tells who sits where. It refuses what is not there as its own not_found.
type Exams interface {
	Seat(ctx context.Context, tx *gorm.DB, attemptID string) (Seat, error)
	Place(ctx context.Context, tx *gorm.DB, registrationID string) (Seat, error)
	Conditions(ctx context.Context, tx *gorm.DB, examKey string) (Conditions, error)
	Sitting(ctx context.Context, tx *gorm.DB, examKey string, limit int) ([]Taken, error)
}

// Names gives the names of people, for those who supervise them.
type Names interface {
	Names(ctx context.Context, tx *gorm.DB, personIDs []string) (map[string]string, error)
}

// Deps is what New needs. Every port must be there.
type Deps struct {
	DB      *store.DB
	Log     *slog.Logger
	BaseURL string // where candidates reach the product: part of every hash that a browser shows
	Secret  []byte // the installation's; secrets of outside proctors are sealed under it
	Exams   Exams
	Names   Names
	// AllowLoopback lets outside proctors lie on this machine: for demonstrations and tests.
	AllowLoopback bool
}

// Service keeps lockdowns, signals and sessions.
type Service struct {
	db     *store.DB
	log    *slog.Logger
	base   string
	exams  Exams
	names  Names
	sealer hooks.Sealer
	guard  hooks.Guard
	client *http.Client
}

// New makes the service.
func New(d Deps) *Service {
	guard := hooks.Guard{Loopback: d.AllowLoopback}
	return &Service{
		db: d.DB, log: d.Log, base: d.BaseURL, exams: d.Exams, names: d.Names, guard: guard, client: hooks.NewClient(guard),
		sealer: hooks.Sealer{Secret: d.Secret, Purpose: "laurel/proctoring/outsiders/1"},
	}
}
