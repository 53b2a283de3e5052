package cases

import (
	"context"

	"laurel/internal/web"
)

type myCaseOut struct {
	Location string `header:"Location"`
	Body     MyCaseView
}

// mineShown answers with the case as the person concerned sees it.
func (h routes) mineShown(ctx context.Context, c Case, err error) (*myCaseOut, error) {
	if err != nil {
		return nil, err
	}
	f, err := h.cases.Own(ctx, c.Number)
	return &myCaseOut{minePath + "/" + c.Number, viewMine(f, h.cases.db.Now())}, err
}

type caseSayIn struct {
	ID   string `path:"id"`
	Body struct {
		WhatHappened string `json:"what_happened" maxLength:"20000"`
	}
}

func (h routes) say(ctx context.Context, in *caseSayIn) (*myCaseOut, error) {
	c, err := h.cases.Say(ctx, in.ID, in.Body.WhatHappened)
	return h.mineShown(ctx, c, err)
}

type caseChallengeIn struct {
	ID   string `path:"id"`
	Body struct {
		Position int    `json:"position" minimum:"1" maximum:"10000"`
		Comment  string `json:"comment" maxLength:"20000"`
	}
}

func (h routes) challenge(ctx context.Context, in *caseChallengeIn) (*myCaseOut, error) {
	c, err := h.cases.Challenge(ctx, in.ID, in.Body.Position, in.Body.Comment)
	return h.mineShown(ctx, c, err)
}

func (h routes) mine(ctx context.Context, in *web.Paging) (*struct{ Body web.List[MyCaseView] }, error) {
	after, err := in.After()
	if err != nil {
		return nil, err
	}
	rows, err := h.cases.Mine(ctx, after, in.Limit+1)
	views := make([]MyCaseView, 0, len(rows))
	for _, c := range rows {
		views = append(views, viewMine(File{Case: c}, h.cases.db.Now()))
	}
	return &struct{ Body web.List[MyCaseView] }{web.Listed(views, in.Limit, func(v MyCaseView) string { return v.Number })}, err
}

func (h routes) own(ctx context.Context, in *numberIn) (*myCaseOut, error) {
	f, err := h.cases.Own(ctx, in.Number)
	return &myCaseOut{"", viewMine(f, h.cases.db.Now())}, err
}

func (h routes) speak(ctx context.Context, in *caseTextIn) (*myCaseOut, error) {
	c, err := h.cases.Speak(ctx, in.Number, in.Body.Text)
	return h.mineShown(ctx, c, err)
}

func (h routes) appeal(ctx context.Context, in *caseTextIn) (*myCaseOut, error) {
	c, err := h.cases.Appeal(ctx, in.Number, in.Body.Text)
	return h.mineShown(ctx, c, err)
}
