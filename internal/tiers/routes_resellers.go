package tiers

import (
	"context"
	"net/http"
	"slices"

	"laurel/internal/actor"
	"laurel/internal/web"
)

func (h routes) resellers(r *web.Router) {
	see := web.Roles(append(web.Vendor(), actor.PartnerAdmin)...)
	const tag, partner = "Partners", "/api/v1/partners/{id}"
	web.Operation(r, web.Op{Method: http.MethodGet, Path: partner + "/resellers", ID: "list-resellers", Tag: tag, Rights: see,
		Summary: "Partners below this one: headcounts, tiers and expiries, no people"}, h.listResellers)
	web.Operation(r, web.Op{Method: http.MethodGet, Path: partner + "/resellers/{reseller}/team", ID: "list-reseller-team", Tag: tag, Rights: see,
		Summary: "People of a partner below that allows it"}, h.resellerTeam)
	web.Operation(r, web.Op{Method: http.MethodGet, Path: partner + "/sharing", ID: "read-sharing", Tag: tag, Rights: see,
		Summary: "What the partner above may see"}, h.sharing)
	web.Operation(r, web.Op{Method: http.MethodPut, Path: partner + "/sharing", ID: "change-sharing", Tag: tag, Rights: web.Roles(actor.PartnerAdmin),
		Summary: "Let the partner above see the people, or no longer"}, h.share)
}

// ResellerView is what the partner above sees.
type ResellerView struct {
	Partner        ResellerRef  `json:"partner"`
	Country        string       `json:"country"`
	CertifiedCount int          `json:"certified_count" doc:"People with any certification that counts"`
	Standings      []RankView   `json:"standings"`
	Headcounts     []EndingView `json:"headcounts"`
	SharesPeople   bool         `json:"shares_people"`
}

// ResellerRef names a partner.
type ResellerRef struct {
	ID         string `json:"id"`
	ExternalID string `json:"external_id"`
	Name       string `json:"name"`
}

// RankView is a tier that is held; an empty one says that none is.
type RankView struct {
	Program      string `json:"program"`
	ProgramTitle string `json:"program_title"`
	Track        string `json:"track"`
	Tier         string `json:"tier"`
	TierTitle    string `json:"tier_title"`
}

// EndingView is a headcount and how many of it end within days.
type EndingView struct {
	Certification string `json:"certification"`
	Count         int    `json:"count"`
	Within30      int    `json:"within_30_days"`
	Within60      int    `json:"within_60_days"`
	Within90      int    `json:"within_90_days"`
}

func viewReseller(r Reseller, t Titles) ResellerView {
	v := ResellerView{ResellerRef{r.ID, r.ExternalID, r.Name}, r.Country, r.Certified, []RankView{}, []EndingView{}, r.SharesPeople}
	for _, k := range r.Standings {
		v.Standings = append(v.Standings, RankView{k.Program, t.program(k.Program), k.Track, k.Tier, t.tier(k.Program, k.Tier)})
	}
	for _, c := range r.Counts {
		v.Headcounts = append(v.Headcounts, EndingView{c.Certification, c.Count, c.Left30, c.Left60, c.Left90})
	}
	return v
}

type resellersIn struct {
	ID string `path:"id"`
}

type resellersOut struct {
	Body struct {
		Data []ResellerView `json:"data"`
	}
}

func (h routes) listResellers(ctx context.Context, in *resellersIn) (*resellersOut, error) {
	p, err := h.s.Find(ctx, actor.Sight(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	found, err := h.s.Resellers(ctx, p.ID)
	if err != nil {
		return nil, err
	}
	titles, err := h.s.Titles(ctx)
	out := &resellersOut{}
	out.Body.Data = []ResellerView{}
	for _, r := range found {
		out.Body.Data = append(out.Body.Data, viewReseller(r, titles))
	}
	return out, err
}

type resellerTeamIn struct {
	ID       string `path:"id"`
	Reseller string `path:"reseller"`
	web.Paging
}

func (h routes) resellerTeam(ctx context.Context, in *resellerTeamIn) (*struct{ Body web.List[MemberView] }, error) {
	p, err := h.s.Find(ctx, actor.Sight(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	after, err := in.After()
	if err != nil {
		return nil, err
	}
	team, err := h.s.ResellerTeam(ctx, p.ID, in.Reseller)
	if err != nil {
		return nil, err
	}
	team = slices.DeleteFunc(team, func(m Member) bool { return m.key() <= after })
	page := web.Listed(team, in.Limit, Member.key)
	views := []MemberView{}
	for _, m := range page.Data {
		m.Email = "" // the name is shared, the way to the person is not
		views = append(views, viewMember(m))
	}
	return &struct{ Body web.List[MemberView] }{web.List[MemberView]{Data: views, NextCursor: page.NextCursor}}, nil
}

// SharingView is what the partner above may see.
type SharingView struct {
	Parent     *string `json:"parent" doc:"The partner above, or null"`
	ParentName *string `json:"parent_name"`
	People     bool    `json:"people" doc:"People by name; without it, numbers only"`
}

func viewSharing(s Sharing) SharingView {
	v := SharingView{People: s.People}
	if s.ParentID != "" {
		v.Parent, v.ParentName = &s.ParentID, &s.ParentName
	}
	return v
}

func (h routes) sharing(ctx context.Context, in *resellersIn) (*struct{ Body SharingView }, error) {
	p, err := h.s.Find(ctx, actor.Sight(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	found, err := h.s.Shares(ctx, p)
	return &struct{ Body SharingView }{viewSharing(found)}, err
}

type shareIn struct {
	ID   string `path:"id"`
	Body struct {
		People bool `json:"people"`
	}
}

func (h routes) share(ctx context.Context, in *shareIn) (*struct{ Body SharingView }, error) {
	p, err := h.s.Find(ctx, actor.Sight(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	found, err := h.s.Share(ctx, p, in.Body.People)
	return &struct{ Body SharingView }{viewSharing(found)}, err
}
