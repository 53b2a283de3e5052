package workers

import (
	"context"

	"laurel/internal/accounts"
	"laurel/internal/outbox"
)

// affiliationConflict tells the administrators of each side about their own side, in a letter each.
func (l letters) affiliationConflict(ctx context.Context, f accounts.AffiliationConflict, r outbox.Record) error {
	if f.State != accounts.ConflictOpen {
		return nil
	}
	person, err := l.s.Accounts.Person(ctx, f.PersonID)
	if err != nil {
		return err
	}
	for _, side := range f.Sides {
		partner, err := l.s.Accounts.Partner(ctx, side.PartnerID)
		if err != nil {
			return err
		}
		admins, err := l.s.Accounts.Admins(ctx, side.PartnerID)
		if err != nil {
			return err
		}
		for _, admin := range append(admins, person) {
			link := "/app/partners/" + partner.ID + "/people"
			if admin.ID == person.ID {
				link = "/app/account"
			}
			err := l.send(ctx, admin.ID, accounts.Draft{ID: r.ID + "." + side.AffiliationID + "." + admin.ID, Name: accounts.LetterConflict, Data: accounts.Data{
				"Person": person.Name, "Partner": partner.Name, "Link": l.link(link),
			}})
			if err != nil {
				return err
			}
		}
	}
	return nil
}
