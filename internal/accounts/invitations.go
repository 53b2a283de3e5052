package accounts

import (
	"context"
	"errors"
	"fmt"

	"gorm.io/gorm"

	"laurel/internal/actor"
	"laurel/internal/audit"
	"laurel/internal/id"
	"laurel/internal/outbox"
)

const invitationColumns = "id, partner_id, email, name, employment, roles, job_roles, state, invited_by, created_at, expires_at, sent_at, accepted_at, accepted_by"

// Invite asks somebody to join a partner. A partner's administrator invites into the own partner only, and only with
// roles that a partner can give: the attempt at more is refused and kept in the audit log.
func (s *Service) Invite(ctx context.Context, partnerRef string, d InvitationDraft) (Invitation, error) {
	if d.escalates() {
		return Invitation{}, s.refuseEscalation(ctx, partnerRef)
	}
	inv, err := d.invitation()
	if err != nil {
		return Invitation{}, err
	}
	return outbox.Once(ctx, s.db, func(tx *gorm.DB) (Invitation, error) {
		partner, err := partnerOf(tx, actor.Sight(ctx), partnerRef)
		if err != nil {
			return Invitation{}, err
		}
		if !mayInvite(ctx, partner.ID) {
			return Invitation{}, ErrForbidden
		}
		inv.PartnerID = partner.ID
		return s.invite(ctx, tx, inv)
	})
}

func mayInvite(ctx context.Context, partnerID string) bool {
	who := actor.From(ctx)
	return who.Kind == actor.System || who.AdminOf(partnerID) || who.Has(actor.VendorAdmin, actor.ProgramManager, actor.Support)
}

// refuseEscalation tells who can see the partner that the role is not theirs to give, and everybody else that there is nothing.
func (s *Service) refuseEscalation(ctx context.Context, partnerRef string) error {
	partner, err := s.Partner(ctx, partnerRef)
	if err != nil {
		return err
	}
	err = s.db.Tx(ctx, func(tx *gorm.DB) error {
		return audit.Append(ctx, tx, s.db.Now(), audit.Entry{Action: "invitation.refused", Subject: partner.ID, Partner: partner.ID, Reason: "a vendor role was asked for"})
	})
	if err != nil {
		return err
	}
	return ErrForbidden
}

// invite keeps the invitation; an older one for the same address and partner stops working.
func (s *Service) invite(ctx context.Context, tx *gorm.DB, inv Invitation) (Invitation, error) {
	now := s.db.Now()
	inv.ID, inv.State, inv.InvitedBy = id.New("inv"), InvitationPending, actor.From(ctx).ID
	inv.CreatedAt, inv.ExpiresAt = now, now.Add(invitationLife)
	if err := tx.Exec("update invitations set state = 'revoked' where partner_id = ? and email = ? and state = 'pending'", inv.PartnerID, inv.Email).Error; err != nil {
		return inv, err
	}
	ok, err := changed(tx.Exec(`insert into invitations (id, partner_id, email, name, employment, roles, job_roles, state, invited_by, created_at, expires_at)
		values (?, ?, ?, ?, ?, ?, ?, 'pending', ?, ?, ?) on conflict (partner_id, email) where state = 'pending' do nothing`,
		inv.ID, inv.PartnerID, inv.Email, inv.Name, inv.Employment, inv.Roles, inv.JobRoles, inv.InvitedBy, now, inv.ExpiresAt))
	if err != nil {
		return inv, fmt.Errorf("keep an invitation: %w", err)
	}
	if !ok {
		return inv, ErrChangedMeanwhile
	}
	if err := outbox.Append(ctx, tx, now, InvitationCreated{InvitationID: inv.ID}); err != nil {
		return inv, err
	}
	return inv, audit.Append(ctx, tx, now, audit.Entry{Action: "invitation.created", Subject: inv.ID, Partner: inv.PartnerID, Detail: map[string]any{"roles": inv.Roles}})
}

// Invitations lists those of a partner, newest last, one more than Limit.
func (s *Service) Invitations(ctx context.Context, q MembersQuery) ([]Invitation, error) {
	var list []Invitation
	err := s.db.Read(ctx, func(tx *gorm.DB) error {
		partner, err := partnerOf(tx, actor.Sight(ctx), q.Partner)
		if err != nil {
			return err
		}
		list = nil
		return tx.Raw("select "+invitationColumns+" from invitations where partner_id = ? and id > ? order by id limit ?", partner.ID, q.After, q.Limit+1).Scan(&list).Error
	})
	return list, err
}

// Revoke makes the link of an open invitation useless.
func (s *Service) Revoke(ctx context.Context, invitationID string) error {
	return s.db.Tx(ctx, func(tx *gorm.DB) error {
		inv, err := invitationOf(tx, invitationID)
		if err != nil {
			return err
		}
		if !actor.Sight(ctx).Sees(inv.PartnerID) {
			return ErrNoInvitation
		}
		if !mayInvite(ctx, inv.PartnerID) || (inv.PartnerID == "" && !mayAdminister(ctx)) {
			return ErrForbidden
		}
		ok, err := changed(tx.Exec("update invitations set state = 'revoked' where id = ? and state = 'pending'", inv.ID))
		if err != nil {
			return err
		}
		if !ok {
			return ErrInvitationUsed
		}
		return audit.Append(ctx, tx, s.db.Now(), audit.Entry{Action: "invitation.revoked", Subject: inv.ID, Partner: inv.PartnerID})
	})
}

func invitationOf(tx *gorm.DB, invitationID string) (Invitation, error) {
	return only[Invitation](tx.Raw("select "+invitationColumns+" from invitations where id = ?", invitationID), ErrNoInvitation)
}

// InvitationToken rebuilds the token of the letter, for the letter itself and for the operator's command line.
func (s *Service) InvitationToken(inv Invitation) string {
	return s.keys.letterToken(purposeInvitation, inv.ID, inv.PartnerID+" "+inv.Email)
}

// opened is what the holder of a link may know: the invitation, who asks, and whether the address has a password already.
type opened struct {
	Invitation
	Partner  Partner
	Person   Person
	Password string
}

// OpenInvitation shows what a link leads to. A forged link answers like a used one.
func (s *Service) OpenInvitation(ctx context.Context, token string) (Invitation, Partner, bool, error) {
	o, err := s.open(ctx, token)
	return o.Invitation, o.Partner, o.Password != "", err
}

// gone makes an unknown link answer like a used one.
func gone(err error) error {
	if errors.Is(err, ErrNoInvitation) {
		return ErrInvitationUsed
	}
	return err
}

func (s *Service) open(ctx context.Context, token string) (opened, error) {
	var o opened
	err := s.db.Read(alone(ctx), func(tx *gorm.DB) error {
		o = opened{}
		inv, err := invitationOf(tx, letterID(token))
		if err != nil {
			return gone(err)
		}
		if !s.keys.opensLetter(token, purposeInvitation, inv.ID, inv.PartnerID+" "+inv.Email) || !inv.Open(s.db.Now()) {
			return ErrInvitationUsed
		}
		o.Invitation = inv
		if inv.PartnerID != "" {
			if o.Partner, err = partnerOf(tx, actor.Sight(alone(ctx)), inv.PartnerID); err != nil {
				return err
			}
		}
		// one statement: between two, the account could come into being
		var known struct {
			Person
			Password string
		}
		err = tx.Raw("select "+personColumns+", password from people where id = (select person_id from person_mails where email = ?)", inv.Email).Scan(&known).Error
		o.Person, o.Password = known.Person, known.Password
		return err
	})
	return o, err
}
