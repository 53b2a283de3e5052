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
	q := Query{clocks: c, once: in.KnownAt != "", Partners: bounded(scope), Certification: in.Certification, Kind: in.Kind, Level: in.Level, Family: in.Family, Role: in.Role,
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
