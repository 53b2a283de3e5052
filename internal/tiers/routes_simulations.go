package tiers

import (
	"context"
	"encoding/json"
	"net/http"

	"laurel/internal/actor"
	"laurel/internal/tiers/rules"
	"laurel/internal/web"
)

func (h routes) simulations(r *web.Router) {
	web.Operation(r, web.Op{Method: http.MethodPost, Path: "/prm/v1/simulations", ID: "simulate", Tag: "PRM", Status: http.StatusOK,
		Rights:  web.Scoped("qualification:read", append(web.Vendor(), actor.PartnerAdmin)...),
		Summary: "What if: people, awards, figures, or another version of the program; nothing is kept"}, h.simulate)
}

type simulateIn struct {
	Body struct {
		Partner string          `json:"partner" minLength:"1" maxLength:"200" doc:"An id, or ext:EXTERNAL_ID"`
		Program string          `json:"program,omitempty" maxLength:"80"`
		Version string          `json:"version,omitempty" maxLength:"80" doc:"Another version of the program; drafts for the vendor only"`
		Target  string          `json:"target,omitempty" maxLength:"80"`
		AsOf    string          `json:"as_of,omitempty" maxLength:"40"`
		KnownAt string          `json:"known_at,omitempty" maxLength:"40"`
		Horizon string          `json:"horizon,omitempty" maxLength:"20"`
		Add     []ImaginedAward `json:"add,omitempty" maxItems:"50"`
		Remove  []string        `json:"remove,omitempty" maxItems:"500" doc:"Ids of people who would be gone"`
		Facts   []ImaginedFact  `json:"facts,omitempty" maxItems:"100"`
	}
}

// ImaginedAward is an award that new people, or people of the partner, would have.
type ImaginedAward struct {
	Kind    string   `json:"kind,omitempty" enum:"certification,accreditation,training,external" doc:"A certification when absent"`
	Key     string   `json:"key" minLength:"1" maxLength:"80"`
	Level   string   `json:"level,omitempty" maxLength:"80"`
	Family  string   `json:"family,omitempty" maxLength:"80"`
	Roles   []string `json:"roles,omitempty" maxItems:"20"`
	People  int      `json:"people,omitempty" minimum:"0" maximum:"1000" doc:"New people with it"`
	Persons []string `json:"persons,omitempty" maxItems:"500" doc:"Ids of people of the partner who would earn it"`
}

// ImaginedFact is a figure as it would be.
type ImaginedFact struct {
	Metric   string          `json:"metric" minLength:"1" maxLength:"80"`
	Period   string          `json:"period" minLength:"1" maxLength:"20"`
	Value    json.RawMessage `json:"value"`
	Active   json.RawMessage `json:"active_value,omitempty"`
	Currency string          `json:"currency,omitempty" pattern:"^[A-Z]{3}$"`
}

// SimulationView is the answer as it would be, and what that changes.
type SimulationView struct {
	Then    rules.Explanation `json:"then"`
	From    rules.Result      `json:"from" enum:"met,not_met,unknown" doc:"The result as it is"`
	To      rules.Result      `json:"to" enum:"met,not_met,unknown"`
	Summary string            `json:"summary_now"`
	Changes []Change          `json:"changes"`
}

type simulateOut struct{ Body SimulationView }

func (h routes) simulate(ctx context.Context, in *simulateIn) (*simulateOut, error) {
	b, who := in.Body, actor.From(ctx)
	p, err := h.s.Find(ctx, actor.Sight(ctx), b.Partner)
	if err != nil {
		return nil, err
	}
	c, err := Moments{b.AsOf, b.KnownAt}.read(h.s.db.Now())
	if err != nil {
		return nil, err
	}
	horizon, err := period("horizon", b.Horizon)
	if err != nil {
		return nil, err
	}
	if b.Version != "" && !vendor(who) {
		if _, err := h.s.publishedVersion(ctx, b.Program, b.Version); err != nil {
			return nil, ErrInput.With(inField("version", "unknown_version", "Name the program and a published version of it."))
		}
	}
	m := Simulation{Remove: b.Remove, Version: b.Version}
	for _, a := range b.Add {
		if a.Kind == "" {
			a.Kind = "certification"
		}
		m.Add = append(m.Add, Addition{a.Kind, a.Key, a.Level, a.Family, a.Roles, a.People, a.Persons})
	}
	for _, f := range b.Facts {
		m.Facts = append(m.Facts, Fact{Partner: p.ID, Metric: f.Metric, Period: f.Period, Value: f.Value, ActiveValue: f.Active, Currency: f.Currency, Source: "simulation", ObservedAt: c.knownAt})
	}
	out, err := h.s.Simulate(ctx, Ask{clocks: c, Partner: p.ID, Program: b.Program, Target: b.Target, Horizon: horizon}, m)
	if err != nil {
		return nil, err
	}
	return &simulateOut{SimulationView{out.Then, out.Now.Result, out.Then.Result, out.Now.Summary, changes(out.Now, out.Then)}}, nil
}

// publishedVersion finds a version that partners may know of.
func (s *Service) publishedVersion(ctx context.Context, key, number string) (Version, error) {
	v, err := s.ProgramVersion(ctx, key, number)
	if err == nil && v.State != "published" {
		err = ErrNothing
	}
	return v, err
}
