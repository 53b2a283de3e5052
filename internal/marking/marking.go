// Package marking lets people mark what no program can: by a rubric, blind to who wrote it and to what others gave, with a third
// person where two differ by more than the rule bears.
package marking

import (
	"context"
	"encoding/json"
	"log/slog"

	"gorm.io/gorm"

	"laurel/internal/store"
)

// Work is what is to be marked. PersonID keeps people off their own work; it is shown to nobody.
type Work struct {
	PersonID      string
	ExamKey       string
	ItemID        string
	ItemVersionID string
	Type          string
	StemHTML      string
	Response      json.RawMessage
	Files         []File
}

// File is something a candidate handed in.
type File struct {
	ID     string
	Name   string
	Kind   string
	Size   int
	SHA256 string
}

// Works gives what a candidate handed in at a position.
type Works interface {
	Work(ctx context.Context, tx *gorm.DB, attemptID string, position int) (Work, error)
}

// Files gives the content of a file that was handed in at a position. It is asked outside transactions.
type Files interface {
	Content(ctx context.Context, attemptID string, position int, fileID string) (File, []byte, error)
}

// Subjects tells of exams and items by their names.
type Subjects interface {
	Exam(ctx context.Context, tx *gorm.DB, key string) (bool, error)
	Item(ctx context.Context, tx *gorm.DB, itemID string) (bool, error)
	// Reviewed tells whether somebody else has to approve what belongs to an item before it is used.
	Reviewed(ctx context.Context, tx *gorm.DB, itemID string) (bool, error)
}

// Names gives the names of the vendor's own people, for the record and for nobody who still marks.
type Names interface {
	Names(ctx context.Context, tx *gorm.DB, personIDs []string) (map[string]string, error)
}

// Deps is what New needs. Every port must be there.
type Deps struct {
	DB       *store.DB
	Log      *slog.Logger
	Works    Works
	Files    Files
	Subjects Subjects
	Names    Names
}

// Service keeps rubrics, rules, tasks and marks.
type Service struct {
	db       *store.DB
	log      *slog.Logger
	works    Works
	files    Files
	subjects Subjects
	names    Names
}

// New makes the service.
func New(d Deps) *Service {
	return &Service{db: d.DB, log: d.Log, works: d.Works, files: d.Files, subjects: d.Subjects, names: d.Names}
}
