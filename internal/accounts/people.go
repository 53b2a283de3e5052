package accounts

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"gorm.io/gorm"

	"laurel/internal/actor"
	"laurel/internal/id"
	"laurel/internal/outbox"
	"laurel/internal/store"
)

const personColumns = "id, email, name, country, roles, state, rights_version, version, password <> '' as has_password, merged_into, created_at, updated_at"

// Person finds somebody by id, for the slice itself and for others that write to a person.
func (s *Service) Person(ctx context.Context, personID string) (Person, error) {
	var person Person
	err := s.db.Read(alone(ctx), func(tx *gorm.DB) (err error) {
		person, err = reachable(tx, personID)
		return err
	})
	return person, err
}

// reachable is the person; who is a part of another account is written to at that one's address.
func reachable(tx *gorm.DB, personID string) (Person, error) {
	person, err := personOf(tx, personID)
	for next := person.MergedInto; err == nil && next != ""; {
		var into Person
		into, err = personOf(tx, next)
		person.Email, next = into.Email, into.MergedInto
	}
	return person, err
}

// Admins lists who administers the partner now.
func (s *Service) Admins(ctx context.Context, partnerID string) ([]Person, error) {
	var people []Person
	err := s.db.Read(alone(ctx), func(tx *gorm.DB) error {
		now := s.db.Now()
		var rows []struct {
			Person
			HeldRoles Words
		}
		err := tx.Raw(`select p.id, p.email, p.name, p.country, p.roles, p.state, p.rights_version, p.version, p.password <> '' as has_password, a.roles as held_roles
			from affiliations a join people p on p.id = a.person_id
			where a.partner_id = ? and a.state = 'confirmed' and a.valid_from <= ? and (a.valid_to is null or a.valid_to > ?) and p.state = 'active'
			order by p.id`, partnerID, now, now).Scan(&rows).Error
		people = nil
		for _, row := range rows {
			if slices.Contains(row.HeldRoles, actor.PartnerAdmin) {
				people = append(people, row.Person)
			}
		}
		return err
	})
	return people, err
}

// Me is the asking person with their affiliations.
func (s *Service) Me(ctx context.Context) (Me, error) {
	who := actor.From(ctx)
	if who.Kind != actor.Person {
		return Me{}, ErrForbidden
	}
	var me Me
	err := s.db.Read(alone(ctx), func(tx *gorm.DB) (err error) {
		me = Me{}
		if me.Person, err = personOf(tx, who.ID); err != nil {
			return err
		}
		var all []Membership
		err = tx.Raw("select "+affiliationColumns+", p.name as partner_name from affiliations a join partners p on p.id = a.partner_id where a.person_id = ? and a.state <> 'ended' order by a.id", who.ID).Scan(&all).Error
		now := s.db.Now()
		for _, one := range all {
			switch {
			case one.Current(now):
				me.Affiliations = append(me.Affiliations, one)
			case one.State == Pending:
				me.Pending = append(me.Pending, one)
			}
		}
		return err
	})
	return me, err
}

// PeopleQuery narrows and pages the list of people; Query is looked for in names and addresses, literally.
type PeopleQuery struct {
	Query string
	Staff bool
	After string
	Limit int
}

// People lists people for the vendor, one more than Limit.
func (s *Service) People(ctx context.Context, q PeopleQuery) ([]Person, error) {
	if !actor.From(ctx).IsVendor() && actor.From(ctx).Kind != actor.System {
		return nil, ErrForbidden
	}
	var people []Person
	err := s.db.Read(ctx, func(tx *gorm.DB) error {
		people = nil
		like := "%" + store.Like(strings.ToLower(q.Query)) + "%"
		return tx.Raw("select "+personColumns+` from people where id > ? and (search like ? escape '\' or id in (select person_id from person_mails where email like ? escape '\'))
			and (? = false or roles <> '[]') order by id limit ?`, q.After, like, like, q.Staff, q.Limit+1).Scan(&people).Error
	})
	return people, err
}

// personOf is the row, or ErrNoPerson.
func personOf(tx *gorm.DB, personID string) (Person, error) {
	return only[Person](tx.Raw("select "+personColumns+" from people where id = ?", personID), ErrNoPerson)
}

// personAt finds somebody by the normal spelling of an address.
func personAt(tx *gorm.DB, email string) (Person, error) {
	return only[Person](tx.Raw("select "+personColumns+" from people where id = (select person_id from person_mails where email = ?)", email), ErrNoPerson)
}

// newcomer is a person about to be kept, with the hash of their password or none.
type newcomer struct {
	Person
	Password string
}

// welcome inserts the person unless the address is known, and returns who has the address now and whether that one is new.
func (s *Service) welcome(ctx context.Context, tx *gorm.DB, n newcomer) (Person, bool, error) {
	now := s.db.Now()
	if known, err := personAt(tx, n.Email); !errors.Is(err, ErrNoPerson) {
		return known, false, err
	}
	added, err := changed(tx.Exec(`insert into people (id, email, name, country, password, roles, search, created_at, updated_at)
		values (?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict (email) do nothing`,
		id.New("per"), n.Email, n.Name, n.Country, n.Password, n.Roles, searchable(n.Name, n.Email), now, now))
	if err != nil {
		return Person{}, false, fmt.Errorf("keep a person: %w", err)
	}
	if added {
		err = tx.Exec("insert into person_mails (email, person_id, verified_at) select email, id, created_at from people where email = ?", n.Email).Error
	}
	if err != nil {
		return Person{}, false, store.Taken(err, ErrChangedMeanwhile)
	}
	person, err := personAt(tx, n.Email)
	if err != nil || !added {
		return person, false, err
	}
	return person, true, outbox.Append(ctx, tx, now, person.fact())
}

func searchable(name, email string) string { return strings.ToLower(name) + " " + email }
