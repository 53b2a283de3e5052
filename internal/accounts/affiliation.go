package accounts

import (
	"strings"
	"time"

	"laurel/internal/fault"
)

// The states of an affiliation.
const (
	Pending   = "pending"
	Confirmed = "confirmed"
	Ended     = "ended"
)

const (
	reasonLongest = 500
	// backdating is how far back a confirmation may lie: whom a partner counted is not rewritten at will.
	backdating = 31 * 24 * time.Hour
	aheadMost  = 366 * 24 * time.Hour
)

// Affiliation binds a person to a partner in [ValidFrom, ValidTo), once both sides have said so.
type Affiliation struct {
	ID                 string
	PersonID           string
	PartnerID          string
	Employment         string
	Roles              Words
	JobRoles           Words
	State              string
	ConfirmedByPerson  bool
	ConfirmedByPartner bool
	ValidFrom          *time.Time
	ValidTo            *time.Time
	EndReason          string
	Basis              string
	Version            int64
}

// What an affiliation began with.
const (
	BasisInvitation = "invitation"
	BasisClaim      = "claim"
	BasisDomain     = "domain"
	BasisDirectory  = "directory"
	BasisVendor     = "vendor"
	BasisChange     = "change"
)

// Side is who confirms.
type Side string

// The two sides, each of which must say yes.
const (
	ByPerson  Side = "person"
	ByPartner Side = "partner"
)

// Current holds for an affiliation that gives rights at the moment.
func (a Affiliation) Current(at time.Time) bool {
	return a.State == Confirmed && a.ValidFrom != nil && !a.ValidFrom.After(at) && (a.ValidTo == nil || a.ValidTo.After(at))
}

// Over holds for an affiliation that has ended, also when its end lay ahead when it was written.
func (a Affiliation) Over(at time.Time) bool {
	return a.State == Ended || (a.ValidTo != nil && !a.ValidTo.After(at))
}

// Confirm notes one side's yes; with both, the affiliation holds from `on`, or from now.
func (a Affiliation) Confirm(side Side, on *time.Time, now time.Time) (Affiliation, error) {
	if a.Over(now) {
		return a, ErrAffiliationEnded
	}
	if on != nil && (on.After(now.Add(aheadMost)) || on.Before(now.Add(-backdating))) {
		return a, ErrBadDate.With(fault.Field{Field: "on", Code: "out_of_range", Detail: "The day lies more than a year ahead, or more than 31 days back."})
	}
	switch side {
	case ByPerson:
		a.ConfirmedByPerson = true
	case ByPartner:
		a.ConfirmedByPartner = true
	}
	if a.State == Pending && a.ConfirmedByPerson && a.ConfirmedByPartner {
		a.State = Confirmed
		a.ValidFrom = &now
		if on != nil {
			a.ValidFrom = on
		}
	}
	return a, nil
}

// End closes the affiliation at `on`, or now. A day ahead is a notice: rights last until then.
func (a Affiliation) End(on *time.Time, reason string, now time.Time) (Affiliation, error) {
	if a.Over(now) {
		return a, ErrAffiliationEnded
	}
	to := now
	if on != nil {
		to = *on
	}
	if to.After(now.Add(aheadMost)) {
		return a, ErrBadDate.With(fault.Field{Field: "on", Code: "out_of_range", Detail: "The day lies more than a year ahead."})
	}
	if a.ValidFrom != nil && to.Before(*a.ValidFrom) {
		if !sameDay(to, *a.ValidFrom) {
			return a, ErrBadDate.With(fault.Field{Field: "on", Code: "out_of_range", Detail: "The day lies before the beginning."})
		}
		to = *a.ValidFrom
	}
	a.ValidTo, a.EndReason = &to, strings.TrimSpace(reason)
	if !to.After(now) || a.State == Pending {
		a.State = Ended
	}
	return a, nil
}

func sameDay(one, other time.Time) bool {
	return one.UTC().Format(time.DateOnly) == other.UTC().Format(time.DateOnly)
}

// joined adds what an accepted invitation brings to what was there.
func (a Affiliation) joined(inv Invitation, now time.Time) Affiliation {
	a.Roles, a.JobRoles = tidy(append(a.Roles, inv.Roles...)), tidy(append(a.JobRoles, inv.JobRoles...))
	a.ConfirmedByPerson, a.ConfirmedByPartner = true, true
	if a.State != Confirmed {
		a.State, a.ValidFrom, a.Employment = Confirmed, &now, inv.Employment
	}
	return a
}

func (a Affiliation) fact(at time.Time) AffiliationChanged {
	return AffiliationChanged{
		AffiliationID: a.ID, PersonID: a.PersonID, PartnerID: a.PartnerID, Employment: a.Employment, Roles: tidy(a.Roles), JobRoles: tidy(a.JobRoles),
		State: a.State, ConfirmedByPerson: a.ConfirmedByPerson, ConfirmedByPartner: a.ConfirmedByPartner,
		From: a.ValidFrom, To: a.ValidTo, Basis: a.Basis, Version: a.Version, At: at,
	}
}

// dayOrInstant reads "2026-10-02" as the beginning of that day in UTC, or an RFC 3339 instant; empty is nil.
func dayOrInstant(field, text string) (*time.Time, error) {
	if text == "" {
		return nil, nil //nolint:nilnil // no date was given, which is allowed
	}
	for _, layout := range []string{time.DateOnly, time.RFC3339} {
		if at, err := time.Parse(layout, text); err == nil {
			at = at.UTC().Truncate(time.Microsecond)
			return &at, nil
		}
	}
	return nil, ErrBadDate.With(fault.Field{Field: field, Code: "invalid_date", Detail: "Give a day like 2026-10-02, or an instant."})
}

func normalReason(reason string) (string, error) {
	reason = strings.TrimSpace(reason)
	if reason == "" {
		return "", nil
	}
	if len(reason) > 4*reasonLongest || strings.IndexFunc(reason, func(r rune) bool { return hidden(r) && r != '\n' }) >= 0 {
		return "", badName("reason", "not_allowed", "The reason is too long or contains a character that cannot be seen.")
	}
	return reason, nil
}
