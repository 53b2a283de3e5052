// Package standards says where an exam is passed, and by what study: panels of judges, round by round, and forms put on one scale.
// What was computed and what was adopted stays on record; who opens a study never adopts it.
package standards

import (
	"context"
	"log/slog"
	"math/big"

	"gorm.io/gorm"

	"laurel/exams/psychometrics"
	"laurel/internal/store"
)

// Sat is what attempts at an exam earned, with the form that each row sat; "" for a form made for one attempt.
type Sat struct {
	Matrix *psychometrics.Matrix
	Forms  []string
}

// Line is where a form is passed now, and the most it earns.
type Line struct {
	Raw  *big.Rat
	Most int
}

// Decided is a cut that goes into the draft of an exam, one of the two.
type Decided struct {
	Percent string
	Raw     int
}

// Exams is what standards asks of exams, inside its transactions.
type Exams interface {
	// Items gives what a fixed form holds, or what forms are drawn from, each with its weight: the points it adds to a form.
	Items(ctx context.Context, tx *gorm.DB, examKey, formID string) ([]Item, error)
	// Sat gives what attempts earned: at two forms, or at all with none named.
	Sat(ctx context.Context, tx *gorm.DB, examKey string, forms ...string) (Sat, error)
	// Line gives where a fixed form is passed by the published exam.
	Line(ctx context.Context, tx *gorm.DB, examKey, formID string) (Line, error)
	// AdoptCut writes a cut into the draft; publishing stays the author's act.
	AdoptCut(ctx context.Context, tx *gorm.DB, examKey string, d Decided, studyID string) error
}

// Shown is an item as a judge sees it. It holds no key.
type Shown struct {
	StemHTML string
	Options  []Choice
}

// Choice is one of its options.
type Choice struct {
	ID   string
	HTML string
}

// Contents gives what items show.
type Contents interface {
	Shown(ctx context.Context, tx *gorm.DB, versions []string) (map[string]Shown, error)
}

// People gives names; a person who is not there has none.
type People interface {
	Names(ctx context.Context, tx *gorm.DB, personIDs []string) (map[string]string, error)
}

// Deps is what New needs. Every port must be there.
type Deps struct {
	DB       *store.DB
	Log      *slog.Logger
	Exams    Exams
	Contents Contents
	People   People
}

// Service keeps studies, ratings, cuts and equatings.
type Service struct {
	db       *store.DB
	log      *slog.Logger
	exams    Exams
	contents Contents
	people   People
}

// New makes the service.
func New(d Deps) *Service {
	return &Service{db: d.DB, log: d.Log, exams: d.Exams, contents: d.Contents, people: d.People}
}
