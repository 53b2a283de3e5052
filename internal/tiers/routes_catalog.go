package tiers

import (
	"context"
	"time"

	"laurel/internal/web"
)

type catalogIn struct {
	web.Paging
}

// CatalogCertification is a definition as headcounts know it.
type CatalogCertification struct {
	Key         string     `json:"key"`
	Title       string     `json:"title"`
	Level       string     `json:"level"`
	Family      string     `json:"family"`
	Roles       []string   `json:"roles"`
	RetiredOn   *string    `json:"retired_on"`
	CountsUntil *time.Time `json:"counts_until"`
}

func (h routes) certifications(ctx context.Context, in *catalogIn) (*struct {
	Body web.List[CatalogCertification]
}, error) {
	after, err := in.After()
	if err != nil {
		return nil, err
	}
	rows, err := h.s.Certifications(ctx, after, in.Limit+1)
	return &struct {
		Body web.List[CatalogCertification]
	}{web.Listed(rows, in.Limit, func(c CatalogCertification) string { return c.Key })}, err
}

type catalogProgramIn struct {
	Key     string `path:"key"`
	Version string `path:"version"`
}

type documentOut struct {
	ETag string `header:"ETag"`
	Body ProgramView
}

func (h routes) catalogProgram(ctx context.Context, in *catalogProgramIn) (*documentOut, error) {
	v, err := h.s.ProgramVersion(ctx, in.Key, in.Version)
	if err == nil && v.State != "published" {
		err = ErrNothing
	}
	return &documentOut{web.ETag(v.SHA256), viewProgram(v, true)}, err
}
