package badges

import "time"

// CertificationView is a certification as it leaves; its members but key and version can be sent back as they are.
type CertificationView struct {
	Key     string `json:"key"`
	Version int64  `json:"version"`
	Document
	Roles       []string     `json:"roles"`
	Skills      []string     `json:"skills"`
	Implies     []string     `json:"implies"`
	Equivalents []Equivalent `json:"equivalents"`
}

func certificationView(c Certification) CertificationView {
	return CertificationView{
		Key: c.Key, Version: c.Version, Document: c.Document, Roles: list(c.Roles), Skills: list(c.Skills), Implies: list(c.Implies),
		Equivalents: list(c.Equivalents),
	}
}

// CredentialView is a credential as its holder and the vendor see it.
type CredentialView struct {
	ID                 string     `json:"id"`
	Certification      string     `json:"certification"`
	CertificationTitle string     `json:"certification_title"`
	Level              string     `json:"level"`
	Person             string     `json:"person"`
	HolderName         string     `json:"holder_name"`
	Code               string     `json:"code"`
	AwardedAt          time.Time  `json:"awarded_at"`
	ValidFrom          time.Time  `json:"valid_from"`
	ValidUntil         *time.Time `json:"valid_until"`
	State              State      `json:"state" enum:"active,expired,revoked"`
	RevokedAt          *time.Time `json:"revoked_at"`
	RevokeReason       string     `json:"revoke_reason"`
	Renews             string     `json:"renews"`
	DeliveredBy        string     `json:"delivered_by" doc:"Who delivered the exam, where that was not us"`
	Rendered           bool       `json:"rendered" doc:"Whether PDF, PNG and SVG can be had"`
	URLs               URLs       `json:"urls"`
}

// URLs are where the forms of a credential lie.
type URLs struct {
	Page string `json:"page"`
	JSON string `json:"json"`
	JWT  string `json:"jwt"`
	PNG  string `json:"png"`
	SVG  string `json:"svg"`
	PDF  string `json:"pdf"`
}

func (i issuer) view(c Credential, now time.Time) CredentialView {
	page := i.credentialURL(c.ID)
	v := CredentialView{
		ID: c.ID, Certification: c.CertificationKey, CertificationTitle: c.Certification.Title, Level: c.Certification.Level, Person: c.PersonID,
		HolderName: c.HolderName, Code: ShowCode(c.Code), AwardedAt: c.AwardedAt.UTC(), ValidFrom: c.ValidFrom.UTC(), State: c.State(now),
		RevokeReason: c.RevokeReason, Renews: c.Renews, DeliveredBy: c.DeliveredBy, Rendered: c.RenderedAt != nil,
		URLs: URLs{Page: page, JSON: page + ".json", JWT: page + ".jwt", PNG: page + ".png", SVG: page + ".svg", PDF: page + ".pdf"},
	}
	v.ValidUntil, v.RevokedAt = utc(c.ValidUntil), utc(c.RevokedAt)
	return v
}

func utc(t *time.Time) *time.Time {
	if t == nil {
		return nil
	}
	u := t.UTC()
	return &u
}

func list[T any](in []T) []T {
	if in == nil {
		return []T{}
	}
	return in
}
