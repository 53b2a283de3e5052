package tiers

import (
	"context"
	"encoding/json"
	"time"

	"laurel/internal/actor"
	"laurel/internal/web"
)

// FactBody is a figure as it is sent.
type FactBody struct {
	Value       json.RawMessage `json:"value" doc:"Whole minor units for money, a whole number for a count, a decimal for a number"`
	ActiveValue json.RawMessage `json:"active_value,omitempty" doc:"What of it is mature and active, where the source has counted that itself"`
	Currency    string          `json:"currency,omitempty" pattern:"^[A-Z]{3}$"`
	Lines       []FactLine      `json:"lines,omitempty" maxItems:"2000"`
	Source      string          `json:"source" minLength:"1" maxLength:"120"`
	ObservedAt  time.Time       `json:"observed_at"`
}

func (b FactBody) fact(partner, metric, period string) Fact {
	return Fact{partner, metric, period, b.Value, b.ActiveValue, b.Currency, b.Lines, b.Source, b.ObservedAt}
}

type factIn struct {
	ID     string `path:"id"`
	Metric string `path:"metric"`
	Period string `path:"period"`
	Body   FactBody
}

func (h routes) putFact(ctx context.Context, in *factIn) (*struct{ Body FactView }, error) {
	p, err := h.s.Find(ctx, actor.Sight(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	v, err := h.s.PutFact(ctx, in.Body.fact(p.ID, in.Metric, in.Period))
	return &struct{ Body FactView }{v}, err
}

type factsIn struct {
	Body struct {
		Facts []BatchFact `json:"facts" minItems:"1" maxItems:"500"`
	}
}

// BatchFact is a figure with whose and what it is.
type BatchFact struct {
	Partner string `json:"partner" minLength:"1" maxLength:"200" doc:"An id, or ext:EXTERNAL_ID"`
	Metric  string `json:"metric" maxLength:"80"`
	Period  string `json:"period" maxLength:"20"`
	FactBody
}

func (h routes) putFacts(ctx context.Context, in *factsIn) (*struct{ Body Batch }, error) {
	wanted := make([]string, len(in.Body.Facts))
	for i, f := range in.Body.Facts {
		wanted[i] = f.Partner
	}
	found, err := h.s.FindMany(ctx, actor.Sight(ctx), wanted)
	if err != nil {
		return nil, err
	}
	facts := make([]Fact, len(wanted))
	for i, f := range in.Body.Facts {
		facts[i] = f.fact(found[f.Partner], f.Metric, f.Period)
	}
	batch, err := h.s.PutFacts(ctx, facts)
	return &struct{ Body Batch }{batch}, err
}

type factsOfIn struct {
	ID string `path:"id"`
	web.Paging
	Moments
	Metric  string `query:"metric" maxLength:"80"`
	History bool   `query:"history" doc:"Figures that were superseded too"`
}

func (h routes) facts(ctx context.Context, in *factsOfIn) (*struct{ Body web.List[FactView] }, error) {
	p, err := h.s.Find(ctx, actor.Sight(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	c, err := in.read(h.s.db.Now())
	if err != nil {
		return nil, err
	}
	after, err := in.After()
	if err != nil {
		return nil, err
	}
	views, err := h.s.Facts(ctx, FactQuery{clocks: c, Partner: p.ID, Metric: in.Metric, After: after, History: in.History, Limit: in.Limit + 1})
	return &struct{ Body web.List[FactView] }{web.Listed(views, in.Limit, func(v FactView) string { return v.ID })}, err
}
