package accounts

import "time"

// PersonView is a person as the vendor, and the person, see them.
type PersonView struct {
	ID        string `json:"id"`
	Name      string `json:"name"`
	Email     string `json:"email"`
	Roles     Words  `json:"roles" doc:"Roles held for the vendor"`
	State     string `json:"state" enum:"active,invited,disabled,merged"`
	CreatedAt string `json:"created_at"`

	MergedInto *string `json:"merged_into" doc:"The account that this one is a part of"`
}

func personView(p Person) PersonView {
	state := p.State
	if state == Active && !p.HasPassword {
		state = "invited"
	}
	if p.MergedInto != "" {
		state = "merged"
	}
	return PersonView{MergedInto: textOrNull(p.MergedInto), ID: p.ID, Name: p.Name, Email: p.Email, Roles: p.Roles, State: state, CreatedAt: instant(p.CreatedAt)}
}

// SelfView is who signed in.
type SelfView struct {
	ID    string `json:"id"`
	Name  string `json:"name"`
	Email string `json:"email"`
	Roles Words  `json:"roles"`
}

func selfView(p Person) SelfView {
	return SelfView{ID: p.ID, Name: p.Name, Email: p.Email, Roles: p.Roles}
}

// SessionView is the answer to a sign-in. Without a refresh_token it went into the cookie.
type SessionView struct {
	AccessToken  string   `json:"access_token"`
	ExpiresAt    string   `json:"expires_at"`
	RefreshToken string   `json:"refresh_token,omitempty"`
	Person       SelfView `json:"person"`
}

// NameView is a partner in passing.
type NameView struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// MembershipView is an affiliation seen from the person's side.
type MembershipView struct {
	ID       string   `json:"id"`
	Partner  NameView `json:"partner"`
	Roles    Words    `json:"roles"`
	JobRoles Words    `json:"job_roles"`
	From     *string  `json:"from"`
}

// PendingView waits for a confirmation.
type PendingView struct {
	MembershipView
	ConfirmedByPerson  bool `json:"confirmed_by_person"`
	ConfirmedByPartner bool `json:"confirmed_by_partner"`
}

// MeView is the asking person.
type MeView struct {
	SelfView
	Affiliations []MembershipView `json:"affiliations"`
	Pending      []PendingView    `json:"pending_affiliations"`
}

func meView(me Me) MeView {
	view := MeView{SelfView: selfView(me.Person), Affiliations: []MembershipView{}, Pending: []PendingView{}}
	for _, m := range me.Affiliations {
		view.Affiliations = append(view.Affiliations, membershipView(m))
	}
	for _, m := range me.Pending {
		view.Pending = append(view.Pending, PendingView{membershipView(m), m.ConfirmedByPerson, m.ConfirmedByPartner})
	}
	return view
}

func membershipView(m Membership) MembershipView {
	return MembershipView{ID: m.ID, Partner: NameView{m.PartnerID, m.PartnerName}, Roles: m.Roles, JobRoles: m.JobRoles, From: instantOrNull(m.ValidFrom)}
}

func instant(at time.Time) string { return at.UTC().Format(time.RFC3339Nano) }

func instantOrNull(at *time.Time) *string {
	if at == nil {
		return nil
	}
	text := instant(*at)
	return &text
}

func textOrNull(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}
