package accounts

import (
	"context"
	"slices"

	"gorm.io/gorm"

	"laurel/internal/actor"
	"laurel/internal/audit"
)

// HasAdmin says whether anybody administers the vendor.
func (s *Service) HasAdmin(ctx context.Context) (bool, error) {
	found := false
	err := s.db.Read(alone(ctx), func(tx *gorm.DB) error {
		var staff []Person
		err := tx.Raw("select " + personColumns + " from people where roles <> '[]' and state = 'active'").Scan(&staff).Error
		found = slices.ContainsFunc(staff, func(p Person) bool { return slices.Contains(p.Roles, actor.VendorAdmin) })
		return err
	})
	return found, err
}

// Founder is the first administrator, as the operator names them.
type Founder struct {
	Email, Name, Password string
}

// CreateAdmin makes a vendor administrator who can sign in at once. A known address is refused with ErrPersonExists: nobody
// becomes an administrator, or gets another password, by a setting.
func (s *Service) CreateAdmin(ctx context.Context, f Founder) (Person, error) {
	return s.Enroll(ctx, Enrollment{Email: f.Email, Name: f.Name, Password: f.Password, Roles: []string{actor.VendorAdmin}})
}

// Enrollment is somebody with vendor roles whose password the operator sets.
type Enrollment struct {
	Email, Name, Password string
	Roles                 []string
}

// Enroll makes a person with vendor roles and a password, without a letter. Only the operator's own tools may.
func (s *Service) Enroll(ctx context.Context, e Enrollment) (Person, error) {
	if actor.From(ctx).Kind != actor.System {
		return Person{}, ErrForbidden
	}
	email, err := normalEmail(e.Email)
	if err != nil {
		return Person{}, err
	}
	name, err := normalName("name", e.Name)
	if err != nil {
		return Person{}, err
	}
	roles, ok := chosen(e.Roles, vendorRoles)
	if !ok {
		return Person{}, badRole("roles")
	}
	if err := (candidatePassword{Password: e.Password, Staff: len(roles) > 0, About: []string{email, name}}).judge(); err != nil {
		return Person{}, err
	}
	hash, err := s.hash(ctx, e.Password)
	if err != nil {
		return Person{}, err
	}
	var person Person
	err = s.db.Tx(ctx, func(tx *gorm.DB) error {
		made, isNew, err := s.welcome(ctx, tx, newcomer{Person: Person{Email: email, Name: name, Roles: roles}, Password: hash})
		if err != nil {
			return err
		}
		if !isNew {
			return ErrPersonExists
		}
		person = made
		return audit.Append(ctx, tx, s.db.Now(), audit.Entry{Action: "person.roles_given", Subject: made.ID, Detail: map[string]any{"roles": roles}})
	})
	return person, err
}
