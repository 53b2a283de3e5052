package accounts

import (
	"context"
	"net/http"

	"laurel/internal/actor"
	"laurel/internal/web"
)

func (h routes) addresses(r *web.Router) {
	const tag, at = "Session", "/api/v1/me/mails"
	mine := web.SignedIn()
	web.Operation(r, web.Op{Method: http.MethodGet, Path: at, ID: "list-my-mails", Summary: "The addresses that lead to the signed-in person", Tag: tag, Rights: mine}, h.listMails)
	web.Operation(r, web.Op{Method: http.MethodPost, Path: at, ID: "add-my-mail", Summary: "Add an address; a letter with a code goes there", Tag: tag, Rights: mine, Status: http.StatusCreated}, h.addMail)
	web.Operation(r, web.Op{Method: http.MethodPost, Path: at + "/verify", ID: "verify-my-mail", Summary: "Prove an address by the code or the link of the letter", Tag: tag, Rights: mine}, h.verifyMail)
	web.Operation(r, web.Op{Method: http.MethodPost, Path: at + "/primary", ID: "prefer-my-mail", Summary: "Have letters sent to another verified address", Tag: tag, Rights: mine}, h.preferMail)
	web.Operation(r, web.Op{Method: http.MethodPost, Path: at + "/remove", ID: "remove-my-mail", Summary: "Take an address away", Tag: tag, Rights: mine}, h.removeMail)
}

// MailView is one address of the person who asks.
type MailView struct {
	Email      string  `json:"email"`
	Primary    bool    `json:"primary"`
	VerifiedAt *string `json:"verified_at"`
	ExpiresAt  *string `json:"expires_at" doc:"Until when the mailed code is good, while the address is not verified"`
}

func mailView(m Mail) MailView {
	return MailView{m.Email, m.Primary, instantOrNull(m.VerifiedAt), instantOrNull(m.ExpiresAt)}
}

type mailsOutput struct {
	Body struct {
		Data []MailView `json:"data"`
	}
}

func (h routes) listMails(ctx context.Context, _ *struct{}) (*mailsOutput, error) {
	mails, err := h.s.Mails(ctx)
	out := &mailsOutput{}
	out.Body.Data = views(mails, mailView)
	return out, err
}

type mailWishInput struct {
	Body struct {
		Email    string `json:"email" maxLength:"400"`
		Password string `json:"password" maxLength:"1000" doc:"The password of who asks"`
	}
}

func (in mailWishInput) wish(ctx context.Context) MailWish {
	return MailWish{Email: in.Body.Email, Password: in.Body.Password, Network: web.Remote(ctx)}
}

type mailOutput struct {
	Location string `header:"Location"`
	Body     MailView
}

func (h routes) addMail(ctx context.Context, in *mailWishInput) (*mailOutput, error) {
	if verdict := h.codes.Take(actor.From(ctx).ID); !verdict.OK {
		return nil, ErrTooManyTries.After(verdict.Retry)
	}
	m, err := h.s.AddMail(ctx, in.wish(ctx))
	return &mailOutput{Location: "/api/v1/me/mails", Body: mailView(m)}, err
}

type verifyMailInput struct {
	Body struct {
		Token string `json:"token,omitempty" maxLength:"200" doc:"From the link of the letter"`
		Email string `json:"email,omitempty" maxLength:"400"`
		Code  string `json:"code,omitempty" maxLength:"20" doc:"Six digits"`
	}
}

func (h routes) verifyMail(ctx context.Context, in *verifyMailInput) (*mailOutput, error) {
	m, err := h.s.VerifyMail(ctx, MailProof{Token: in.Body.Token, Email: in.Body.Email, Code: in.Body.Code})
	return &mailOutput{Body: mailView(m)}, err
}

func (h routes) preferMail(ctx context.Context, in *mailWishInput) (*mailsOutput, error) {
	if err := h.s.MakeFirst(ctx, in.wish(ctx)); err != nil {
		return nil, err
	}
	return h.listMails(ctx, nil)
}

func (h routes) removeMail(ctx context.Context, in *mailWishInput) (*mailsOutput, error) {
	if err := h.s.RemoveMail(ctx, in.wish(ctx)); err != nil {
		return nil, err
	}
	return h.listMails(ctx, nil)
}
