package tiers

import (
	"context"
	"net/http"
	"time"

	"laurel/internal/actor"
	"laurel/internal/tiers/rules"
	"laurel/internal/web"
)

type routes struct{ s *Service }

// Routes speaks the PRM's face of headcounts, qualifications, standings, evidence and facts, the authoring of programs,
// and the team page.
func (s *Service) Routes(r *web.Router) {
	h := routes{s}
	h.reads(r)
	h.writes(r)
	h.statements(r)
	h.exports(r)
	h.inbox(r)
	h.entries(r)
	h.simulations(r)
	h.drafting(r)
	h.recomputation(r)
	h.programs(r)
	h.team(r)
	h.resellers(r)
}

func (h routes) reads(r *web.Router) {
	everyone := append(web.Vendor(), actor.PartnerAdmin)
	counts := web.Scoped("headcount:read", everyone...)
	answers := web.Scoped("qualification:read", everyone...)
	catalog := web.Scoped("catalog:read", everyone...)
	const tag, partner = "PRM", "/prm/v1/partners/{id}"

	web.Operation(r, web.Op{Method: http.MethodGet, Path: "/prm/v1/headcounts", ID: "list-headcounts", Tag: tag, Rights: counts,
		Summary: "Headcounts at any instant, as known at any instant"}, h.headcounts)
	web.Operation(r, web.Op{Method: http.MethodGet, Path: partner + "/headcounts/{certification}/people", ID: "list-headcount-people", Tag: tag, Rights: counts,
		Summary: "Who is counted and who is not, with one reason each"}, h.behind)
	web.Operation(r, web.Op{Method: http.MethodGet, Path: partner + "/qualification", ID: "get-qualification", Tag: tag, Rights: answers,
		Summary: "Does the partner qualify, and why not"}, h.qualification)
	web.Operation(r, web.Op{Method: http.MethodGet, Path: "/prm/v1/qualifications", ID: "list-qualifications", Tag: tag, Rights: answers,
		Summary: "The last answer for every partner and tier"}, h.qualifications)
	web.Operation(r, web.Op{Method: http.MethodGet, Path: partner + "/standing", ID: "get-standing", Tag: tag, Rights: answers,
		Summary: "Tier held, grants, grace, next checkpoint"}, h.standing)
	web.Operation(r, web.Op{Method: http.MethodGet, Path: partner + "/standing/history", ID: "list-standing-decisions", Tag: tag, Rights: answers,
		Summary: "The journal of decisions, newest first"}, h.history)
	web.Operation(r, web.Op{Method: http.MethodGet, Path: "/prm/v1/standings", ID: "list-standings", Tag: tag, Rights: answers,
		Summary: "The standing of every partner in a program"}, h.standings)
	web.Operation(r, web.Op{Method: http.MethodGet, Path: "/prm/v1/catalog/certifications", ID: "list-catalog-certifications", Tag: tag, Rights: catalog,
		Summary: "Certifications as headcounts know them"}, h.certifications)
	web.Operation(r, web.Op{Method: http.MethodGet, Path: "/prm/v1/catalog/programs/{key}/versions/{version}", ID: "get-catalog-program", Tag: tag, Rights: catalog,
		Summary: "A published program version, as JSON"}, h.catalogProgram)
}

// Moments are the two clocks of a read.
type Moments struct {
	AsOf    string `query:"as_of" maxLength:"40" doc:"An instant, or a date: the end of that day in UTC"`
	KnownAt string `query:"known_at" maxLength:"40" doc:"An instant: what was known then"`
}

func (m Moments) read(now time.Time) (clocks, error) {
	asOf, ok := parseAsOf(m.AsOf, now)
	if !ok {
		return clocks{}, ErrInput.With(inField("as_of", "malformed", "An instant such as 2026-11-22T09:00:00Z, or a date such as 2026-11-22."))
	}
	knownAt, ok := parseInstant(m.KnownAt, now)
	if !ok {
		return clocks{}, ErrInput.With(inField("known_at", "malformed", "An instant such as 2026-11-22T09:00:00Z."))
	}
	return clocks{asOf, knownAt}, nil
}

func period(field, text string) (rules.Period, error) {
	if text == "" {
		return rules.Period{}, nil
	}
	p, ok := rules.ParsePeriod(text)
	if !ok {
		return p, ErrInput.With(inField(field, "malformed", "An ISO 8601 period such as P60D."))
	}
	return p, nil
}

type qualificationIn struct {
	ID string `path:"id"`
	Moments
	Program string `query:"program" maxLength:"80"`
	Target  string `query:"target" maxLength:"80"`
	Horizon string `query:"horizon" maxLength:"20"`
}

func (h routes) qualification(ctx context.Context, in *qualificationIn) (*struct{ Body rules.Explanation }, error) {
	p, err := h.s.Find(ctx, actor.Sight(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	c, err := in.read(h.s.db.Now())
	if err != nil {
		return nil, err
	}
	horizon, err := period("horizon", in.Horizon)
	if err != nil {
		return nil, err
	}
	e, err := h.s.Qualify(ctx, Ask{clocks: c, Partner: p.ID, Program: in.Program, Target: in.Target, Horizon: horizon, Names: seesNames(actor.From(ctx))})
	return &struct{ Body rules.Explanation }{e}, err
}

type listingIn struct {
	web.Paging
	Program string `query:"program" required:"true" maxLength:"80"`
	Target  string `query:"target" maxLength:"80"`
}

func (h routes) qualifications(ctx context.Context, in *listingIn) (*struct{ Body web.List[QualificationView] }, error) {
	after, err := in.After()
	if err != nil {
		return nil, err
	}
	rows, err := h.s.Qualifications(ctx, Listing{in.Program, in.Target, after, bounded(actor.Sight(ctx)), in.Limit + 1})
	if err != nil {
		return nil, err
	}
	titles, err := h.s.Titles(ctx)
	views := []QualificationView{}
	for _, q := range rows {
		views = append(views, viewQualification(q, titles))
	}
	return &struct{ Body web.List[QualificationView] }{web.Listed(views, in.Limit, func(v QualificationView) string { return v.Partner.ID + "\x1f" + v.Target })}, err
}
