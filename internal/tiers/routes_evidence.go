package tiers

import (
	"context"
	"time"

	"laurel/internal/actor"
)

type attestIn struct {
	ID   string `path:"id"`
	Body struct {
		Kind       string `json:"kind" pattern:"^[A-Za-z0-9._-]{1,80}$"`
		ValidFrom  string `json:"valid_from" maxLength:"40" doc:"A date, or an instant"`
		ValidUntil string `json:"valid_until,omitempty" maxLength:"40"`
		Note       string `json:"note,omitempty" maxLength:"4000"`
		File       string `json:"file,omitempty" maxLength:"200" doc:"A reference to the evidence"`
	}
}

type attestOut struct {
	Location string `header:"Location"`
	Body     AttestationView
}

func (h routes) attest(ctx context.Context, in *attestIn) (*attestOut, error) {
	p, err := h.s.Find(ctx, actor.Sight(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	from, ok := dayOrInstant(in.Body.ValidFrom)
	if !ok {
		return nil, ErrInput.With(inField("valid_from", "malformed", "A date or an instant."))
	}
	a := Attestation{PartnerID: p.ID, Kind: in.Body.Kind, Note: in.Body.Note, File: in.Body.File, ValidFrom: from}
	if in.Body.ValidUntil != "" {
		until, ok := dayOrInstant(in.Body.ValidUntil)
		if !ok || !until.After(from) {
			return nil, ErrInput.With(inField("valid_until", "malformed", "A date or an instant after valid_from."))
		}
		a.ValidUntil = &until
	}
	a, err = h.s.Attest(ctx, a)
	v, err := h.showAttestation(ctx, a, err)
	return &attestOut{"/prm/v1/attestations/" + a.ID, v}, err
}

func dayOrInstant(text string) (time.Time, bool) {
	if day, err := time.Parse(time.DateOnly, text); err == nil {
		return day, sane(day)
	}
	t, err := time.Parse(time.RFC3339, text)
	return utc(t), err == nil && sane(t)
}

type approveIn struct {
	ID string `path:"attestation"`
}

func (h routes) approve(ctx context.Context, in *approveIn) (*struct{ Body AttestationView }, error) {
	a, err := h.s.Approve(ctx, in.ID)
	v, err := h.showAttestation(ctx, a, err)
	return &struct{ Body AttestationView }{v}, err
}
