// Package statistics keeps what items and forms were found to measure: each figure with the attempts it rests on, its formula and
// the day it was computed, so that it can be defended. It flags and never decides.
package statistics

import (
	"context"
	"log/slog"
	"time"

	"gorm.io/gorm"

	"laurel/exams/psychometrics"
	"laurel/internal/store"
)

// Data is what attempts at an exam earned and chose: a row of the matrix for each attempt, a column for each item. Cut is the part
// of the points that passes.
type Data struct {
	Matrix   *psychometrics.Matrix
	Attempts []Attempt
	Items    []Item
	Cut      float64
}

// Attempt is who stands behind a row.
type Attempt struct {
	ID         string
	PartnerID  string
	FormID     string // "" for forms made for one attempt
	FormNumber int
	Language   string
	ClosedAt   time.Time
}

// Item is what stands behind a column.
type Item struct {
	ItemID string
	Type   string
	Domain string
}

// Source gives the matrix of an exam.
type Source interface {
	Matrix(ctx context.Context, tx *gorm.DB, examKey string, f Filter) (Data, error)
}

// Subjects tells whether there is an exam of that key.
type Subjects interface {
	Exam(ctx context.Context, tx *gorm.DB, key string) (bool, error)
}

// Partners gives the names of partners.
type Partners interface {
	PartnerNames(ctx context.Context, tx *gorm.DB, ids []string) (map[string]string, error)
}

// Deps is what New needs. Every port must be there.
type Deps struct {
	DB       *store.DB
	Log      *slog.Logger
	Source   Source
	Subjects Subjects
	Partners Partners
}

// Service keeps runs and their reports.
type Service struct {
	db       *store.DB
	log      *slog.Logger
	source   Source
	subjects Subjects
	partners Partners
}

// New makes the service.
func New(d Deps) *Service {
	return &Service{db: d.DB, log: d.Log, source: d.Source, subjects: d.Subjects, partners: d.Partners}
}
