package accounts

import (
	"context"
	"slices"

	"gorm.io/gorm"

	"laurel/internal/actor"
	"laurel/internal/audit"
	"laurel/internal/fault"
	"laurel/internal/outbox"
	"laurel/internal/store"
)

// Staffer is somebody who shall work for the vendor.
type Staffer struct {
	Email, Name string
	Roles       []string
}

// Employ makes an account with vendor roles and sends the invitation to choose a password.
func (s *Service) Employ(ctx context.Context, d Staffer) (Person, error) {
	if !mayAdminister(ctx) {
		return Person{}, ErrForbidden
	}
	roles, ok := chosen(d.Roles, vendorRoles)
	if !ok || len(roles) == 0 {
		return Person{}, badRole("roles")
	}
	email, err := normalEmail(d.Email)
	if err != nil {
		return Person{}, err
	}
	name, err := normalName("name", d.Name)
	if err != nil {
		return Person{}, err
	}
	return outbox.Once(ctx, s.db, func(tx *gorm.DB) (Person, error) {
		person, isNew, err := s.welcome(ctx, tx, newcomer{Person: Person{Email: email, Name: name, Roles: roles}})
		if err != nil {
			return Person{}, err
		}
		if !isNew {
			return Person{}, ErrPersonExists.And("id", person.ID)
		}
		_, err = s.invite(ctx, tx, Invitation{Email: email, Name: name, Employment: Employee})
		if err != nil {
			return Person{}, err
		}
		return person, audit.Append(ctx, tx, s.db.Now(), audit.Entry{Action: "person.roles_given", Subject: person.ID, Detail: map[string]any{"roles": roles}})
	})
}

// Standing is what of a person the vendor may change; nil leaves as it is. A name is corrected where the person mistyped it.
type Standing struct {
	Name  *string
	Roles *[]string
	State *string
}

// of applies the wishes to a person.
func (w Standing) of(p Person) (Person, error) {
	if w.Name != nil {
		name, err := normalName("name", *w.Name)
		if err != nil {
			return p, err
		}
		p.Name = name
	}
	if w.Roles != nil {
		roles, ok := chosen(*w.Roles, vendorRoles)
		if !ok {
			return p, badRole("roles")
		}
		p.Roles = roles
	}
	if w.State != nil {
		if *w.State != Active && *w.State != Disabled {
			return p, ErrBadRole.With(fault.Field{Field: "state", Code: "unknown_state", Detail: "The state is active or disabled."})
		}
		p.State = *w.State
	}
	return p, nil
}

// ChangeStanding gives or takes vendor roles, or closes an account. What is taken ends at once, with the sessions that held it.
func (s *Service) ChangeStanding(ctx context.Context, personID string, want Standing) (Person, error) {
	if !mayAdminister(ctx) {
		return Person{}, ErrForbidden
	}
	var person Person
	err := s.db.Tx(ctx, func(tx *gorm.DB) error {
		before, err := personOf(tx, personID)
		if err == nil && before.MergedInto != "" {
			err = ErrMerged.And("into", before.MergedInto)
		}
		if err != nil {
			return err
		}
		after, err := want.of(before)
		if err != nil {
			return err
		}
		if person, err = s.restate(ctx, tx, before, after); err != nil {
			return err
		}
		return s.adminRemains(tx)
	})
	return person, err
}

// restate writes what changed: rights under a new rights version, a name under a new version that others are told.
func (s *Service) restate(ctx context.Context, tx *gorm.DB, before, after Person) (Person, error) {
	now := s.db.Now()
	rights := after.State != before.State || !slices.Equal(after.Roles, before.Roles)
	if rights {
		after.RightsVersion++
	}
	if after.Name != before.Name {
		after.Version++
	}
	ok, err := changed(tx.Exec("update people set name = ?, search = ?, roles = ?, state = ?, rights_version = ?, version = ?, updated_at = ? where id = ? and rights_version = ? and version = ?",
		after.Name, searchable(after.Name, after.Email), after.Roles, after.State, after.RightsVersion, after.Version, now, before.ID, before.RightsVersion, before.Version))
	if err != nil {
		return Person{}, err
	}
	if !ok {
		return Person{}, ErrChangedMeanwhile
	}
	if after.Version != before.Version {
		if err := outbox.Append(ctx, tx, now, after.fact()); err != nil {
			return Person{}, err
		}
	}
	if after.State == Disabled {
		if err := s.endSessions(tx, before.ID, "disabled"); err != nil {
			return Person{}, err
		}
	}
	after.UpdatedAt = now
	action := "person.renamed"
	if rights {
		action = "person.rights_changed"
	}
	return after, audit.Append(ctx, tx, now, audit.Entry{Action: action, Subject: before.ID, Detail: map[string]any{
		"roles_before": before.Roles, "roles_after": after.Roles, "state_before": before.State, "state_after": after.State}})
}

// adminRemains refuses the change that would leave the vendor without an administrator. The rows are
// locked in order, so that two administrators who remove each other do not both succeed.
func (s *Service) adminRemains(tx *gorm.DB) error {
	var staff []Person
	lock := ""
	if store.Postgres(tx) {
		lock = " for update"
	}
	if err := tx.Raw("select " + personColumns + " from people where roles <> '[]' and state = 'active' order by id" + lock).Scan(&staff).Error; err != nil {
		return err
	}
	for _, p := range staff {
		if slices.Contains(p.Roles, actor.VendorAdmin) {
			return nil
		}
	}
	return ErrLastAdmin
}

func mayAdminister(ctx context.Context) bool {
	who := actor.From(ctx)
	return who.Kind == actor.System || who.Has(actor.VendorAdmin)
}
