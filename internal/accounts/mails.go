package accounts

import (
	"context"
	"errors"
	"fmt"

	"gorm.io/gorm"

	"laurel/internal/actor"
	"laurel/internal/audit"
	"laurel/internal/fault"
	"laurel/internal/id"
	"laurel/internal/outbox"
	"laurel/internal/store"
)

const mailProofColumns = "id, person_id, email, tries, expires_at, sent_at, used_at"

// Mails lists the addresses of who asks, the first one first, then those that wait for their proof.
func (s *Service) Mails(ctx context.Context) ([]Mail, error) {
	who := actor.From(ctx).ID
	var list []Mail
	err := s.db.Read(alone(ctx), func(tx *gorm.DB) error {
		list = nil
		err := tx.Raw(`select m.email, p.email = m.email as "primary", m.verified_at from person_mails m join people p on p.id = m.person_id
			where m.person_id = ? order by p.email = m.email desc, m.email`, who).Scan(&list).Error
		if err != nil {
			return err
		}
		var waiting []Mail
		err = tx.Raw("select email, expires_at from mail_proofs where person_id = ? and used_at is null and expires_at > ? order by email", who, s.db.Now()).Scan(&waiting).Error
		list = append(list, waiting...)
		return err
	})
	return list, err
}

// AddMail writes to an address that shall lead to the person too. The answer is the same whether or not somebody has the address.
func (s *Service) AddMail(ctx context.Context, w MailWish) (Mail, error) {
	email, err := normalEmail(w.Email)
	if err != nil {
		return Mail{}, err
	}
	who := actor.From(ctx).ID
	if err := s.again(ctx, w); err != nil {
		return Mail{}, err
	}
	return outbox.Once(ctx, s.db, func(tx *gorm.DB) (Mail, error) {
		now := s.db.Now()
		if err := s.roomForMail(tx, who, email); err != nil {
			return Mail{}, err
		}
		p := mailProof{ID: id.New("mpr"), PersonID: who, Email: email, Proof: Proof{ExpiresAt: now.Add(proofLife)}}
		if err := tx.Exec("delete from mail_proofs where person_id = ? and email = ? and used_at is null", who, email).Error; err != nil {
			return Mail{}, err
		}
		err := tx.Exec("insert into mail_proofs (id, person_id, email, created_at, expires_at) values (?, ?, ?, ?, ?)", p.ID, who, email, now, p.ExpiresAt).Error
		if err != nil {
			return Mail{}, store.Taken(err, ErrChangedMeanwhile)
		}
		if err := outbox.Append(ctx, tx, now, MailProofAsked{ProofID: p.ID}); err != nil {
			return Mail{}, err
		}
		return Mail{Email: email, ExpiresAt: &p.ExpiresAt}, audit.Append(ctx, tx, now, audit.Entry{Action: "mail.asked", Subject: who})
	})
}

// roomForMail refuses an address that is the person's already, and one too many.
func (s *Service) roomForMail(tx *gorm.DB, personID, email string) error {
	var held []string
	err := tx.Raw(`select email from person_mails where person_id = ? union select email from mail_proofs where person_id = ? and used_at is null and expires_at > ? and email <> ?`,
		personID, personID, s.db.Now(), email).Scan(&held).Error
	if err != nil {
		return err
	}
	if len(held) >= mailsMost {
		return ErrTooManyMails
	}
	var mine int
	if err := tx.Raw("select count(*) from person_mails where person_id = ? and email = ?", personID, email).Scan(&mine).Error; err != nil {
		return err
	}
	if mine > 0 {
		return ErrMailMine
	}
	return nil
}

// again asks for the password before an address changes: who finds an open screen must not take the account with it.
func (s *Service) again(ctx context.Context, w MailWish) error {
	var held struct{ Email, Password string }
	err := s.db.Read(alone(ctx), func(tx *gorm.DB) error {
		return tx.Raw("select email, password from people where id = ? and state = 'active'", actor.From(ctx).ID).Scan(&held).Error
	})
	if err != nil {
		return err
	}
	err = s.guess(ctx, held.Email, w.Network, func() (bool, error) { return s.matches(ctx, w.Password, held.Password) })
	if errors.Is(err, ErrWrongSecret) {
		return ErrBadPassword.With(fault.Field{Field: "password", Code: "wrong_password", Detail: "This is not your password."})
	}
	return err
}

// VerifyMail takes the word of the letter. The address leads to the person from then on.
func (s *Service) VerifyMail(ctx context.Context, m MailProof) (Mail, error) {
	who := actor.From(ctx).ID
	var verified Mail
	var refused error
	err := s.db.Tx(alone(ctx), func(tx *gorm.DB) error {
		verified, refused = Mail{}, nil
		p, err := s.mailProof(tx, who, m)
		if err != nil {
			return err
		}
		now := s.db.Now()
		if err := p.open(now); err != nil {
			return err
		}
		if !s.keys.proves(purposeMail, p.ID, p.bound(), m.Token, m.Code) {
			refused = ErrWrongCode.And("tries_left", p.left())
			return tx.Exec("update mail_proofs set tries = tries + 1 where id = ?", p.ID).Error
		}
		verified = Mail{Email: p.Email, VerifiedAt: &now}
		return s.keepMail(ctx, tx, p)
	})
	if err == nil {
		err = refused
	}
	return verified, err
}

// mailProof finds what a letter asked for: by the id in its token, or by the address. It is locked, so that tries count one by one.
func (s *Service) mailProof(tx *gorm.DB, who string, m MailProof) (mailProof, error) {
	lock := ""
	if store.Postgres(tx) {
		lock = " for update"
	}
	if m.Token != "" {
		return only[mailProof](tx.Raw("select "+mailProofColumns+" from mail_proofs where id = ? and person_id = ?"+lock, letterID(m.Token), who), ErrCodeOver)
	}
	email, err := normalEmail(m.Email)
	if err != nil {
		return mailProof{}, err
	}
	return only[mailProof](tx.Raw("select "+mailProofColumns+" from mail_proofs where person_id = ? and email = ? order by used_at is not null, id desc limit 1"+lock, who, email), ErrCodeOver)
}

// keepMail gives the address to the person, unless somebody else has it: only who reads the mailbox learns that.
func (s *Service) keepMail(ctx context.Context, tx *gorm.DB, p mailProof) error {
	now := s.db.Now()
	ok, err := changed(tx.Exec("update mail_proofs set used_at = ? where id = ? and used_at is null", now, p.ID))
	if err != nil {
		return err
	}
	if !ok {
		return ErrCodeOver
	}
	added, err := changed(tx.Exec("insert into person_mails (email, person_id, verified_at) values (?, ?, ?) on conflict (email) do nothing", p.Email, p.PersonID, now))
	if err != nil {
		return fmt.Errorf("keep an address: %w", err)
	}
	if !added {
		return ErrMailTaken
	}
	if err := outbox.Append(ctx, tx, now, MailChanged{PersonID: p.PersonID, What: MailAdded, At: now}); err != nil {
		return err
	}
	return audit.Append(ctx, tx, now, audit.Entry{Action: "mail.verified", Subject: p.PersonID})
}
