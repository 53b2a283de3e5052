package tiers

import (
	"context"
	"time"

	"laurel/internal/actor"
)

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

	MergedInto map[string]string `json:"merged_into,omitempty" doc:"Accounts that count as another account of the same person, with that one"`
}

// CountedView is a person who counts, up to ValidUntil as far as is known.
type CountedView struct {
	Person     string     `json:"person"`
	Name       string     `json:"name,omitempty"`
	ValidUntil *time.Time `json:"valid_until"`
}

// ExcludedView is a person who does not count, and why.
type ExcludedView struct {
	Person  string `json:"person"`
	Name    string `json:"name,omitempty"`
	Why     string `json:"why"`
	WhyText string `json:"why_text"`
	On      string `json:"on,omitempty"`
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
	if !seesNames(actor.From(ctx)) {
		b.Names = nil
	}
	return &struct{ Body BehindView }{viewBehind(p, in.Certification, c, b)}, err
}

// seesNames holds for people, who see only partners in their sight, and for keys with people:read.
func seesNames(who actor.Actor) bool { return who.Kind != actor.Key || who.Can("people:read") }

func viewBehind(p Partner, certification string, c clocks, b Behind) BehindView {
	v := BehindView{Partner: PartnerRef{p.ID, p.ExternalID}, Certification: certification, AsOf: c.asOf, KnownAt: c.knownAt, Sequence: b.Sequence,
		Count: len(b.Counted), Counted: []CountedView{}, Excluded: []ExcludedView{}, MergedInto: b.Merged}
	for _, person := range b.Counted {
		v.Counted = append(v.Counted, CountedView{person.Person, b.Names[person.Person], instant(person.Until)})
	}
	for _, e := range b.Excluded {
		v.Excluded = append(v.Excluded, ExcludedView{e.Person, b.Names[e.Person], e.Why, e.WhyText, e.On})
	}
	return v
}
