package accounts

import (
	"context"
	"time"

	"laurel/internal/web"
)

const hour = time.Hour

type signInInput struct {
	Body struct {
		Email    string `json:"email" maxLength:"400"`
		Password string `json:"password" maxLength:"1000"`
		Cookie   bool   `json:"cookie,omitempty" doc:"Keep the refresh token in a cookie instead of the answer"`
	}
}

type sessionOutput struct{ Body SessionView }

func (h routes) signIn(ctx context.Context, in *signInInput) (*sessionOutput, error) {
	grant, err := h.s.SignIn(ctx, Login{Email: in.Body.Email, Password: in.Body.Password, Network: web.Remote(ctx), ByCookie: in.Body.Cookie})
	if err != nil {
		return nil, err
	}
	return h.granted(ctx, grant), nil
}

// granted shows the pair; a session by cookie never shows its refresh token to scripts.
func (h routes) granted(ctx context.Context, g Grant) *sessionOutput {
	view := SessionView{AccessToken: g.AccessToken, ExpiresAt: instant(g.ExpiresAt), RefreshToken: g.RefreshToken, Person: selfView(g.Person)}
	if g.ByCookie {
		view.RefreshToken = ""
		web.SetCookie(ctx, web.Cookie{Name: h.cookie.name, Value: g.RefreshToken, Path: "/", MaxAge: g.RefreshExpires.Sub(h.s.db.Now()), Secure: h.cookie.secure})
	}
	return &sessionOutput{Body: view}
}

type refreshInput struct {
	Body *struct {
		RefreshToken string `json:"refresh_token,omitempty" maxLength:"200"`
	}
}

func (h routes) refresh(ctx context.Context, in *refreshInput) (*sessionOutput, error) {
	token := ""
	if in.Body != nil {
		token = in.Body.RefreshToken
	}
	if token == "" {
		if token = web.ReadCookie(ctx, h.cookie.name); token == "" {
			return nil, ErrRefreshGone
		}
		if !web.SameOrigin(ctx, h.s.baseURL) {
			return nil, ErrForeignOrigin
		}
	}
	grant, err := h.s.Refresh(ctx, token)
	if err != nil {
		return nil, err
	}
	return h.granted(ctx, grant), nil
}

func (h routes) signOut(ctx context.Context, _ *struct{}) (*struct{}, error) {
	if web.ReadCookie(ctx, h.cookie.name) != "" {
		web.SetCookie(ctx, web.Cookie{Name: h.cookie.name, Path: "/", Secure: h.cookie.secure})
	}
	return nil, h.s.SignOut(ctx)
}

type askResetInput struct {
	Body struct {
		Email string `json:"email" maxLength:"400"`
	}
}

// askReset answers the same whatever it did, also when the address has had its letters for this hour.
func (h routes) askReset(ctx context.Context, in *askResetInput) (*struct{}, error) {
	if verdict := h.mails.Take(web.Remote(ctx)); !verdict.OK {
		return nil, ErrTooManyTries.After(verdict.Retry)
	}
	email, err := normalEmail(in.Body.Email)
	if err != nil || !h.boxes.Take(email).OK {
		return nil, nil //nolint:nilerr // 202 always: nobody learns whether an address can exist
	}
	return nil, h.s.AskReset(ctx, email)
}

type resetInput struct {
	Body struct {
		Token    string `json:"token" maxLength:"200"`
		Password string `json:"password" maxLength:"1000"`
	}
}

func (h routes) reset(ctx context.Context, in *resetInput) (*struct{}, error) {
	return nil, h.s.Reset(ctx, in.Body.Token, in.Body.Password)
}

type previewInput struct {
	Body struct {
		Token string `json:"token" maxLength:"200"`
	}
}

type previewOutput struct {
	Body struct {
		Email       string    `json:"email"`
		Name        string    `json:"name"`
		Partner     *NameView `json:"partner" doc:"null when the vendor invites its own staff"`
		HasPassword bool      `json:"has_password" doc:"The address has an account: ask for its password instead of a new one"`
		ExpiresAt   string    `json:"expires_at"`
	}
}

func (h routes) preview(ctx context.Context, in *previewInput) (*previewOutput, error) {
	inv, partner, known, err := h.s.OpenInvitation(ctx, in.Body.Token)
	if err != nil {
		return nil, err
	}
	out := &previewOutput{}
	out.Body.Email, out.Body.Name, out.Body.HasPassword, out.Body.ExpiresAt = inv.Email, inv.Name, known, instant(inv.ExpiresAt)
	if inv.PartnerID != "" {
		out.Body.Partner = &NameView{ID: partner.ID, Name: partner.Name}
	}
	return out, nil
}

type acceptInput struct {
	Body struct {
		Token    string `json:"token" maxLength:"200"`
		Name     string `json:"name,omitempty" maxLength:"400"`
		Password string `json:"password" maxLength:"1000"`
		Cookie   bool   `json:"cookie,omitempty"`
	}
}

func (h routes) accept(ctx context.Context, in *acceptInput) (*sessionOutput, error) {
	b := in.Body
	grant, err := h.s.Accept(ctx, Acceptance{Token: b.Token, Name: b.Name, Password: b.Password, Network: web.Remote(ctx), ByCookie: b.Cookie})
	if err != nil {
		return nil, err
	}
	return h.granted(ctx, grant), nil
}

func (h routes) me(ctx context.Context, _ *struct{}) (*struct{ Body MeView }, error) {
	me, err := h.s.Me(ctx)
	return &struct{ Body MeView }{meView(me)}, err
}
