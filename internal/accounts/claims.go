package accounts

import (
	"context"
	"fmt"
	"slices"

	"gorm.io/gorm"

	"laurel/internal/actor"
	"laurel/internal/id"
	"laurel/internal/outbox"
)

// Claim is a binding that the vendor proposes to both sides.
type Claim struct {
	PersonID, Employment string
	Roles, JobRoles      []string
}

// Propose writes a pending affiliation: the person and the partner's administrator each still have to confirm it.
func (s *Service) Propose(ctx context.Context, partnerRef string, c Claim) (Affiliation, error) {
	who := actor.From(ctx)
	if who.Kind != actor.System && !who.Has(actor.VendorAdmin, actor.ProgramManager, actor.Support) {
		return Affiliation{}, ErrForbidden
	}
	a, err := c.affiliation()
	if err != nil {
		return Affiliation{}, err
	}
	return outbox.Once(ctx, s.db, func(tx *gorm.DB) (Affiliation, error) {
		partner, err := partnerOf(tx, actor.Sight(ctx), partnerRef)
		if err != nil {
			return Affiliation{}, err
		}
		person, err := personOf(tx, c.PersonID)
		if err == nil && person.MergedInto != "" {
			err = ErrMerged.And("into", person.MergedInto)
		}
		if err != nil {
			return Affiliation{}, err
		}
		a.PartnerID, a.Basis = partner.ID, BasisVendor
		return s.affiliate(ctx, tx, a)
	})
}

func (c Claim) affiliation() (Affiliation, error) {
	a := Affiliation{PersonID: c.PersonID, Employment: c.Employment, State: Pending}
	if len(c.Roles) == 0 {
		c.Roles = []string{actor.Candidate}
	}
	if a.Employment == "" {
		a.Employment = Employee
	}
	var ok bool
	if a.Roles, ok = chosen(c.Roles, partnerRoles); !ok {
		return a, badRole("roles")
	}
	if !slices.Contains([]string{Employee, Contractor, ExclusiveContractor}, a.Employment) {
		return a, badRole("employment")
	}
	var err error
	a.JobRoles, err = jobRoles(c.JobRoles)
	return a, err
}

// affiliate inserts a new affiliation, unless one is open. One whose end has passed is closed first.
func (s *Service) affiliate(ctx context.Context, tx *gorm.DB, a Affiliation) (Affiliation, error) {
	now := s.db.Now()
	err := tx.Exec("update affiliations set state = 'ended', updated_at = ? where person_id = ? and partner_id = ? and state <> 'ended' and valid_to <= ?",
		now, a.PersonID, a.PartnerID, now).Error
	if err != nil {
		return a, err
	}
	a.ID, a.Version = id.New("aff"), 1
	ok, err := changed(tx.Exec(`insert into affiliations (id, person_id, partner_id, employment, roles, job_roles, state, confirmed_by_person, confirmed_by_partner, valid_from, basis, version, created_at, updated_at)
		values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1, ?, ?) on conflict (person_id, partner_id) where state <> 'ended' do nothing`,
		a.ID, a.PersonID, a.PartnerID, a.Employment, a.Roles, a.JobRoles, a.State, a.ConfirmedByPerson, a.ConfirmedByPartner, a.ValidFrom, a.Basis, now, now))
	if err != nil {
		return a, fmt.Errorf("keep an affiliation: %w", err)
	}
	if !ok {
		return a, ErrAffiliated
	}
	if err := outbox.Append(ctx, tx, now, a.fact(now)); err != nil {
		return a, err
	}
	return a, s.collide(ctx, tx, a)
}
