package accounts

import (
	"context"
	"strconv"

	"laurel/internal/web"
)

type listPartnersInput struct {
	web.Paging
	Query string `query:"query" maxLength:"200" doc:"Part of a name"`
}

func (h routes) listPartners(ctx context.Context, in *listPartnersInput) (*struct{ Body web.List[PartnerView] }, error) {
	after, err := in.After()
	if err != nil {
		return nil, err
	}
	partners, err := h.s.Partners(ctx, PartnersQuery{Query: in.Query, After: after, Limit: in.Limit})
	return &struct{ Body web.List[PartnerView] }{web.Listed(views(partners, partnerView), in.Limit, func(v PartnerView) string { return v.ID })}, err
}

type partnerOutput struct {
	Location string `header:"Location"`
	ETag     string `header:"ETag"`
	Body     PartnerView
}

func shown(p Partner) *partnerOutput {
	return &partnerOutput{ETag: web.ETag(version(p.Version)), Body: partnerView(p)}
}

func version(v int64) string { return strconv.FormatInt(v, 10) }

func (h routes) partner(ctx context.Context, in *idInput) (*partnerOutput, error) {
	partner, err := h.s.Partner(ctx, in.ID)
	return shown(partner), err
}

type foundInput struct {
	Body struct {
		Name       string    `json:"name" maxLength:"400"`
		Country    string    `json:"country" maxLength:"2" doc:"ISO 3166-1 alpha-2"`
		ExternalID *string   `json:"external_id,omitempty" maxLength:"100"`
		Parent     *string   `json:"parent,omitempty" maxLength:"110" doc:"Id or ext:EXTERNAL_ID of the partner above"`
		Domains    *[]string `json:"domains,omitempty" maxItems:"50"`
		Programs   *[]string `json:"programs,omitempty" maxItems:"50"`
	}
}

func (h routes) foundPartner(ctx context.Context, in *foundInput) (*partnerOutput, error) {
	b := in.Body
	partner, err := h.s.Found(ctx, PartnerDraft{Name: &b.Name, Country: &b.Country, ExternalID: b.ExternalID, Parent: b.Parent, Domains: b.Domains, Programs: b.Programs})
	out := shown(partner)
	out.Location = "/api/v1/partners/" + partner.ID
	return out, err
}

type reviseInput struct {
	ID      string `path:"id"`
	IfMatch string `header:"If-Match" maxLength:"200"`
	Body    struct {
		Name       *string   `json:"name,omitempty" maxLength:"400"`
		Country    *string   `json:"country,omitempty" maxLength:"2"`
		ExternalID *string   `json:"external_id,omitempty" maxLength:"100"`
		Parent     *string   `json:"parent,omitempty" maxLength:"110"`
		Domains    *[]string `json:"domains,omitempty" maxItems:"50"`
		Programs   *[]string `json:"programs,omitempty" maxItems:"50"`
	}
}

func (h routes) revisePartner(ctx context.Context, in *reviseInput) (*partnerOutput, error) {
	b := in.Body
	revision := Revision{Draft: PartnerDraft{Name: b.Name, Country: b.Country, ExternalID: b.ExternalID, Parent: b.Parent, Domains: b.Domains, Programs: b.Programs}}
	if in.IfMatch != "" {
		revision.Match = func(held int64) error { return web.Match(in.IfMatch, version(held)) }
	}
	partner, err := h.s.Revise(ctx, in.ID, revision)
	return shown(partner), err
}

type membersInput struct {
	ID string `path:"id"`
	web.Paging
}

func (h routes) members(ctx context.Context, in *membersInput) (*struct{ Body web.List[MemberView] }, error) {
	after, err := in.After()
	if err != nil {
		return nil, err
	}
	members, err := h.s.Members(ctx, MembersQuery{Partner: in.ID, After: after, Limit: in.Limit})
	return &struct{ Body web.List[MemberView] }{web.Listed(views(members, memberView), in.Limit, func(v MemberView) string { return v.Affiliation })}, err
}

type proposeInput struct {
	ID   string `path:"id"`
	Body struct {
		Person     string   `json:"person" maxLength:"60"`
		Employment string   `json:"employment,omitempty" enum:"employee,contractor,exclusive_contractor"`
		Roles      []string `json:"roles,omitempty" maxItems:"2"`
		JobRoles   []string `json:"job_roles,omitempty" maxItems:"20"`
	}
}

func (h routes) propose(ctx context.Context, in *proposeInput) (*affiliationOutput, error) {
	b := in.Body
	a, err := h.s.Propose(ctx, in.ID, Claim{PersonID: b.Person, Employment: b.Employment, Roles: b.Roles, JobRoles: b.JobRoles})
	return &affiliationOutput{Location: "/api/v1/partners/" + a.PartnerID + "/people", Body: affiliationView(a)}, err
}
