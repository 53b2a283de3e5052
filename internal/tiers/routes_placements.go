package tiers

import (
	"context"
	"time"

	"laurel/internal/actor"
)

// PlacementView is where a partner places its people in the seats of a program.
type PlacementView struct {
	Program    string     `json:"program"`
	Pins       []Pin      `json:"pins"`
	Wanted     []string   `json:"wanted" doc:"Designations asked for, in the partner's own order; empty: all of the program"`
	RecordedAt *time.Time `json:"recorded_at"`
	RecordedBy string     `json:"recorded_by"`
}

// PlacementPath names a placement.
type PlacementPath struct {
	ID      string `path:"id"`
	Program string `path:"program" maxLength:"80"`
}

type placementOut struct{ Body PlacementView }

func viewPlacement(p Placement) *placementOut {
	return &placementOut{PlacementView{p.Program, p.Pins, p.Wanted, inUTC(p.RecordedAt), p.RecordedBy}}
}

func (h routes) placement(ctx context.Context, in *PlacementPath) (*placementOut, error) {
	p, err := h.s.Find(ctx, actor.Sight(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	found, err := h.s.Placement(ctx, p.ID, in.Program)
	return viewPlacement(found), err
}

type placeIn struct {
	PlacementPath
	Body struct {
		Pins   []Pin    `json:"pins" maxItems:"2000"`
		Wanted []string `json:"wanted,omitempty" maxItems:"200"`
	}
}

func (h routes) place(ctx context.Context, in *placeIn) (*placementOut, error) {
	p, err := h.s.Find(ctx, actor.Sight(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	kept, err := h.s.Place(ctx, Placement{PartnerID: p.ID, Program: in.Program, Pins: in.Body.Pins, Wanted: append([]string{}, in.Body.Wanted...)})
	return viewPlacement(kept), err
}
