package accounts

import (
	"net/http"

	"laurel/internal/actor"
	"laurel/internal/web"
)

type routes struct {
	s      *Service
	cookie cookieTraits
	mails  *web.Limiter // letters that one network may cause
	boxes  *web.Limiter // letters that one address may get
	guests *web.Limiter // invitations that one person may send
	codes  *web.Limiter // letters with codes that one person may cause, and codes of partners that they may try
}

// Routes registers everything about people and partners.
func (s *Service) Routes(r *web.Router) {
	h := routes{
		s: s, cookie: cookieFor(s.baseURL),
		mails: web.NewLimiter(s.db.Now, 60, hour, 20), boxes: web.NewLimiter(s.db.Now, 6, hour, 3), guests: web.NewLimiter(s.db.Now, 500, hour, 200),
		codes: web.NewLimiter(s.db.Now, 20, hour, 10),
	}
	h.session(r)
	h.addresses(r)
	h.people(r)
	h.partners(r)
	h.joining(r)
	h.merges(r)
	h.keys(r)
	h.prm(r)
	h.oauth(r)
}

func (h routes) session(r *web.Router) {
	const tag = "Session"
	open, mine := web.Public(), web.SignedIn()
	web.Operation(r, web.Op{Method: http.MethodPost, Path: "/api/v1/session", ID: "sign-in", Summary: "Sign in", Tag: tag, Rights: open, Status: http.StatusCreated}, h.signIn)
	web.Operation(r, web.Op{Method: http.MethodPost, Path: "/api/v1/session/refresh", ID: "refresh-session", Summary: "Trade a refresh token, from the body or the cookie, for the next pair", Tag: tag, Rights: open}, h.refresh)
	web.Operation(r, web.Op{Method: http.MethodDelete, Path: "/api/v1/session", ID: "sign-out", Summary: "Sign out", Tag: tag, Rights: mine, Status: http.StatusNoContent}, h.signOut)
	web.Operation(r, web.Op{Method: http.MethodPost, Path: "/api/v1/password-resets", ID: "ask-password-reset", Summary: "Ask for a letter with a link to a new password", Tag: tag, Rights: open, Status: http.StatusAccepted}, h.askReset)
	web.Operation(r, web.Op{Method: http.MethodPost, Path: "/api/v1/password-resets/accept", ID: "accept-password-reset", Summary: "Set a new password by the link of the letter", Tag: tag, Rights: open, Status: http.StatusNoContent}, h.reset)
	web.Operation(r, web.Op{Method: http.MethodPost, Path: "/api/v1/invitations/preview", ID: "preview-invitation", Summary: "What the link of an invitation leads to", Tag: tag, Rights: open}, h.preview)
	web.Operation(r, web.Op{Method: http.MethodPost, Path: "/api/v1/invitations/accept", ID: "accept-invitation", Summary: "Accept an invitation and be signed in", Tag: tag, Rights: open, Status: http.StatusCreated}, h.accept)
	web.Operation(r, web.Op{Method: http.MethodGet, Path: "/api/v1/me", ID: "read-me", Summary: "The signed-in person", Tag: tag, Rights: mine}, h.me)
}

func (h routes) people(r *web.Router) {
	const tag = "People"
	admin := web.Roles(actor.VendorAdmin)
	web.Operation(r, web.Op{Method: http.MethodGet, Path: "/api/v1/people", ID: "list-people", Summary: "Find people", Tag: tag, Rights: web.Roles(web.Vendor()...)}, h.listPeople)
	web.Operation(r, web.Op{Method: http.MethodPost, Path: "/api/v1/people", ID: "employ-person", Summary: "Invite somebody to work for the vendor", Tag: tag, Rights: admin, Status: http.StatusCreated}, h.employ)
	web.Operation(r, web.Op{Method: http.MethodGet, Path: "/api/v1/people/{id}", ID: "read-person", Summary: "One person", Tag: tag, Rights: web.Roles(web.Vendor()...)}, h.person)
	web.Operation(r, web.Op{Method: http.MethodPatch, Path: "/api/v1/people/{id}", ID: "change-person", Summary: "Correct a name, give or take vendor roles, or close an account", Tag: tag, Rights: admin}, h.changePerson)
	web.Operation(r, web.Op{Method: http.MethodPost, Path: "/api/v1/affiliations/{id}/confirm", ID: "confirm-affiliation", Summary: "Confirm an affiliation for the own side", Tag: tag, Rights: web.SignedIn()}, h.confirm)
	web.Operation(r, web.Op{Method: http.MethodPost, Path: "/api/v1/affiliations/{id}/end", ID: "end-affiliation", Summary: "End an affiliation", Tag: tag, Rights: web.SignedIn()}, h.end)
}

