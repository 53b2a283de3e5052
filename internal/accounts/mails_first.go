package accounts

import (
	"context"

	"gorm.io/gorm"

	"laurel/internal/actor"
	"laurel/internal/audit"
	"laurel/internal/outbox"
	"laurel/internal/store"
)

// MakeFirst makes a verified address the one that letters go to. The one before it is told, and stays the person's.
func (s *Service) MakeFirst(ctx context.Context, w MailWish) error {
	email, err := normalEmail(w.Email)
	if err != nil {
		return err
	}
	if err := s.again(ctx, w); err != nil {
		return err
	}
	return s.db.Tx(alone(ctx), func(tx *gorm.DB) error {
		before, err := s.personWith(tx, actor.From(ctx).ID, email)
		if err != nil || before.Email == email {
			return err
		}
		if err := s.unsettled(tx, before.ID, email); err != nil {
			return err
		}
		now := s.db.Now()
		ok, err := changed(tx.Exec("update people set email = ?, search = ?, version = version + 1, updated_at = ? where id = ? and version = ?",
			email, searchable(before.Name, email), now, before.ID, before.Version))
		if err != nil {
			return store.Taken(err, ErrMailTaken)
		}
		if !ok {
			return ErrChangedMeanwhile
		}
		after := before
		after.Email, after.Version = email, before.Version+1
		if err := outbox.Append(ctx, tx, now, after.fact(), MailChanged{PersonID: before.ID, What: MailFirst, Told: before.Email, At: now}); err != nil {
			return err
		}
		return audit.Append(ctx, tx, now, audit.Entry{Action: "mail.made_first", Subject: before.ID})
	})
}

// RemoveMail takes an address away that is not the first one; or the proof that it waits for. What is gone already is no fault.
func (s *Service) RemoveMail(ctx context.Context, w MailWish) error {
	email, err := normalEmail(w.Email)
	if err != nil {
		return err
	}
	if err := s.again(ctx, w); err != nil {
		return err
	}
	who := actor.From(ctx).ID
	return s.db.Tx(alone(ctx), func(tx *gorm.DB) error {
		person, err := personOf(tx, who)
		if err != nil {
			return err
		}
		if person.Email == email {
			return ErrMailFirst
		}
		if err := s.unsettled(tx, who, email); err != nil {
			return err
		}
		if err := tx.Exec("delete from mail_proofs where person_id = ? and email = ? and used_at is null", who, email).Error; err != nil {
			return err
		}
		gone, err := changed(tx.Exec("delete from person_mails where person_id = ? and email = ? and email <> (select email from people where id = ?)", who, email, who))
		if err != nil || !gone {
			return err
		}
		now := s.db.Now()
		if err := tx.Exec("update password_resets set used_at = ? where email = ? and used_at is null", now, email).Error; err != nil {
			return err
		}
		if err := outbox.Append(ctx, tx, now, MailChanged{PersonID: who, What: MailRemoved, Told: email, At: now}); err != nil {
			return err
		}
		return audit.Append(ctx, tx, now, audit.Entry{Action: "mail.removed", Subject: who})
	})
}

// personWith is the person, when the address is verified as theirs.
func (s *Service) personWith(tx *gorm.DB, personID, email string) (Person, error) {
	lock := ""
	if store.Postgres(tx) {
		lock = " for update"
	}
	return only[Person](tx.Raw("select "+personColumns+" from people where id = (select person_id from person_mails where email = ? and person_id = ?)"+lock, email, personID), ErrNoMail)
}
