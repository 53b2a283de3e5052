package accounts

import (
	"time"
)

// PartnerView is a partner with what its keepers know.
type PartnerView struct {
	ID         string  `json:"id"`
	ExternalID *string `json:"external_id"`
	Name       string  `json:"name"`
	Country    string  `json:"country"`
	Parent     *string `json:"parent"`
	Domains    Words   `json:"domains"`
	Programs   Words   `json:"programs"`
	JoinedAt   string  `json:"joined_at"`
	UpdatedAt  string  `json:"updated_at"`
}

func partnerView(p Partner) PartnerView {
	return PartnerView{
		ID: p.ID, ExternalID: textOrNull(p.ExternalID), Name: p.Name, Country: p.Country, Parent: textOrNull(p.ParentID),
		Domains: p.Domains, Programs: p.Programs, JoinedAt: instant(p.JoinedAt), UpdatedAt: instant(p.UpdatedAt),
	}
}

// InvitationView never holds the link: that is in the letter only.
type InvitationView struct {
	ID         string `json:"id"`
	Partner    string `json:"partner"`
	Email      string `json:"email"`
	Name       string `json:"name"`
	Employment string `json:"employment"`
	Roles      Words  `json:"roles"`
	JobRoles   Words  `json:"job_roles"`
	State      string `json:"state" enum:"pending,accepted,revoked,expired"`
	CreatedAt  string `json:"created_at"`
	ExpiresAt  string `json:"expires_at"`
}

func invitationView(i Invitation, now time.Time) InvitationView {
	return InvitationView{
		ID: i.ID, Partner: i.PartnerID, Email: i.Email, Name: i.Name, Employment: i.Employment, Roles: i.Roles, JobRoles: i.JobRoles,
		State: i.Stage(now), CreatedAt: instant(i.CreatedAt), ExpiresAt: instant(i.ExpiresAt),
	}
}

// AffiliationView is what both sides know of it.
type AffiliationView struct {
	ID                 string  `json:"id"`
	Person             string  `json:"person"`
	Partner            string  `json:"partner"`
	Employment         string  `json:"employment"`
	Roles              Words   `json:"roles"`
	JobRoles           Words   `json:"job_roles"`
	State              string  `json:"state" enum:"pending,confirmed,ended"`
	ConfirmedByPerson  bool    `json:"confirmed_by_person"`
	ConfirmedByPartner bool    `json:"confirmed_by_partner"`
	From               *string `json:"from"`
	To                 *string `json:"to"`
	Basis              string  `json:"basis" doc:"invitation, claim, domain, directory, vendor, change; empty where it was not noted"`
}

func affiliationView(a Affiliation) AffiliationView {
	return AffiliationView{
		ID: a.ID, Person: a.PersonID, Partner: a.PartnerID, Employment: a.Employment, Roles: a.Roles, JobRoles: a.JobRoles, State: a.State,
		ConfirmedByPerson: a.ConfirmedByPerson, ConfirmedByPartner: a.ConfirmedByPartner, From: instantOrNull(a.ValidFrom), To: instantOrNull(a.ValidTo), Basis: a.Basis,
	}
}

// MemberView is one of a partner's people.
type MemberView struct {
	ID               string  `json:"id" doc:"The person's id"`
	Name             string  `json:"name"`
	Email            string  `json:"email"`
	Affiliation      string  `json:"affiliation"`
	AffiliationState string  `json:"affiliation_state" enum:"pending,confirmed"`
	Employment       string  `json:"employment"`
	Roles            Words   `json:"roles"`
	JobRoles         Words   `json:"job_roles"`
	From             *string `json:"from"`
	To               *string `json:"to"`
	Basis            string  `json:"basis"`

	ConfirmedByPerson  bool `json:"confirmed_by_person"`
	ConfirmedByPartner bool `json:"confirmed_by_partner"`
}

func memberView(m Member) MemberView {
	return MemberView{
		ID: m.PersonID, Name: m.PersonName, Email: m.PersonEmail, Affiliation: m.ID, AffiliationState: m.State, Employment: m.Employment,
		Roles: m.Roles, JobRoles: m.JobRoles, From: instantOrNull(m.ValidFrom), To: instantOrNull(m.ValidTo), Basis: m.Basis,
		ConfirmedByPerson: m.ConfirmedByPerson, ConfirmedByPartner: m.ConfirmedByPartner,
	}
}

// KeyView is an API key without its secret.
type KeyView struct {
	ID        string  `json:"id" doc:"Of a client it is the client_id"`
	Kind      string  `json:"kind" enum:"key,client" doc:"A client is traded for tokens at /oauth/token"`
	Name      string  `json:"name"`
	Prefix    string  `json:"prefix" doc:"The first characters of the key"`
	Scopes    Words   `json:"scopes"`
	CreatedBy string  `json:"created_by"`
	CreatedAt string  `json:"created_at"`
	ExpiresAt *string `json:"expires_at"`
	RevokedAt *string `json:"revoked_at"`
	LastUsed  *string `json:"last_used_at" doc:"To about five minutes"`
}

func keyView(k APIKey) KeyView {
	return KeyView{k.ID, k.Kind, k.Name, k.Prefix, k.Scopes, k.CreatedBy, instant(k.CreatedAt), instantOrNull(k.ExpiresAt), instantOrNull(k.RevokedAt), instantOrNull(k.LastUsed)}
}

// IssuedView shows the key, this once.
type IssuedView struct {
	KeyView
	Key string `json:"key" doc:"The key, or the client_secret"`
}
