package tiers

import (
	"context"
	"net/http"

	"laurel/internal/actor"
	"laurel/internal/web"
)

func (h routes) writes(r *web.Router) {
	facts := web.Scoped("facts:write", actor.VendorAdmin, actor.ProgramManager)
	evidence := web.Scoped("evidence:write", actor.VendorAdmin, actor.ProgramManager, actor.PartnerAdmin)
	approve := web.Scoped("evidence:write", actor.VendorAdmin, actor.ProgramManager)
	standing := web.Scoped("standing:write", actor.VendorAdmin, actor.ProgramManager)
	apply := web.Scoped("standing:write", actor.VendorAdmin, actor.ProgramManager, actor.PartnerAdmin)
	const tag, partner = "PRM", "/prm/v1/partners/{id}"

	web.Operation(r, web.Op{Method: http.MethodPut, Path: partner + "/facts/{metric}/{period}", ID: "put-fact", Tag: tag, Rights: facts,
		Summary: "A metric's figure for a period; a contradicting later one supersedes it"}, h.putFact)
	web.Operation(r, web.Op{Method: http.MethodPost, Path: "/prm/v1/facts/batch", ID: "put-facts", Tag: tag, Rights: facts, MaxBody: 4 << 20,
		Summary: "Up to 500 figures, a result for each"}, h.putFacts)
	web.Operation(r, web.Op{Method: http.MethodPost, Path: partner + "/attestations", ID: "create-attestation", Tag: tag, Rights: evidence, Status: http.StatusCreated,
		Summary: "Hand in evidence"}, h.attest)
	web.Operation(r, web.Op{Method: http.MethodPost, Path: "/prm/v1/attestations/{attestation}/approve", ID: "approve-attestation", Tag: tag, Rights: approve,
		Summary: "Let evidence count; another person than the one who handed it in"}, h.approve)
	web.Operation(r, web.Op{Method: http.MethodPost, Path: partner + "/applications", ID: "create-application", Tag: tag, Rights: apply, Status: http.StatusCreated,
		Summary: "Apply for a tier, or invite to one"}, h.apply)
	web.Operation(r, web.Op{Method: http.MethodPost, Path: "/prm/v1/applications/{application}/accept", ID: "accept-application", Tag: tag, Rights: apply,
		Summary: "The vendor accepts an application, the partner an invitation"}, h.accept)
	web.Operation(r, web.Op{Method: http.MethodPost, Path: "/prm/v1/applications/{application}/decline", ID: "decline-application", Tag: tag, Rights: apply,
		Summary: "Decline an application or an invitation"}, h.decline)
	web.Operation(r, web.Op{Method: http.MethodPost, Path: "/prm/v1/standing-decisions", ID: "decide-standing", Tag: tag, Rights: standing,
		Summary: "Accept or decline a proposal, or override a standing, with a reason"}, h.decide)
}

type applyIn struct {
	ID   string `path:"id"`
	Body struct {
		Program string `json:"program" minLength:"1" maxLength:"80"`
		Tier    string `json:"tier" minLength:"1" maxLength:"80"`
		Kind    string `json:"kind" enum:"application,invitation"`
	}
}

type applyOut struct {
	Location string `header:"Location"`
	Body     ApplicationView
}

func (h routes) apply(ctx context.Context, in *applyIn) (*applyOut, error) {
	p, err := h.s.Find(ctx, actor.Sight(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	if in.Body.Kind == "invitation" && !vendor(actor.From(ctx)) {
		return nil, ErrForbidden
	}
	a, err := h.s.Apply(ctx, Application{PartnerID: p.ID, Program: in.Body.Program, Tier: in.Body.Tier, Kind: in.Body.Kind})
	v, err := h.showApplication(ctx, a, err)
	return &applyOut{"/prm/v1/applications/" + a.ID, v}, err
}

type answerIn struct {
	ID   string `path:"application"`
	Body *struct {
		Reason string `json:"reason,omitempty" maxLength:"2000"`
	} `required:"false"`
}

func (in *answerIn) answer(accept bool) Answer {
	a := Answer{ID: in.ID, Accept: accept}
	if in.Body != nil {
		a.Reason = in.Body.Reason
	}
	return a
}

func (h routes) accept(ctx context.Context, in *answerIn) (*struct{ Body ApplicationView }, error) {
	a, err := h.s.AnswerApplication(ctx, in.answer(true))
	v, err := h.showApplication(ctx, a, err)
	return &struct{ Body ApplicationView }{v}, err
}

func (h routes) decline(ctx context.Context, in *answerIn) (*struct{ Body ApplicationView }, error) {
	a, err := h.s.AnswerApplication(ctx, in.answer(false))
	v, err := h.showApplication(ctx, a, err)
	return &struct{ Body ApplicationView }{v}, err
}

type decideIn struct {
	Body struct {
		Proposal  string `json:"proposal,omitempty" maxLength:"80"`
		Partner   string `json:"partner,omitempty" maxLength:"200" doc:"For an override without a proposal: an id, or ext:EXTERNAL_ID"`
		Program   string `json:"program,omitempty" maxLength:"80"`
		Tier      string `json:"tier,omitempty" maxLength:"80"`
		Decision  string `json:"decision" enum:"accept,decline,override"`
		Reason    string `json:"reason" minLength:"1" maxLength:"2000"`
		HoldUntil string `json:"hold_until,omitempty" maxLength:"40" doc:"An overridden tier is not taken before"`
	}
}

func (h routes) decide(ctx context.Context, in *decideIn) (*struct{ Body StandingView }, error) {
	b := in.Body
	r := Ruling{Proposal: b.Proposal, Program: b.Program, Tier: b.Tier, Reason: b.Reason, Verdict: b.Decision}
	if b.Proposal == "" {
		if b.Decision != "override" || b.Partner == "" || b.Program == "" {
			return nil, ErrInput.With(inField("proposal", "required", "Name a proposal; only an override may name partner, program and tier instead."))
		}
		p, err := h.s.Find(ctx, actor.Sight(ctx), b.Partner)
		if err != nil {
			return nil, err
		}
		r.Partner = p.ID
	}
	if b.HoldUntil != "" {
		until, ok := dayOrInstant(b.HoldUntil)
		if !ok {
			return nil, ErrInput.With(inField("hold_until", "malformed", "A date or an instant."))
		}
		r.HoldUntil = &until
	}
	held, err := h.s.Decide(ctx, r)
	if err != nil {
		return nil, err
	}
	titles, err := h.s.Titles(ctx)
	return &struct{ Body StandingView }{viewStanding(held, titles)}, err
}
