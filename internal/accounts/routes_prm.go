package accounts

import (
	"context"
	"net/http"
	"strings"
)

type upsertOutput struct {
	Status   int
	Location string `header:"Location"`
	ETag     string `header:"ETag"`
	Body     PartnerView
}

type upsertInput struct {
	ID   string `path:"id" doc:"ext: and the external id"`
	Body struct {
		Name     string    `json:"name" maxLength:"400"`
		Country  string    `json:"country" maxLength:"2"`
		Parent   *string   `json:"parent,omitempty" maxLength:"110"`
		Domains  *[]string `json:"domains,omitempty" maxItems:"50"`
		Programs *[]string `json:"programs,omitempty" maxItems:"50"`
	}
}

// upsert takes external ids only: an id of ours is not the PRM's to choose.
func (h routes) upsert(ctx context.Context, in *upsertInput) (*upsertOutput, error) {
	externalID, marked := strings.CutPrefix(in.ID, externalMark)
	if !marked || externalID == "" {
		return nil, ErrNoPartner
	}
	b := in.Body
	partner, isNew, err := h.s.Upsert(ctx, externalID, PartnerDraft{Name: &b.Name, Country: &b.Country, Parent: b.Parent, Domains: b.Domains, Programs: b.Programs})
	out := &upsertOutput{Status: http.StatusOK, ETag: shown(partner).ETag, Body: partnerView(partner)}
	if isNew {
		out.Status, out.Location = http.StatusCreated, "/prm/v1/partners/"+partner.ID
	}
	return out, err
}
