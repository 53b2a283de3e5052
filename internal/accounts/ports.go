package accounts

import (
	"context"

	"gorm.io/gorm"
)

// Names reads the domain name system; a *net.Resolver does.
type Names interface {
	LookupTXT(ctx context.Context, name string) ([]string, error)
}

// Programs tells of the rules of programs what an affiliation must know: the first of the keys whose program counts a person at
// one partner only, or "".
type Programs interface {
	OnePartner(ctx context.Context, tx *gorm.DB, keys []string) (string, error)
}

// Foresight plays a change through headcounts, qualifications and standings, and takes it back. It is asked outside of transactions.
type Foresight interface {
	ForeseePeople(ctx context.Context, c Foreseen) ([]Consequence, error)
}

// Foreseen is a change that has not happened: affiliations as they would be, or accounts that would be one person, or two.
type Foreseen struct {
	Affiliations []Affiliation
	Merges       []Merge
}

// Consequence is a figure of a partner that would change.
type Consequence struct {
	PartnerID, What, Key, From, To string
}
