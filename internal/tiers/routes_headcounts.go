package tiers

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"laurel/internal/actor"
	"laurel/internal/web"
)

type headcountsIn struct {
	web.Paging
	Moments
	Partner       string `query:"partner" maxLength:"200" doc:"An id, or ext:EXTERNAL_ID"`
	Certification string `query:"certification" maxLength:"80"`
	Kind          string `query:"kind" enum:"certification,accreditation,training,external" default:"certification"`
	Level         string `query:"level" maxLength:"80"`
	Family        string `query:"family" maxLength:"80"`
	Role          string `query:"role" maxLength:"80"`
	Country       string `query:"country" maxLength:"80"`
	Employment    string `query:"employment" enum:"employee,contractor,exclusive_contractor"`
	GroupBy       string `query:"group_by" maxLength:"80" doc:"Any of partner, certification, level, family, role, country, parted by commas; partner,certification when absent"`
	ValidFor      string `query:"valid_for" maxLength:"20" doc:"Count who still counts after this period"`
	Basis         string `query:"basis" enum:"people,awards" default:"people"`
	MinSequence   int64  `query:"min_sequence" minimum:"0"`
	IfNoneMatch   string `header:"If-None-Match" maxLength:"200"`
}

// HeadcountsView is a page of headcounts with the clocks it was read at.
type HeadcountsView struct {
	AsOf       time.Time       `json:"as_of"`
	KnownAt    time.Time       `json:"known_at"`
	Basis      string          `json:"basis"`
	Sequence   int64           `json:"sequence"`
	Data       []HeadcountView `json:"data"`
	NextCursor *string         `json:"next_cursor"`
}

// HeadcountView is one row; rows do not add up, since one person may be in several.
type HeadcountView struct {
	Partner             *PartnerRef       `json:"partner,omitempty"`
	Group               map[string]string `json:"group"`
	Count               int               `json:"count"`
	Expiring            []ExpiringView    `json:"expiring"`
	InRenewal           int               `json:"in_renewal"`
	PendingConfirmation int               `json:"pending_confirmation"`
	ComputedAt          time.Time         `json:"computed_at"`
}

// ExpiringView is how many of the counted will not count any more after a period; cumulative.
type ExpiringView struct {
	Within string `json:"within"`
	Count  int    `json:"count"`
}

type headcountsOut struct {
	Status int
	ETag   string `header:"ETag"`
	Body   *HeadcountsView
}

func (h routes) headcounts(ctx context.Context, in *headcountsIn) (*headcountsOut, error) {
	q, err := h.query(ctx, in)
	if err != nil {
		return nil, err
	}
	rows, seq, err := h.s.Headcounts(ctx, q)
	if err != nil {
		return nil, err
	}
	if seq < in.MinSequence {
		return nil, ErrNotYet.After(time.Second)
	}
	tag := "W/" + web.ETag(strconv.FormatInt(seq, 10))
	if in.IfNoneMatch == tag || in.IfNoneMatch == "*" {
		return &headcountsOut{Status: http.StatusNotModified, ETag: tag}, nil
	}
	page := web.Listed(rows, in.Limit, func(r Row) string { return r.key(q.GroupBy) })
	view := HeadcountsView{AsOf: q.asOf, KnownAt: q.knownAt, Basis: in.Basis, Sequence: seq, Data: []HeadcountView{}, NextCursor: page.NextCursor}
	if len(rows) == 0 && in.Cursor == "" {
		if page.Data, err = h.s.empty(ctx, q); err != nil {
			return nil, err
		}
	}
	external, err := h.s.externals(ctx, page.Data)
	for _, r := range page.Data {
		view.Data = append(view.Data, viewRow(r, q, external, h.s.db.Now()))
	}
	return &headcountsOut{Status: http.StatusOK, ETag: tag, Body: &view}, err
}

func (h routes) query(ctx context.Context, in *headcountsIn) (Query, error) {
	c, err := in.read(h.s.db.Now())
	if err != nil {
		return Query{}, err
	}
	after, err := in.After()
	if err != nil {
		return Query{}, err
	}
	groups, ok := parseGroups(in.GroupBy)
	if !ok {
		return Query{}, ErrInput.With(inField("group_by", "not_allowed", "Any of partner, certification, level, family, role, country, each once."))
	}
	valid, err := period("valid_for", in.ValidFor)
	if err != nil {
		return Query{}, err
	}
	scope := actor.Sight(ctx)
	q := Query{clocks: c, Partners: bounded(scope), Certification: in.Certification, Kind: in.Kind, Level: in.Level, Family: in.Family, Role: in.Role,
		Country: in.Country, Employment: in.Employment, GroupBy: groups, ValidFor: valid, Awards: in.Basis == "awards", After: parts(after), Limit: in.Limit + 1}
	if in.Partner != "" {
		p, err := h.s.Find(ctx, scope, in.Partner)
		if err != nil {
			return q, err
		}
		q.Partners = []string{p.ID}
	}
	if len(q.After) != 0 && len(q.After) != len(groups) {
		return q, ErrInput.With(inField("cursor", "malformed", "Use next_cursor with the same group_by."))
	}
	return q, nil
}

