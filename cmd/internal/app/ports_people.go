package app

import (
	"context"

	"gorm.io/gorm"

	"laurel/internal/accounts"
	"laurel/internal/tiers"
)

// ladders answers accounts out of tiers, which is made after it.
type ladders struct{ of *services }

func (l ladders) OnePartner(ctx context.Context, tx *gorm.DB, keys []string) (string, error) {
	return l.of.Tiers.OnePartner(ctx, tx, keys)
}

func (l ladders) ForeseePeople(ctx context.Context, f accounts.Foreseen) ([]accounts.Consequence, error) {
	affiliations := make([]tiers.Affiliation, len(f.Affiliations))
	for i, a := range f.Affiliations {
		affiliations[i] = tiers.Affiliation{
			ID: a.ID, PersonID: a.PersonID, PartnerID: a.PartnerID, Employment: a.Employment, State: a.State, JobRoles: a.JobRoles,
			ByPerson: a.ConfirmedByPerson, ByPartner: a.ConfirmedByPartner, From: a.ValidFrom, To: a.ValidTo, Basis: a.Basis,
		}
	}
	merges := make([]tiers.Merge, len(f.Merges))
	for i, m := range f.Merges {
		merges[i] = tiers.Merge{ID: m.ID, From: m.FromID, Into: m.IntoID, Undone: m.UndoneAt != nil}
	}
	found, err := l.of.Tiers.ForeseePeople(ctx, tiers.Foreseen{Affiliations: affiliations, Merges: merges})
	out := make([]accounts.Consequence, len(found))
	for i, c := range found {
		out[i] = accounts.Consequence(c)
	}
	return out, err
}
