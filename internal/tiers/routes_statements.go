package tiers

import (
	"context"
	"net/http"
	"time"

	"laurel/internal/actor"
	"laurel/internal/web"
)

func (h routes) statements(r *web.Router) {
	everyone := append(web.Vendor(), actor.PartnerAdmin)
	read := web.Scoped("headcount:read", everyone...)
	say := web.Scoped("headcount:read", actor.VendorAdmin, actor.ProgramManager, actor.Support, actor.PartnerAdmin)
	const tag = "PRM"

	web.Operation(r, web.Op{Method: http.MethodPost, Path: "/prm/v1/statements", ID: "create-statement", Tag: tag, Rights: say, Status: http.StatusCreated,
		Summary: "Sign how many certified people a partner had: a JWS that strangers verify with the keys at /.well-known/jwks.json"}, h.state)
	web.Operation(r, web.Op{Method: http.MethodGet, Path: "/prm/v1/statements/{statement}", ID: "get-statement", Tag: tag, Rights: read,
		Summary: "A statement as it was signed"}, h.statement)
	web.Operation(r, web.Op{Method: http.MethodGet, Path: "/prm/v1/partners/{id}/statements", ID: "list-statements", Tag: tag, Rights: read,
		Summary: "What was signed about a partner, newest first"}, h.statementsOf)
}

// StatementView is a statement with what it says in plain sight; the JWS is what counts.
type StatementView struct {
	ID            string    `json:"id"`
	Partner       string    `json:"partner"`
	Certification string    `json:"certification"`
	Basis         string    `json:"basis" enum:"people"`
	Count         int       `json:"count"`
	AsOf          time.Time `json:"as_of"`
	KnownAt       time.Time `json:"known_at"`
	InputsSHA256  string    `json:"inputs_sha256"`
	JWS           string    `json:"jws" doc:"Compact JWS, EdDSA; laurel verify FILE checks it"`
	KeysURL       string    `json:"keys_url"`
	CreatedAt     time.Time `json:"created_at"`
}

func (h routes) viewStatement(st Statement) StatementView {
	return StatementView{st.ID, st.PartnerID, st.CertificationKey, "people", st.Count, st.AsOf.UTC(), st.KnownAt.UTC(), st.InputsSHA256, st.JWS,
		h.s.baseURL + "/.well-known/jwks.json", st.CreatedAt.UTC()}
}

type statementDraftIn struct {
	Body struct {
		Partner       string `json:"partner" minLength:"1" maxLength:"200" doc:"An id, or ext:EXTERNAL_ID"`
		Certification string `json:"certification" minLength:"1" maxLength:"100"`
		AsOf          string `json:"as_of,omitempty" maxLength:"40" doc:"An instant, or a date: the end of that day in UTC; now when absent"`
		KnownAt       string `json:"known_at,omitempty" maxLength:"40" doc:"An instant not ahead of now; now when absent"`
	}
}

type statementDraftOut struct {
	Location string `header:"Location"`
	Body     StatementView
}

func (h routes) state(ctx context.Context, in *statementDraftIn) (*statementDraftOut, error) {
	p, err := h.s.Find(ctx, actor.Sight(ctx), in.Body.Partner)
	if err != nil {
		return nil, err
	}
	now := h.s.db.Now()
	c, err := Moments{in.Body.AsOf, in.Body.KnownAt}.read(now)
	if err != nil {
		return nil, err
	}
	if c.knownAt.After(now) {
		return nil, ErrInput.With(inField("known_at", "out_of_range", "Nobody knows yet what will be known."))
	}
	st, err := h.s.State(ctx, StatementDraft{Partner: p, Certification: in.Body.Certification, clocks: c})
	return &statementDraftOut{"/prm/v1/statements/" + st.ID, h.viewStatement(st)}, err
}

type statementIn struct {
	ID string `path:"statement"`
}

type statementOut struct {
	ETag string `header:"ETag"`
	Body StatementView
}

func (h routes) statement(ctx context.Context, in *statementIn) (*statementOut, error) {
	st, err := h.s.Statement(ctx, actor.Sight(ctx), in.ID)
	return &statementOut{web.ETag(st.ID), h.viewStatement(st)}, err
}

func (h routes) statementsOf(ctx context.Context, in *pagedIn) (*struct{ Body web.List[StatementView] }, error) {
	p, err := h.s.Find(ctx, actor.Sight(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	before, err := in.After()
	if err != nil {
		return nil, err
	}
	rows, err := h.s.Statements(ctx, p.ID, before, in.Limit+1)
	views := []StatementView{}
	for _, st := range rows {
		views = append(views, h.viewStatement(st))
	}
	return &struct{ Body web.List[StatementView] }{web.Listed(views, in.Limit, func(v StatementView) string { return v.ID })}, err
}
