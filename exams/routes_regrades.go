package exams

import (
	"context"
	"net/http"
	"time"

	"laurel/internal/actor"
	"laurel/internal/web"
)

const regradesPath = "/api/v1/regrades"

// regrades registers what happens when a key was wrong.
func (h routes) regrades(r *web.Router) {
	write := web.Roles(actor.VendorAdmin, actor.Author)
	read := web.Roles(actor.VendorAdmin, actor.Author, actor.ProgramManager, actor.Auditor)
	op := func(method, path, id, summary string, rights web.Rights) web.Op {
		return web.Op{Method: method, Path: path, ID: id, Tag: tagExams, Rights: rights, Summary: summary}
	}
	look := op(http.MethodPost, regradesPath, "look-at-regrade", "Ask what a proposed key would change; nothing is changed", write)
	look.Status = http.StatusCreated
	web.Operation(r, look, h.look)
	web.Operation(r, op(http.MethodGet, regradesPath, "list-regrades", "Regrades, newest first", read), h.listRegrades)
	web.Operation(r, op(http.MethodGet, regradesPath+"/{id}", "get-regrade", "A regrade with its outlook", read), h.getRegrade)
	web.Operation(r, op(http.MethodPost, regradesPath+"/{id}/apply", "apply-regrade", "Adopt the key; who proposed it may not", write), h.applyRegrade)
	web.Operation(r, op(http.MethodPost, regradesPath+"/{id}/decline", "decline-regrade", "Leave the key as it is", write), h.declineRegrade)
}

// RegradeView is a regrade.
type RegradeView struct {
	ID         string       `json:"id"`
	Kind       RegradeKind  `json:"kind" enum:"key,line" doc:"A key that is called into question, or the line that a conversion draws for a form"`
	Version    string       `json:"item_version,omitempty"`
	Item       string       `json:"item,omitempty"`
	Stem       string       `json:"stem,omitempty" doc:"How the item begins"`
	Key        int          `json:"key,omitempty"`
	Equating   string       `json:"equating,omitempty"`
	Form       string       `json:"form,omitempty"`
	FormCut    string       `json:"form_cut,omitempty" doc:"Where the form is passed, on its own points"`
	State      RegradeState `json:"state" enum:"looking,ready,applying,applied,declined"`
	Outlook    *Outlook     `json:"outlook"`
	Changed    int          `json:"changed" doc:"Attempts that got another result"`
	CreatedBy  string       `json:"created_by"`
	CreatedAt  time.Time    `json:"created_at"`
	DecidedBy  string       `json:"decided_by,omitempty"`
	DecidedAt  *time.Time   `json:"decided_at"`
	FinishedAt *time.Time   `json:"finished_at"`
}

func viewRegrade(r Regrade) RegradeView {
	v := RegradeView{ID: r.ID, Kind: r.Kind, State: r.State, Changed: r.Changed, CreatedBy: r.CreatedBy, CreatedAt: r.CreatedAt, DecidedBy: r.DecidedBy, DecidedAt: r.DecidedAt, FinishedAt: r.FinishedAt}
	if r.Kind == RegradeLine {
		v.Equating, v.Form, v.FormCut = r.ItemVersionID, r.FormID, r.FormCut
	} else {
		v.Version, v.Key, v.Item, v.Stem = r.ItemVersionID, r.KeyNumber, r.ItemID, r.Stem
	}
	if r.State != RegradeLooking {
		v.Outlook = &r.Outlook
	}
	return v
}

type lookIn struct {
	Body struct {
		Version  string `json:"item_version,omitempty" maxLength:"100"`
		Key      int    `json:"key,omitempty" minimum:"1" doc:"Number of the proposed key"`
		Equating string `json:"equating,omitempty" maxLength:"100" doc:"Instead of a key: an adopted conversion, whose line is to be carried to attempts that are graded"`
	}
}

type regradeOut struct {
	Location string `header:"Location"`
	Body     RegradeView
}

func regraded(r Regrade, err error) (*regradeOut, error) {
	if err != nil {
		return nil, err
	}
	return &regradeOut{regradesPath + "/" + r.ID, viewRegrade(r)}, nil
}

func (h routes) look(ctx context.Context, in *lookIn) (*regradeOut, error) {
	b := in.Body
	var f faults
	f.unless((b.Equating == "") != (b.Version == ""), "item_version", "one_of", "either item_version with key, or equating")
	f.unless(b.Version == "" || b.Key > 0, "key", "required", "the number of the proposed key")
	f.unless(b.Equating == "" || b.Key == 0, "key", "not_allowed", "goes with item_version only")
	if err := f.err(ErrInput); err != nil {
		return nil, err
	}
	if b.Equating != "" {
		return regraded(h.exams.LookAtLine(ctx, b.Equating))
	}
	return regraded(h.exams.Look(ctx, b.Version, b.Key))
}

func (h routes) getRegrade(ctx context.Context, in *idIn) (*regradeOut, error) {
	return regraded(h.exams.Regrade(ctx, in.ID))
}

func (h routes) applyRegrade(ctx context.Context, in *idIn) (*regradeOut, error) {
	return regraded(h.exams.Apply(ctx, in.ID))
}

func (h routes) declineRegrade(ctx context.Context, in *idIn) (*regradeOut, error) {
	return regraded(h.exams.DeclineRegrade(ctx, in.ID))
}

func (h routes) listRegrades(ctx context.Context, in *web.Paging) (*struct{ Body web.List[RegradeView] }, error) {
	after, err := in.After()
	if err != nil {
		return nil, err
	}
	rows, err := h.exams.Regrades(ctx, after, in.Limit+1)
	page := web.Listed(each(rows, viewRegrade), in.Limit, func(v RegradeView) string { return v.ID })
	return &struct{ Body web.List[RegradeView] }{page}, err
}
