package tiers

import (
	"context"
	"net/http"

	"laurel/internal/actor"
	"laurel/internal/web"
)

// inbox is what waits for somebody, and what was handed in before.
func (h routes) inbox(r *web.Router) {
	see := web.Scoped("qualification:read", append(web.Vendor(), actor.PartnerAdmin)...)
	const tag, partner = "PRM", "/prm/v1/partners/{id}"

	web.Operation(r, web.Op{Method: http.MethodGet, Path: "/prm/v1/attestations", ID: "list-all-attestations", Tag: tag, Rights: see,
		Summary: "Evidence of every partner in sight, newest first"}, h.allAttestations)
	web.Operation(r, web.Op{Method: http.MethodGet, Path: "/prm/v1/attestations/{attestation}", ID: "get-attestation", Tag: tag, Rights: see,
		Summary: "A piece of evidence"}, h.attestation)
	web.Operation(r, web.Op{Method: http.MethodGet, Path: partner + "/attestations", ID: "list-attestations", Tag: tag, Rights: see,
		Summary: "Evidence of a partner, newest first"}, h.attestations)
	web.Operation(r, web.Op{Method: http.MethodGet, Path: "/prm/v1/applications", ID: "list-all-applications", Tag: tag, Rights: see,
		Summary: "Applications and invitations of every partner in sight, newest first"}, h.allApplications)
	web.Operation(r, web.Op{Method: http.MethodGet, Path: "/prm/v1/applications/{application}", ID: "get-application", Tag: tag, Rights: see,
		Summary: "An application or invitation"}, h.application)
	web.Operation(r, web.Op{Method: http.MethodGet, Path: partner + "/applications", ID: "list-applications", Tag: tag, Rights: see,
		Summary: "Applications and invitations of a partner, newest first"}, h.applications)
	web.Operation(r, web.Op{Method: http.MethodGet, Path: partner + "/facts", ID: "list-facts", Tag: tag, Rights: see,
		Summary: "Figures as they were known, superseded ones on demand"}, h.facts)
}

type AttestationsIn struct {
	web.Paging
	State string `query:"state" enum:"pending,approved"`
}

type attestationsOut struct{ Body web.List[AttestationView] }

func (h routes) allAttestations(ctx context.Context, in *AttestationsIn) (*attestationsOut, error) {
	return h.listAttestations(ctx, in, bounded(actor.Sight(ctx)))
}

func (h routes) attestations(ctx context.Context, in *struct {
	ID string `path:"id"`
	AttestationsIn
}) (*attestationsOut, error) {
	p, err := h.s.Find(ctx, actor.Sight(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	return h.listAttestations(ctx, &in.AttestationsIn, []string{p.ID})
}

func (h routes) listAttestations(ctx context.Context, in *AttestationsIn, partners []string) (*attestationsOut, error) {
	after, err := in.After()
	if err != nil {
		return nil, err
	}
	rows, err := h.s.Attestations(ctx, Inbox{partners, in.State, after, in.Limit + 1})
	if err != nil {
		return nil, err
	}
	titles, err := h.s.Titles(ctx, each(rows, func(a Attestation) string { return a.PartnerID })...)
	views := []AttestationView{}
	for _, a := range rows {
		views = append(views, viewAttestation(a, titles))
	}
	return &attestationsOut{web.Listed(views, in.Limit, func(v AttestationView) string { return v.ID })}, err
}

func (h routes) attestation(ctx context.Context, in *approveIn) (*struct{ Body AttestationView }, error) {
	a, err := h.s.Attestation(ctx, actor.Sight(ctx), in.ID)
	v, err := h.showAttestation(ctx, a, err)
	return &struct{ Body AttestationView }{v}, err
}

type ApplicationsIn struct {
	web.Paging
	State string `query:"state" enum:"pending,accepted,declined"`
}

type applicationsOut struct{ Body web.List[ApplicationView] }

func (h routes) allApplications(ctx context.Context, in *ApplicationsIn) (*applicationsOut, error) {
	return h.listApplications(ctx, in, bounded(actor.Sight(ctx)))
}

func (h routes) applications(ctx context.Context, in *struct {
	ID string `path:"id"`
	ApplicationsIn
}) (*applicationsOut, error) {
	p, err := h.s.Find(ctx, actor.Sight(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	return h.listApplications(ctx, &in.ApplicationsIn, []string{p.ID})
}

func (h routes) listApplications(ctx context.Context, in *ApplicationsIn, partners []string) (*applicationsOut, error) {
	after, err := in.After()
	if err != nil {
		return nil, err
	}
	rows, err := h.s.Applications(ctx, Inbox{partners, in.State, after, in.Limit + 1})
	if err != nil {
		return nil, err
	}
	titles, err := h.s.Titles(ctx, each(rows, func(a Application) string { return a.PartnerID })...)
	views := []ApplicationView{}
	for _, a := range rows {
		views = append(views, viewApplication(a, titles))
	}
	return &applicationsOut{web.Listed(views, in.Limit, func(v ApplicationView) string { return v.ID })}, err
}

type applicationIn struct {
	ID string `path:"application"`
}

func (h routes) application(ctx context.Context, in *applicationIn) (*struct{ Body ApplicationView }, error) {
	a, err := h.s.Application(ctx, actor.Sight(ctx), in.ID)
	v, err := h.showApplication(ctx, a, err)
	return &struct{ Body ApplicationView }{v}, err
}

// showApplication ends a deed on one: with its view, or with what went wrong.
func (h routes) showApplication(ctx context.Context, a Application, err error) (ApplicationView, error) {
	if err != nil {
		return ApplicationView{}, err
	}
	titles, err := h.s.Titles(ctx, a.PartnerID)
	return viewApplication(a, titles), err
}

func (h routes) showAttestation(ctx context.Context, a Attestation, err error) (AttestationView, error) {
	if err != nil {
		return AttestationView{}, err
	}
	titles, err := h.s.Titles(ctx, a.PartnerID)
	return viewAttestation(a, titles), err
}

func each[T any](rows []T, of func(T) string) []string {
	found := make([]string, len(rows))
	for i, r := range rows {
		found[i] = of(r)
	}
	return found
}
