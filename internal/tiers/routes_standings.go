package tiers

import (
	"context"

	"laurel/internal/actor"
	"laurel/internal/web"
)

type standingsIn struct {
	web.Paging
	Program string `query:"program" required:"true" maxLength:"80"`
}

func (h routes) standings(ctx context.Context, in *standingsIn) (*struct{ Body web.List[StandingView] }, error) {
	after, err := in.After()
	if err != nil {
		return nil, err
	}
	rows, err := h.s.Standings(ctx, Listing{Program: in.Program, After: after, Partners: bounded(actor.Sight(ctx)), Limit: in.Limit + 1})
	if err != nil {
		return nil, err
	}
	titles, err := h.s.Titles(ctx)
	views := []StandingView{}
	for _, row := range rows {
		views = append(views, viewStanding(row, titles))
	}
	return &struct{ Body web.List[StandingView] }{web.Listed(views, in.Limit, func(v StandingView) string { return v.Partner.ID + "\x1f" + v.Track })}, err
}

// StandingAnswer is the standing in the program asked for, or in the first one, and all of them.
type StandingAnswer struct {
	StandingView
	Standings []StandingView `json:"standings"`
}

type standingIn struct {
	ID string `path:"id"`
	Moments
	Program string `query:"program" maxLength:"80"`
}

func (h routes) standing(ctx context.Context, in *standingIn) (*struct{ Body StandingAnswer }, error) {
	p, err := h.s.Find(ctx, actor.Sight(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	rows, err := h.standingsOf(ctx, p.ID, in.Moments)
	if err != nil {
		return nil, err
	}
	titles, err := h.s.Titles(ctx)
	answer := StandingAnswer{StandingView: viewStanding(Held{Standing: Standing{PartnerID: p.ID, Program: in.Program}, ExternalID: p.ExternalID}, titles), Standings: []StandingView{}}
	found := false
	for _, row := range rows {
		v := viewStanding(row, titles)
		answer.Standings = append(answer.Standings, v)
		if !found && (in.Program == "" || in.Program == row.Program) {
			answer.StandingView, found = v, true
		}
	}
	return &struct{ Body StandingAnswer }{answer}, err
}

// standingsOf reads them as they are, or out of the journal as they were.
func (h routes) standingsOf(ctx context.Context, partnerID string, m Moments) ([]Held, error) {
	if m.AsOf == "" && m.KnownAt == "" {
		return h.s.Standing(ctx, partnerID)
	}
	c, err := m.read(h.s.db.Now())
	if err != nil {
		return nil, err
	}
	return h.s.StandingAt(ctx, partnerID, c)
}

type pagedIn struct {
	ID string `path:"id"`
	web.Paging
}

func (h routes) history(ctx context.Context, in *pagedIn) (*struct{ Body web.List[DecisionView] }, error) {
	p, err := h.s.Find(ctx, actor.Sight(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	after, err := in.After()
	if err != nil {
		return nil, err
	}
	rows, err := h.s.History(ctx, p.ID, after, in.Limit+1)
	if err != nil {
		return nil, err
	}
	titles, err := h.s.Titles(ctx)
	views := []DecisionView{}
	for _, d := range rows {
		views = append(views, viewDecision(d, titles))
	}
	return &struct{ Body web.List[DecisionView] }{web.Listed(views, in.Limit, func(v DecisionView) string { return v.ID })}, err
}
