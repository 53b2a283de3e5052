package accounts

import (
	"context"
	"time"

	"laurel/internal/web"
)

func (h routes) listKeys(ctx context.Context, in *web.Paging) (*struct{ Body web.List[KeyView] }, error) {
	after, err := in.After()
	if err != nil {
		return nil, err
	}
	keys, err := h.s.Keys(ctx, after, in.Limit)
	return &struct{ Body web.List[KeyView] }{web.Listed(views(keys, keyView), in.Limit, func(v KeyView) string { return v.ID })}, err
}

type issueInput struct {
	Body struct {
		Name      string     `json:"name" maxLength:"400"`
		Scopes    []string   `json:"scopes" minItems:"1" maxItems:"20"`
		ExpiresAt *time.Time `json:"expires_at,omitempty"`
		Kind      string     `json:"kind,omitempty" enum:"key,client" default:"key"`
	}
}

type issuedOutput struct {
	Location string `header:"Location"`
	Body     IssuedView
}

func (h routes) issueKey(ctx context.Context, in *issueInput) (*issuedOutput, error) {
	key, err := h.s.IssueKey(ctx, KeyDraft{Kind: in.Body.Kind, Name: in.Body.Name, Scopes: in.Body.Scopes, ExpiresAt: in.Body.ExpiresAt})
	return &issuedOutput{Location: "/api/v1/api-keys/" + key.ID, Body: IssuedView{KeyView: keyView(key.APIKey), Key: key.Secret}}, err
}

func (h routes) revokeKey(ctx context.Context, in *idInput) (*struct{}, error) {
	return nil, h.s.RevokeKey(ctx, in.ID)
}
