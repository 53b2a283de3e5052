package app

import (
	"context"
	"time"

	"laurel/exams"
	"laurel/internal/tiers"
)

// foresight answers exams out of badges and tiers: what decisions that turn would do further on.
type foresight struct {
	of  *services
	now func() time.Time
}

func (f foresight) Foresee(ctx context.Context, flips []exams.Flip) ([]exams.Turn, []exams.Consequence, error) {
	turns, awards := []exams.Turn{}, []tiers.Award{}
	for _, flip := range flips {
		won, fallen, err := f.turns(ctx, flip)
		if err != nil {
			return nil, nil, err
		}
		turns, awards = append(turns, won...), append(awards, fallen...)
	}
	found, err := f.of.Tiers.Foresee(ctx, awards)
	out := make([]exams.Consequence, len(found))
	for i, c := range found {
		out[i] = exams.Consequence(c)
	}
	return turns, out, err
}

// turns are the credentials of one decision that turns, as turns and as what tiers would be told of them.
func (f foresight) turns(ctx context.Context, flip exams.Flip) (turns []exams.Turn, awards []tiers.Award, err error) {
	now := f.now()
	if flip.To == exams.Fail {
		fallen, err := f.of.Badges.CameOf(ctx, flip.PersonID, flip.AttemptID)
		for _, c := range fallen {
			turns = append(turns, exams.Turn{PersonID: flip.PersonID, Certification: c.CertificationKey, Credential: c.ID})
			awards = append(awards, tiers.Award{PersonID: flip.PersonID, Kind: "certification", Key: c.CertificationKey, Source: c.ID, Status: "revoked", At: now})
		}
		return turns, awards, err
	}
	if flip.Certification == "" {
		return nil, nil, nil
	}
	leads, err := f.of.Badges.Leads(ctx, flip.PersonID, flip.Certification)
	if err != nil || !leads {
		return nil, nil, err
	}
	c, err := f.of.Badges.Certification(ctx, flip.Certification)
	if err != nil {
		return nil, nil, err
	}
	turns = append(turns, exams.Turn{PersonID: flip.PersonID, Certification: c.Key, Won: true})
	return turns, append(awards, tiers.Award{
		PersonID: flip.PersonID, Kind: "certification", Key: c.Key, Title: c.Title, Level: c.Level, Family: c.Family, Roles: c.Roles,
		Source: "foreseen " + flip.AttemptID, From: now, Until: until(now, c.ValidityMonths), At: now,
	}), nil
}

// until is when something of that many months ends; nil for what does not.
func until(from time.Time, months int) *time.Time {
	if months == 0 {
		return nil
	}
	end := from.AddDate(0, months, 0)
	return &end
}
