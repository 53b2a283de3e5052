package accounts

import "time"

// The states of a person.
const (
	Active   = "active"
	Disabled = "disabled"
)

// Person is one human being with one address. Roles are those held for the vendor; the ones held at partners stand in affiliations.
type Person struct {
	ID            string
	Email         string
	Name          string
	Country       string
	Roles         Words
	State         string
	RightsVersion int64
	Version       int64
	HasPassword   bool
	MergedInto    string
	CreatedAt     time.Time
	UpdatedAt     time.Time
}

// Staff holds for the vendor's own people, whose passwords must be longer.
func (p Person) Staff() bool { return len(p.Roles) > 0 }

func (p Person) fact() PersonChanged {
	return PersonChanged{PersonID: p.ID, Name: p.Name, Email: p.Email, Country: p.Country, Version: p.Version}
}

// Me is a person with what binds them to partners now, and what still waits for a confirmation.
type Me struct {
	Person
	Affiliations []Membership
	Pending      []Membership
}

// Membership is an affiliation seen from the person's side.
type Membership struct {
	Affiliation
	PartnerName string
}
