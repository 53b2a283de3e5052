package accounts

import (
	"slices"
	"time"

	"laurel/internal/actor"
)

const invitationLife = 14 * 24 * time.Hour

// The states of an invitation. Expired is not kept: the clock says it.
const (
	InvitationPending  = "pending"
	InvitationAccepted = "accepted"
	InvitationRevoked  = "revoked"
	InvitationExpired  = "expired"
)

// Invitation asks one address to join a partner, or the vendor when PartnerID is empty.
type Invitation struct {
	ID         string
	PartnerID  string
	Email      string
	Name       string
	Employment string
	Roles      Words
	JobRoles   Words
	State      string
	InvitedBy  string
	CreatedAt  time.Time
	ExpiresAt  time.Time
	SentAt     *time.Time
	AcceptedAt *time.Time
	AcceptedBy string
}

// Open holds while the link works.
func (i Invitation) Open(now time.Time) bool {
	return i.State == InvitationPending && i.ExpiresAt.After(now)
}

// Stage is the state with the clock's word.
func (i Invitation) Stage(now time.Time) string {
	if i.State == InvitationPending && !i.ExpiresAt.After(now) {
		return InvitationExpired
	}
	return i.State
}

// InvitationDraft is what an inviter says.
type InvitationDraft struct {
	Email, Name, Employment string
	Roles, JobRoles         []string
}

// escalates holds for a role that no partner can give.
func (d InvitationDraft) escalates() bool {
	return slices.ContainsFunc(d.Roles, func(role string) bool { return slices.Contains(vendorRoles, role) })
}

func (d InvitationDraft) invitation() (Invitation, error) {
	inv := Invitation{Employment: d.Employment}
	var err error
	if inv.Email, err = normalEmail(d.Email); err != nil {
		return inv, err
	}
	if inv.Name, err = normalName("name", d.Name); err != nil {
		return inv, err
	}
	if inv.Employment == "" {
		inv.Employment = Employee
	}
	if !slices.Contains([]string{Employee, Contractor, ExclusiveContractor}, inv.Employment) {
		return inv, badRole("employment")
	}
	if len(d.Roles) == 0 {
		d.Roles = []string{actor.Candidate}
	}
	var ok bool
	if inv.Roles, ok = chosen(d.Roles, partnerRoles); !ok {
		return inv, badRole("roles")
	}
	inv.JobRoles, err = jobRoles(d.JobRoles)
	return inv, err
}
