package accounts

import (
	"context"
	"errors"

	"gorm.io/gorm"

	"laurel/internal/actor"
	"laurel/internal/audit"
	"laurel/internal/outbox"
)

// Acceptance is the answer to an invitation: from somebody new the name and password they want, from somebody known the
// password they have.
type Acceptance struct {
	Token, Name, Password, Network string
	ByCookie                       bool
}

// errAgain says that the address got an account or a password between the look and the deed.
var errAgain = errors.New("the account changed meanwhile")

// Accept turns an invitation into a confirmed affiliation and a session. The link works once; of
// two acceptances at the same moment one is told that it was used.
func (s *Service) Accept(ctx context.Context, a Acceptance) (Grant, error) {
	for try := 0; ; try++ {
		o, err := s.open(ctx, a.Token)
		if err != nil {
			return Grant{}, err
		}
		hash, err := s.credential(ctx, o, a)
		if err != nil {
			return Grant{}, err
		}
		grant, err := s.accept(ctx, o, a, hash)
		if !errors.Is(err, errAgain) {
			return grant, err
		}
		if try == 3 {
			return Grant{}, ErrChangedMeanwhile
		}
	}
}

// credential checks the password of somebody known, under the same patience as a sign-in, or hashes that of somebody new.
func (s *Service) credential(ctx context.Context, o opened, a Acceptance) (string, error) {
	if o.Password == "" {
		wish := candidatePassword{Password: a.Password, Staff: o.Person.Staff() || o.PartnerID == "", About: []string{o.Email, a.Name, o.Partner.Name}}
		if err := wish.judge(); err != nil {
			return "", err
		}
		return s.hash(ctx, a.Password)
	}
	if o.Person.State != Active {
		return "", ErrInvitationUsed
	}
	return o.Password, s.guess(ctx, o.Email, a.Network, func() (bool, error) { return s.matches(ctx, a.Password, o.Password) })
}

// guess runs a check of a password under the patience of its account and network.
func (s *Service) guess(_ context.Context, account, network string, right func() (bool, error)) error {
	if wait := s.tries.take(s.db.Now(), account, network); wait > 0 {
		return ErrTooManyTries.After(wait)
	}
	ok, err := right()
	if err != nil {
		return err
	}
	if !ok {
		return ErrWrongSecret
	}
	s.tries.forgive(account, network)
	return nil
}

func (s *Service) accept(ctx context.Context, o opened, a Acceptance, hash string) (Grant, error) {
	var grant Grant
	err := s.db.Tx(alone(ctx), func(tx *gorm.DB) error {
		now := s.db.Now()
		ok, err := changed(tx.Exec("update invitations set state = 'accepted', accepted_at = ? where id = ? and state = 'pending' and expires_at > ?", now, o.ID, now))
		if err != nil {
			return err
		}
		if !ok {
			return ErrInvitationUsed
		}
		person, err := s.settle(ctx, tx, o, a, hash)
		if err != nil {
			return err
		}
		if err := tx.Exec("update invitations set accepted_by = ? where id = ?", person.ID, o.ID).Error; err != nil {
			return err
		}
		asPerson := actor.With(ctx, actor.Actor{Kind: actor.Person, ID: person.ID})
		if o.PartnerID != "" {
			if err := s.join(asPerson, tx, person, o.Invitation); err != nil {
				return err
			}
		}
		if err := audit.Append(asPerson, tx, now, audit.Entry{Action: "invitation.accepted", Subject: o.ID, Partner: o.PartnerID}); err != nil {
			return err
		}
		grant, err = s.begin(asPerson, tx, person, a.ByCookie)
		return err
	})
	return grant, err
}

// settle finds or makes the account behind the address, and gives it the password when it has none.
func (s *Service) settle(ctx context.Context, tx *gorm.DB, o opened, a Acceptance, hash string) (Person, error) {
	name := a.Name
	if name == "" {
		name = o.Name
	}
	name, err := normalName("name", name)
	if err != nil {
		return Person{}, err
	}
	person, isNew, err := s.welcome(ctx, tx, newcomer{Person: Person{Email: o.Email, Name: name, Country: o.Partner.Country}, Password: hash})
	if err != nil || isNew {
		return person, err
	}
	held, err := only[string](tx.Raw("select password from people where id = ? and state = 'active'", person.ID), ErrInvitationUsed)
	if err != nil {
		return person, err
	}
	if held != o.Password {
		return person, errAgain
	}
	if held != "" {
		return person, nil
	}
	now := s.db.Now()
	ok, err := changed(tx.Exec("update people set password = ?, name = ?, search = ?, version = version + 1, updated_at = ? where id = ? and password = ''", hash, name, searchable(name, o.Email), now, person.ID))
	if err != nil {
		return person, err
	}
	if !ok {
		return person, errAgain
	}
	if person, err = personOf(tx, person.ID); err != nil {
		return person, err
	}
	return person, outbox.Append(ctx, tx, now, person.fact())
}

// join makes or confirms the affiliation: the invitation was the partner's word, the acceptance is the person's.
func (s *Service) join(ctx context.Context, tx *gorm.DB, person Person, inv Invitation) error {
	now := s.db.Now()
	fresh := Affiliation{PersonID: person.ID, PartnerID: inv.PartnerID, Basis: BasisInvitation}.joined(inv, now)
	_, err := s.affiliate(ctx, tx, fresh)
	if !errors.Is(err, ErrAffiliated) {
		return err
	}
	before, err := only[Affiliation](tx.Raw("select "+affiliationColumns+" from affiliations a where a.person_id = ? and a.partner_id = ? and a.state <> 'ended'", person.ID, inv.PartnerID), ErrChangedMeanwhile)
	if err != nil {
		return err
	}
	_, err = s.keepAffiliation(ctx, tx, before, before.joined(inv, now))
	return err
}
