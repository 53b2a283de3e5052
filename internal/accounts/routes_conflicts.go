package accounts

import (
	"context"

	"laurel/internal/actor"
	"laurel/internal/web"
)

type conflictsInput struct {
	web.Paging
	State string `query:"state" enum:"open,resolved"`
}

func (h routes) listConflicts(ctx context.Context, in *conflictsInput) (*struct{ Body web.List[ConflictView] }, error) {
	after, err := in.After()
	if err != nil {
		return nil, err
	}
	list, err := h.s.Conflicts(ctx, ConflictsQuery{State: in.State, After: after, Limit: in.Limit})
	view := func(c Conflict) ConflictView { return conflictView(c, actor.From(ctx), actor.Sight(ctx)) }
	return &struct{ Body web.List[ConflictView] }{web.Listed(views(list, view), in.Limit, func(v ConflictView) string { return v.ID })}, err
}

type verdictInput struct {
	ID   string `path:"id"`
	Body struct {
		Keep   string `json:"keep" maxLength:"60" doc:"The affiliation that is kept, or both"`
		On     string `json:"on,omitempty" maxLength:"40"`
		Reason string `json:"reason" maxLength:"500"`
	}
}

func (h routes) resolveConflict(ctx context.Context, in *verdictInput) (*struct{}, error) {
	return nil, h.s.ResolveConflict(ctx, in.ID, Verdict{Keep: in.Body.Keep, On: in.Body.On, Reason: in.Body.Reason})
}