func (h routes) partners(r *web.Router) {
	const tag = "Partners"
	read := web.Roles(append(web.Vendor(), actor.PartnerAdmin)...)
	steer := web.Roles(actor.VendorAdmin, actor.ProgramManager)
	invite := web.Roles(actor.VendorAdmin, actor.ProgramManager, actor.Support, actor.PartnerAdmin)
	web.Operation(r, web.Op{Method: http.MethodGet, Path: "/api/v1/partners", ID: "list-partners", Summary: "The partners in sight", Tag: tag, Rights: read}, h.listPartners)
	web.Operation(r, web.Op{Method: http.MethodPost, Path: "/api/v1/partners", ID: "create-partner", Summary: "Make a partner", Tag: tag, Rights: steer, Status: http.StatusCreated}, h.foundPartner)
	web.Operation(r, web.Op{Method: http.MethodGet, Path: "/api/v1/partners/{id}", ID: "read-partner", Summary: "One partner, by id or ext:EXTERNAL_ID", Tag: tag, Rights: read}, h.partner)
	web.Operation(r, web.Op{Method: http.MethodPatch, Path: "/api/v1/partners/{id}", ID: "change-partner", Summary: "Change a partner; If-Match is honoured when it is sent", Tag: tag, Rights: steer}, h.revisePartner)
	web.Operation(r, web.Op{Method: http.MethodGet, Path: "/api/v1/partners/{id}/people", ID: "list-partner-people", Summary: "Who belongs to the partner", Tag: tag, Rights: read}, h.members)
	web.Operation(r, web.Op{Method: http.MethodPost, Path: "/api/v1/partners/{id}/affiliations", ID: "propose-affiliation", Summary: "Propose an affiliation, which both sides have to confirm", Tag: tag,
		Rights: web.Roles(actor.VendorAdmin, actor.ProgramManager, actor.Support), Status: http.StatusCreated}, h.propose)
	web.Operation(r, web.Op{Method: http.MethodGet, Path: "/api/v1/partners/{id}/invitations", ID: "list-invitations", Summary: "Invitations of the partner", Tag: tag, Rights: read}, h.listInvitations)
	web.Operation(r, web.Op{Method: http.MethodPost, Path: "/api/v1/partners/{id}/invitations", ID: "invite", Summary: "Invite somebody to the partner", Tag: tag, Rights: invite, Status: http.StatusCreated}, h.invite)
	web.Operation(r, web.Op{Method: http.MethodDelete, Path: "/api/v1/invitations/{id}", ID: "revoke-invitation", Summary: "Take an invitation back", Tag: tag, Rights: invite, Status: http.StatusNoContent}, h.revoke)
}

func (h routes) keys(r *web.Router) {
	const tag = "API keys"
	web.Operation(r, web.Op{Method: http.MethodGet, Path: "/api/v1/api-keys", ID: "list-api-keys", Summary: "API keys, without their secrets", Tag: tag, Rights: web.Roles(actor.VendorAdmin, actor.Auditor)}, h.listKeys)
	web.Operation(r, web.Op{Method: http.MethodPost, Path: "/api/v1/api-keys", ID: "issue-api-key", Summary: "Make an API key; it is shown once", Tag: tag, Rights: web.Roles(actor.VendorAdmin), Status: http.StatusCreated}, h.issueKey)
	web.Operation(r, web.Op{Method: http.MethodDelete, Path: "/api/v1/api-keys/{id}", ID: "revoke-api-key", Summary: "End an API key at once", Tag: tag, Rights: web.Roles(actor.VendorAdmin), Status: http.StatusNoContent}, h.revokeKey)
}

func (h routes) prm(r *web.Router) {
	const tag = "PRM partners"
	read := web.AnyScope([]string{"headcount:read", "qualification:read", "partners:write", "export:read"}, append(web.Vendor(), actor.PartnerAdmin)...)
	write := web.Scoped("partners:write", actor.VendorAdmin, actor.ProgramManager)
	web.Operation(r, web.Op{Method: http.MethodGet, Path: "/prm/v1/partners", ID: "prm-list-partners", Summary: "Partners", Tag: tag, Rights: read}, h.listPartners)
	web.Operation(r, web.Op{Method: http.MethodGet, Path: "/prm/v1/partners/{id}", ID: "prm-read-partner", Summary: "One partner, by id or ext:EXTERNAL_ID", Tag: tag, Rights: read}, h.partner)
	web.Operation(r, web.Op{Method: http.MethodPut, Path: "/prm/v1/partners/{id}", ID: "prm-upsert-partner", Summary: "Make or change the partner ext:EXTERNAL_ID", Tag: tag, Rights: write}, h.upsert)
}
