package accounts

import (
	"context"
	"net/http"

	"laurel/internal/actor"
	"laurel/internal/web"
)

func (h routes) joining(r *web.Router) {
	const tag, partner = "Affiliations", "/api/v1/partners/{id}"
	invite := web.Roles(actor.VendorAdmin, actor.ProgramManager, actor.Support, actor.PartnerAdmin)
	read := web.Roles(append(web.Vendor(), actor.PartnerAdmin)...)
	web.Operation(r, web.Op{Method: http.MethodGet, Path: "/api/v1/me/claimable", ID: "list-claimable", Summary: "Partners that the signed-in person may join by the domain of an address", Tag: tag, Rights: web.SignedIn()}, h.claimable)
	web.Operation(r, web.Op{Method: http.MethodPost, Path: "/api/v1/me/affiliations", ID: "claim-affiliation", Summary: "Ask to join a partner", Tag: tag, Rights: web.SignedIn(), Status: http.StatusCreated}, h.joinPartner)
	web.Operation(r, web.Op{Method: http.MethodPost, Path: "/api/v1/affiliations/{id}/end/preview", ID: "preview-affiliation-end", Summary: "What the end of an affiliation would do to headcounts and standings", Tag: tag, Rights: web.SignedIn()}, h.previewEnd)
	web.Operation(r, web.Op{Method: http.MethodGet, Path: partner + "/join-code", ID: "read-join-code", Summary: "The code with which people ask to join the partner", Tag: tag, Rights: invite}, h.joinCode)
	web.Operation(r, web.Op{Method: http.MethodPost, Path: partner + "/join-code", ID: "make-join-code", Summary: "Make a new code; the old one is worth nothing from then on", Tag: tag, Rights: invite}, h.freshJoinCode)
	web.Operation(r, web.Op{Method: http.MethodGet, Path: partner + "/domains", ID: "list-domains", Summary: "Mail domains that the partner has proven or begun to", Tag: tag, Rights: read}, h.listDomains)
	web.Operation(r, web.Op{Method: http.MethodPost, Path: partner + "/domains", ID: "ask-domain", Summary: "Begin to prove a mail domain", Tag: tag, Rights: invite, Status: http.StatusCreated}, h.askDomain)
	web.Operation(r, web.Op{Method: http.MethodPost, Path: "/api/v1/domains/{id}/verify", ID: "verify-domain", Summary: "Have the record looked up, or hand in the mailed code", Tag: tag, Rights: invite}, h.verifyDomain)
	web.Operation(r, web.Op{Method: http.MethodDelete, Path: "/api/v1/domains/{id}", ID: "drop-domain", Summary: "Give a domain back", Tag: tag, Rights: invite, Status: http.StatusNoContent}, h.dropDomain)
	web.Operation(r, web.Op{Method: http.MethodGet, Path: "/api/v1/affiliation-conflicts", ID: "list-affiliation-conflicts", Summary: "People whom two partners claim", Tag: tag, Rights: web.SignedIn()}, h.listConflicts)
	web.Operation(r, web.Op{Method: http.MethodPost, Path: "/api/v1/affiliation-conflicts/{id}/resolve", ID: "resolve-affiliation-conflict", Summary: "Keep one affiliation and end the other", Tag: tag,
		Rights: web.Roles(actor.VendorAdmin, actor.ProgramManager, actor.Support), Status: http.StatusNoContent}, h.resolveConflict)
}

type claimableOutput struct {
	Body struct {
		Data []ClaimableView `json:"data"`
	}
}

func (h routes) claimable(ctx context.Context, _ *struct{}) (*claimableOutput, error) {
	list, err := h.s.Claimables(ctx)
	out := &claimableOutput{}
	out.Body.Data = views(list, func(c Claimable) ClaimableView { return ClaimableView{NameView{c.PartnerID, c.PartnerName}, c.Domain} })
	return out, err
}