func viewRow(r Row, q Query, external map[string]string, now time.Time) HeadcountView {
	v := HeadcountView{Group: group(r, q.GroupBy), Count: r.Count, InRenewal: r.InRenewal, PendingConfirmation: r.Pending, ComputedAt: now}
	if hasWord(q.GroupBy, "partner") {
		v.Partner = &PartnerRef{r.Partner, external[r.Partner]}
	}
	for i, n := range []int{r.Left30, r.Left60, r.Left90} {
		v.Expiring = append(v.Expiring, ExpiringView{horizons[i], n})
	}
	return v
}

type behindIn struct {
	ID            string `path:"id"`
	Certification string `path:"certification"`
	Moments
}

// BehindView is who stands behind a headcount. Names are for people and for keys with people:read.
type BehindView struct {
	Partner       PartnerRef     `json:"partner"`
	Certification string         `json:"certification"`
	AsOf          time.Time      `json:"as_of"`
	KnownAt       time.Time      `json:"known_at"`
	Sequence      int64          `json:"sequence"`
	Count         int            `json:"count"`
	Counted       []CountedView  `json:"counted"`
	Excluded      []ExcludedView `json:"excluded"`
}

// CountedView is a person who counts, up to ValidUntil as far as is known.
type CountedView struct {
	Person     string     `json:"person"`
	Name       string     `json:"name,omitempty"`
	ValidUntil *time.Time `json:"valid_until"`
}

// ExcludedView is a person who does not count, and why.
type ExcludedView struct {
	Person string `json:"person"`
	Name   string `json:"name,omitempty"`
	Why    string `json:"why"`
	On     string `json:"on,omitempty"`
}

func (h routes) behind(ctx context.Context, in *behindIn) (*struct{ Body BehindView }, error) {
	p, err := h.s.Find(ctx, actor.Sight(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	c, err := in.read(h.s.db.Now())
	if err != nil {
		return nil, err
	}
	if known, err := h.s.knowsCertification(ctx, in.Certification); err != nil || !known {
		if err == nil {
			err = ErrNothing
		}
		return nil, err
	}
	b, err := h.s.PeopleBehind(ctx, p.ID, in.Certification, c)
	if who := actor.From(ctx); who.Kind == actor.Key && !who.Can("people:read") {
		b.Names = nil
	}
	return &struct{ Body BehindView }{viewBehind(p, in.Certification, c, b)}, err
}

func viewBehind(p Partner, certification string, c clocks, b Behind) BehindView {
	v := BehindView{Partner: PartnerRef{p.ID, p.ExternalID}, Certification: certification, AsOf: c.asOf, KnownAt: c.knownAt, Sequence: b.Sequence,
		Count: len(b.Counted), Counted: []CountedView{}, Excluded: []ExcludedView{}}
	for _, person := range b.Counted {
		v.Counted = append(v.Counted, CountedView{person.Person, b.Names[person.Person], instant(person.Until)})
	}
	for _, e := range b.Excluded {
		v.Excluded = append(v.Excluded, ExcludedView{e.Person, b.Names[e.Person], e.Why, e.On})
	}
	return v
}

type catalogIn struct {
	web.Paging
}

// CatalogCertification is a definition as headcounts know it.
type CatalogCertification struct {
	Key         string     `json:"key"`
	Title       string     `json:"title"`
	Level       string     `json:"level"`
	Family      string     `json:"family"`
	Roles       []string   `json:"roles"`
	RetiredOn   *string    `json:"retired_on"`
	CountsUntil *time.Time `json:"counts_until"`
}

func (h routes) certifications(ctx context.Context, in *catalogIn) (*struct {
	Body web.List[CatalogCertification]
}, error) {
	after, err := in.After()
	if err != nil {
		return nil, err
	}
	rows, err := h.s.Certifications(ctx, after, in.Limit+1)
	return &struct {
		Body web.List[CatalogCertification]
	}{web.Listed(rows, in.Limit, func(c CatalogCertification) string { return c.Key })}, err
}

type catalogProgramIn struct {
	Key     string `path:"key"`
	Version string `path:"version"`
}

func (h routes) catalogProgram(ctx context.Context, in *catalogProgramIn) (*struct{ Body ProgramView }, error) {
	v, err := h.s.ProgramVersion(ctx, in.Key, in.Version)
	if err == nil && v.State != "published" {
		err = ErrNothing
	}
	return &struct{ Body ProgramView }{viewProgram(v, true)}, err
}
