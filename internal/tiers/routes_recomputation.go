package tiers

import (
	"context"
	"net/http"
	"time"

	"laurel/internal/web"
)

func (h routes) recomputation(r *web.Router) {
	web.Operation(r, web.Op{Method: http.MethodGet, Path: "/api/v1/recomputation", ID: "get-recomputation", Tag: "Programs", Rights: web.Roles(web.Vendor()...),
		Summary: "How far the nightly recomputation has come, and what it ever found kept wrong, newest first"}, h.recomputed)
}

// RecomputationView is the last recomputation. FinishedAt is absent while it is under way, BegunAt before the first.
type RecomputationView struct {
	BegunAt         *time.Time       `json:"begun_at"`
	FinishedAt      *time.Time       `json:"finished_at"`
	PartnersChecked int              `json:"partners_checked"`
	Differed        int              `json:"differed"`
	Data            []DifferenceView `json:"data"`
	NextCursor      *string          `json:"next_cursor"`
}

// DifferenceView is something derived that was kept otherwise than it follows from what was told; it was mended.
type DifferenceView struct {
	ID      string    `json:"id"`
	Partner string    `json:"partner"`
	Kind    string    `json:"kind" enum:"span,headcount,qualification,standing"`
	Key     string    `json:"key" doc:"A person, a certification, or program and tier or track"`
	Told    string    `json:"told"`
	Is      string    `json:"is"`
	FoundAt time.Time `json:"found_at"`
}

func (h routes) recomputed(ctx context.Context, in *web.Paging) (*struct{ Body RecomputationView }, error) {
	after, err := in.After()
	if err != nil {
		return nil, err
	}
	at, err := h.s.Sweeping(ctx)
	if err != nil {
		return nil, err
	}
	rows, err := h.s.Differences(ctx, after, in.Limit+1)
	views := []DifferenceView{}
	for _, f := range rows {
		views = append(views, DifferenceView{f.ID, f.PartnerID, f.Kind, f.Key, f.Told, f.Is, f.FoundAt.UTC()})
	}
	page := web.Listed(views, in.Limit, func(v DifferenceView) string { return v.ID })
	return &struct{ Body RecomputationView }{RecomputationView{instant(at.BegunAt), at.FinishedAt, at.Checked, at.Differed, page.Data, page.NextCursor}}, err
}
