package accounts

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm"

	"laurel/internal/actor"
	"laurel/internal/audit"
	"laurel/internal/outbox"
)

const affiliationColumns = "a.id, a.person_id, a.partner_id, a.employment, a.roles, a.job_roles, a.state, a.confirmed_by_person, a.confirmed_by_partner, a.valid_from, a.valid_to, a.end_reason, a.basis, a.version"

// Decision is a word about an affiliation. Without On it holds from this moment.
type Decision struct{ On, Reason string }

// Confirm says yes for the side that the actor stands on. A vendor's word counts for the partner's side.
func (s *Service) Confirm(ctx context.Context, affiliationID string, d Decision) (Affiliation, error) {
	on, err := dayOrInstant("on", d.On)
	if err != nil {
		return Affiliation{}, err
	}
	return s.decide(ctx, affiliationID, d.Reason, func(a Affiliation, side Side, now time.Time) (Affiliation, string, error) {
		after, err := a.Confirm(side, on, now)
		return after, "affiliation.confirmed", err
	})
}

// End closes an affiliation. The rights that came with it end with it.
func (s *Service) End(ctx context.Context, affiliationID string, d Decision) (Affiliation, error) {
	on, err := dayOrInstant("on", d.On)
	if err != nil {
		return Affiliation{}, err
	}
	return s.decide(ctx, affiliationID, d.Reason, func(a Affiliation, _ Side, now time.Time) (Affiliation, string, error) {
		after, err := a.End(on, d.Reason, now)
		return after, "affiliation.ended", err
	})
}

type affiliationRule func(a Affiliation, side Side, now time.Time) (after Affiliation, action string, err error)

// decide loads the affiliation for an actor that may see it, applies the rule and keeps what changed.
func (s *Service) decide(ctx context.Context, affiliationID, reason string, rule affiliationRule) (Affiliation, error) {
	reason, err := normalReason(reason)
	if err != nil {
		return Affiliation{}, err
	}
	var after Affiliation
	err = s.db.Tx(alone(ctx), func(tx *gorm.DB) error {
		before, err := only[Affiliation](tx.Raw("select "+affiliationColumns+" from affiliations a where a.id = ?", affiliationID), ErrNoAffiliation)
		if err != nil {
			return err
		}
		side, err := sideOf(ctx, before)
		if err != nil {
			return err
		}
		now := s.db.Now()
		var action string
		if after, action, err = rule(before, side, now); err != nil {
			return err
		}
		if after, err = s.keepAffiliation(ctx, tx, before, after); err != nil {
			return err
		}
		return audit.Append(ctx, tx, now, audit.Entry{Action: action, Subject: after.ID, Partner: after.PartnerID, Reason: reason, Detail: map[string]any{"side": side, "state": after.State}})
	})
	return after, err
}

// sideOf tells on which side the actor stands. Whoever sees neither side is told that there is nothing.
func sideOf(ctx context.Context, a Affiliation) (Side, error) {
	who := actor.From(ctx)
	switch {
	case who.Kind == actor.Person && who.ID == a.PersonID:
		return ByPerson, nil
	case who.AdminOf(a.PartnerID):
		return ByPartner, nil
	case who.Kind == actor.System, who.Has(actor.VendorAdmin, actor.ProgramManager, actor.Support):
		return ByPartner, nil
	case actor.Sight(ctx).Sees(a.PartnerID):
		return "", ErrForbidden
	}
	return "", ErrNoAffiliation
}

// keepAffiliation writes the next version, tells it, and ends tokens when rights were taken.
func (s *Service) keepAffiliation(ctx context.Context, tx *gorm.DB, before, after Affiliation) (Affiliation, error) {
	now := s.db.Now()
	after.Version = before.Version + 1
	ok, err := changed(tx.Exec(`update affiliations set person_id = ?, employment = ?, roles = ?, job_roles = ?, state = ?, confirmed_by_person = ?, confirmed_by_partner = ?,
		valid_from = ?, valid_to = ?, end_reason = ?, version = ?, updated_at = ? where id = ? and version = ?`,
		after.PersonID, after.Employment, after.Roles, after.JobRoles, after.State, after.ConfirmedByPerson, after.ConfirmedByPartner,
		after.ValidFrom, after.ValidTo, after.EndReason, after.Version, now, before.ID, before.Version))
	if err != nil {
		return after, fmt.Errorf("keep affiliation %s: %w", before.ID, err)
	}
	if !ok {
		return after, ErrChangedMeanwhile
	}
	if before.State == Confirmed && after.State == Ended {
		if err := tx.Exec("update people set rights_version = rights_version + 1 where id = ?", before.PersonID).Error; err != nil {
			return after, err
		}
	}
	if err := outbox.Append(ctx, tx, now, after.fact(now)); err != nil {
		return after, err
	}
	if after.ValidTo != nil || after.State == Ended {
		return after, s.calm(ctx, tx, after.ID, "", after.EndReason)
	}
	if before.State != Confirmed || before.Employment != after.Employment {
		return after, s.collide(ctx, tx, after)
	}
	return after, nil
}
