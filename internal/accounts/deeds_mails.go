package accounts

import (
	"context"
	"errors"
	"net/url"

	"gorm.io/gorm"
)

// SendMailCode writes the letter with the code of an address, unless it went out before or the code is no longer good.
func (s *Service) SendMailCode(ctx context.Context, proofID string) error {
	var p mailProof
	var person Person
	err := s.db.Read(alone(ctx), func(tx *gorm.DB) (err error) {
		if p, err = only[mailProof](tx.Raw("select "+mailProofColumns+" from mail_proofs where id = ?", proofID), ErrCodeOver); err != nil {
			return err
		}
		person, err = personOf(tx, p.PersonID)
		return err
	})
	if errors.Is(err, ErrCodeOver) || err == nil && (p.SentAt != nil || p.open(s.db.Now()) != nil) {
		return nil
	}
	if err != nil {
		return err
	}
	draft := Draft{ID: p.ID, Name: LetterMailCode, To: Person{Email: p.Email, Name: person.Name}, Data: Data{
		"Code": s.keys.letterCode(purposeMail, p.ID, p.bound()), "ExpiresAt": p.ExpiresAt,
		"Link": s.letters.Link("/app/account?mail=" + url.QueryEscape(s.keys.letterToken(purposeMail, p.ID, p.bound()))),
	}}
	if err := s.send(ctx, draft); err != nil {
		return err
	}
	return s.db.Tx(alone(ctx), func(tx *gorm.DB) error {
		return tx.Exec("update mail_proofs set sent_at = ? where id = ? and sent_at is null", s.db.Now(), p.ID).Error
	})
}

// mailWords say in a notice what happened.
var mailWords = map[string]string{
	MailAdded: "another address was added to your account", MailFirst: "letters now go to another address of yours", MailRemoved: "this address was taken out of your account",
}

// SendMailNotice tells who owned the account until now that its addresses changed. ID becomes the message id.
func (s *Service) SendMailNotice(ctx context.Context, f MailChanged, letterID string) error {
	person, err := s.Person(ctx, f.PersonID)
	if err != nil {
		return err
	}
	if f.Told != "" {
		person.Email = f.Told
	}
	return s.send(ctx, Draft{ID: letterID, Name: LetterMailChanged, To: person, Data: Data{"What": mailWords[f.What], "At": f.At, "Link": s.letters.Link("/reset")}})
}
