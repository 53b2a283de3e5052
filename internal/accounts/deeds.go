package accounts

import (
	"context"
	"errors"
	"fmt"
	"net/url"

	"gorm.io/gorm"

	"laurel/internal/actor"
)

// SendInvitation writes the letter of an invitation, unless it went out before or the link is no longer good. After a fall between sending
// and noting it goes out again under the same message id.
func (s *Service) SendInvitation(ctx context.Context, invitationID string) error {
	var inv Invitation
	var partner Partner
	err := s.db.Read(alone(ctx), func(tx *gorm.DB) (err error) {
		if inv, err = invitationOf(tx, invitationID); err != nil || inv.PartnerID == "" {
			return err
		}
		partner, err = partnerOf(tx, actor.Sight(alone(ctx)), inv.PartnerID)
		return err
	})
	if errors.Is(err, ErrNoInvitation) || (err == nil && (inv.SentAt != nil || !inv.Open(s.db.Now()))) {
		return nil
	}
	if err != nil {
		return err
	}
	draft := Draft{ID: inv.ID, Name: LetterInvitation, To: Person{Email: inv.Email, Name: inv.Name}, Data: Data{
		"Partner": partner.Name, "Link": s.letters.Link("/accept?token=" + url.QueryEscape(s.InvitationToken(inv))), "ExpiresAt": inv.ExpiresAt,
	}}
	if inv.PartnerID == "" {
		draft.Name = LetterStaffInvitation
	}
	if err := s.send(ctx, draft); err != nil {
		return err
	}
	return s.db.Tx(alone(ctx), func(tx *gorm.DB) error {
		return tx.Exec("update invitations set sent_at = ? where id = ? and sent_at is null", s.db.Now(), inv.ID).Error
	})
}

// SendReset writes the letter with the link to a new password, when somebody has the address. Otherwise there is nobody to write to.
func (s *Service) SendReset(ctx context.Context, resetID string) error {
	var reset passwordReset
	var person Person
	err := s.db.Read(alone(ctx), func(tx *gorm.DB) (err error) {
		reset, err = only[passwordReset](tx.Raw("select id, email, created_at, expires_at, sent_at, used_at from password_resets where id = ?", resetID), ErrResetUsed)
		if err != nil {
			return err
		}
		person, err = only[Person](tx.Raw("select "+personColumns+" from people where id = (select person_id from person_mails where email = ?) and state = 'active'", reset.Email), ErrNoPerson)
		return err
	})
	if errors.Is(err, ErrNoPerson) || errors.Is(err, ErrResetUsed) || (err == nil && (reset.SentAt != nil || !reset.open(s.db.Now()))) {
		return nil
	}
	if err != nil {
		return err
	}
	err = s.send(ctx, Draft{ID: reset.ID, Name: LetterPasswordReset, To: Person{Email: reset.Email, Name: person.Name}, Data: Data{"Link": s.letters.Link("/reset?token=" + url.QueryEscape(s.resetToken(reset)))}})
	if err != nil {
		return err
	}
	return s.db.Tx(alone(ctx), func(tx *gorm.DB) error {
		return tx.Exec("update password_resets set sent_at = ? where id = ? and sent_at is null", s.db.Now(), reset.ID).Error
	})
}

func (s *Service) send(ctx context.Context, d Draft) error {
	if s.courier == nil {
		return errors.New("no mail server is set for letters")
	}
	letter, err := s.letters.Write(d)
	if err != nil {
		return err
	}
	if err := s.courier.Send(ctx, letter); err != nil {
		return fmt.Errorf("send the letter %s: %w", d.Name, err)
	}
	return nil
}

// Forget removes what nobody can use any more: sessions long over, with their tokens, and old requests for new passwords. It
// returns how many rows went.
func (s *Service) Forget(ctx context.Context) (int, error) {
	var gone int64
	err := s.db.Tx(alone(ctx), func(tx *gorm.DB) error {
		gone = 0
		before := s.db.Now().Add(-sessionLife)
		for _, statement := range []string{
			"delete from session_tokens where session_id in (select id from sessions where expires_at < ?)",
			"delete from sessions where expires_at < ?",
			"delete from password_resets where expires_at < ?",
			"delete from mail_proofs where expires_at < ?",
		} {
			result := tx.Exec(statement, before)
			if result.Error != nil {
				return result.Error
			}
			gone += result.RowsAffected
		}
		return nil
	})
	return int(gone), err
}
