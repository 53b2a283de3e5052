package accounts

import (
	"context"

	"laurel/internal/actor"
	"laurel/internal/web"
)

func (h routes) listInvitations(ctx context.Context, in *membersInput) (*struct{ Body web.List[InvitationView] }, error) {
	after, err := in.After()
	if err != nil {
		return nil, err
	}
	list, err := h.s.Invitations(ctx, MembersQuery{Partner: in.ID, After: after, Limit: in.Limit})
	view := func(i Invitation) InvitationView { return invitationView(i, h.s.db.Now()) }
	return &struct{ Body web.List[InvitationView] }{web.Listed(views(list, view), in.Limit, func(v InvitationView) string { return v.ID })}, err
}

type inviteInput struct {
	ID   string `path:"id"`
	Body struct {
		Email      string   `json:"email" maxLength:"400"`
		Name       string   `json:"name" maxLength:"400"`
		Roles      []string `json:"roles,omitempty" maxItems:"10" doc:"partner_admin, candidate; candidate when missing"`
		JobRoles   []string `json:"job_roles,omitempty" maxItems:"20"`
		Employment string   `json:"employment,omitempty" enum:"employee,contractor,exclusive_contractor"`
	}
}

type invitationOutput struct {
	Location string `header:"Location"`
	Body     InvitationView
}

func (h routes) invite(ctx context.Context, in *inviteInput) (*invitationOutput, error) {
	if verdict := h.guests.Take(actor.From(ctx).ID); !verdict.OK {
		return nil, ErrTooManyTries.After(verdict.Retry)
	}
	b := in.Body
	inv, err := h.s.Invite(ctx, in.ID, InvitationDraft{Email: b.Email, Name: b.Name, Roles: b.Roles, JobRoles: b.JobRoles, Employment: b.Employment})
	return &invitationOutput{Location: "/api/v1/partners/" + inv.PartnerID + "/invitations", Body: invitationView(inv, h.s.db.Now())}, err
}

func (h routes) revoke(ctx context.Context, in *idInput) (*struct{}, error) {
	return nil, h.s.Revoke(ctx, in.ID)
}
