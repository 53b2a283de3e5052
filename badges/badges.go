// Package badges awards certifications: each credential is signed once, verifies without us, and is never shown as valid
// when it is not.
package badges

import (
	"context"
	"fmt"
	"html/template"
	"image/color"
	"io/fs"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"

	"gorm.io/gorm"

	"laurel/badges/openbadge"
	"laurel/internal/blob"
	"laurel/internal/paper"
	"laurel/internal/store"
)

// ExamNames tells which exams name a certification as what they lead to.
type ExamNames interface {
	ExamsOf(ctx context.Context, tx *gorm.DB, certificationKey string) ([]string, error)
}

// Selves tells which accounts are the same person as one: itself, and those that were merged into it.
type Selves interface {
	Selves(ctx context.Context, tx *gorm.DB, personID string) ([]string, error)
}

// Deps is what New needs. Secret seals the signing keys; Slug is part of the issuer's name in every credential and can
// never change; Assets is the folder of embedded files.
type Deps struct {
	DB      *store.DB
	Log     *slog.Logger
	Files   blob.Keeper
	Assets  fs.FS
	Exams   ExamNames
	Selves  Selves // nil: everybody has one account
	Secret  []byte
	BaseURL string
	Vendor  string
	Slug    string
	Press   *paper.Press
	Website string // of the vendor; the base URL when empty
}

// Service keeps certifications, credentials and the keys that sign them.
type Service struct {
	db     *store.DB
	log    *slog.Logger
	files  blob.Keeper
	exams  ExamNames
	selves Selves
	rules  *openbadge.Rulebook
	artist openbadge.Artist
	press  *paper.Press
	pages  *template.Template
	seal   sealer
	issuer issuer
	ready  atomic.Bool
	opened sync.Map // signing keys by name
}

// vendorColour is the ground of badges and the accent of certificates.
var vendorColour = color.NRGBA{0x12, 0x4a, 0x33, 0xff}

// New reads vocabulary, fonts and pages; it touches no table. Issuer and keys are made when they are first needed.
func New(d Deps) (*Service, error) {
	s := &Service{db: d.DB, log: d.Log, files: d.Files, exams: d.Exams, selves: d.Selves, press: d.Press}
	if err := s.read(d.Assets); err != nil {
		return nil, err
	}
	var err error
	if s.seal, err = newSealer(d.Secret); err != nil {
		return nil, err
	}
	base := strings.TrimRight(d.BaseURL, "/")
	did, err := openbadge.WebDID(base, d.Slug)
	if err != nil {
		return nil, fmt.Errorf("badges: issuer: %w", err)
	}
	s.issuer = issuer{Slug: d.Slug, DID: did, Name: d.Vendor, URL: d.Website, base: base}
	if s.issuer.URL == "" {
		s.issuer.URL = base
	}
	return s, nil
}

func (s *Service) read(assets fs.FS) error {
	contexts, err := fs.Sub(assets, "vendor/contexts")
	if err != nil {
		return fmt.Errorf("badges: %w", err)
	}
	fonts, err := fs.Sub(assets, "fonts")
	if err != nil {
		return fmt.Errorf("badges: %w", err)
	}
	if s.rules, err = openbadge.ReadRules(contexts); err != nil {
		return err
	}
	fallback := []string{"DejaVuSans.ttf", "DroidSansFallback.ttf", "NanumGothic.ttf"}
	if s.artist.Serif, err = openbadge.ReadTypeface(fonts, append([]string{"SourceSerif4-SemiBold.ttf"}, fallback...)...); err != nil {
		return err
	}
	if s.artist.Sans, err = openbadge.ReadTypeface(fonts, append([]string{"SourceSans3-SemiBold.ttf"}, fallback...)...); err != nil {
		return err
	}
	public, err := fs.Sub(assets, "public")
	if err != nil {
		return fmt.Errorf("badges: %w", err)
	}
	s.pages, err = readPages(public)
	return err
}