type joinInput struct {
	Body struct {
		Partner    string   `json:"partner,omitempty" maxLength:"60" doc:"One that is claimable by the domain of an address"`
		Code       string   `json:"code,omitempty" maxLength:"40" doc:"The code that the partner gave"`
		Employment string   `json:"employment,omitempty" enum:"employee,contractor,exclusive_contractor"`
		JobRoles   []string `json:"job_roles,omitempty" maxItems:"20"`
	}
}

func (h routes) joinPartner(ctx context.Context, in *joinInput) (*affiliationOutput, error) {
	if verdict := h.codes.Take("join " + actor.From(ctx).ID); !verdict.OK {
		return nil, ErrTooManyTries.After(verdict.Retry)
	}
	b := in.Body
	a, err := h.s.Join(ctx, Joining{Partner: b.Partner, Code: b.Code, Employment: b.Employment, JobRoles: b.JobRoles})
	return &affiliationOutput{Location: "/api/v1/me", Body: affiliationView(a)}, err
}

type effectsOutput struct{ Body EffectsView }

func (h routes) previewEnd(ctx context.Context, in *decisionInput) (*effectsOutput, error) {
	list, err := h.s.Effects(ctx, in.ID, Decision{On: in.Body.On, Reason: in.Body.Reason})
	return &effectsOutput{EffectsView{Effects: views(list, effectView)}}, err
}

type joinCodeOutput struct {
	Body struct {
		Code string `json:"code" doc:"Empty until one is made"`
	}
}

func (h routes) joinCode(ctx context.Context, in *idInput) (*joinCodeOutput, error) {
	out, err := &joinCodeOutput{}, error(nil)
	out.Body.Code, err = h.s.JoinCode(ctx, in.ID, false)
	return out, err
}

func (h routes) freshJoinCode(ctx context.Context, in *idInput) (*joinCodeOutput, error) {
	out, err := &joinCodeOutput{}, error(nil)
	out.Body.Code, err = h.s.JoinCode(ctx, in.ID, true)
	return out, err
}

type domainsOutput struct {
	Body struct {
		Data []DomainView `json:"data"`
	}
}

func (h routes) listDomains(ctx context.Context, in *idInput) (*domainsOutput, error) {
	list, err := h.s.Domains(ctx, in.ID)
	out := &domainsOutput{}
	out.Body.Data = views(list, h.domainView)
	return out, err
}

type askDomainInput struct {
	ID   string `path:"id"`
	Body struct {
		Domain  string `json:"domain" maxLength:"260"`
		Method  string `json:"method" enum:"dns,mail"`
		Mailbox string `json:"mailbox,omitempty" maxLength:"40" doc:"For mail: admin, administrator, hostmaster, postmaster or webmaster"`
	}
}

type domainOutput struct {
	Location string `header:"Location"`
	Body     DomainView
}

func (h routes) askDomain(ctx context.Context, in *askDomainInput) (*domainOutput, error) {
	if verdict := h.codes.Take("domain " + actor.From(ctx).ID); !verdict.OK {
		return nil, ErrTooManyTries.After(verdict.Retry)
	}
	d, err := h.s.AskDomain(ctx, in.ID, DomainWish{Domain: in.Body.Domain, Method: in.Body.Method, Mailbox: in.Body.Mailbox})
	return &domainOutput{Location: "/api/v1/partners/" + d.PartnerID + "/domains", Body: h.domainView(d)}, err
}

type verifyDomainInput struct {
	ID   string `path:"id"`
	Body struct {
		Code string `json:"code,omitempty" maxLength:"20" doc:"Six digits, where the proof is a letter"`
	}
}

func (h routes) verifyDomain(ctx context.Context, in *verifyDomainInput) (*domainOutput, error) {
	d, err := h.s.VerifyDomain(ctx, in.ID, in.Body.Code)
	return &domainOutput{Body: h.domainView(d)}, err
}

func (h routes) dropDomain(ctx context.Context, in *idInput) (*struct{}, error) {
	return nil, h.s.DropDomain(ctx, in.ID)
}
