package tiers

import (
	"context"
	"errors"

	"gorm.io/gorm"

	"laurel/internal/fault"
	"laurel/internal/tiers/rules"
)

// Simulated is the answer as it is and as it would be.
type Simulated struct{ Now, Then rules.Explanation }

// Simulate answers what if. It reads only.
func (s *Service) Simulate(ctx context.Context, ask Ask, m Simulation) (Simulated, error) {
	var out Simulated
	err := s.db.Read(all(ctx), func(tx *gorm.DB) error {
		partner, _, err := partnerOf(tx, ask.Partner, ask.clocks)
		if err != nil {
			return err
		}
		program, err := s.programOf(tx, partner, ask)
		if err != nil {
			return err
		}
		other, err := s.otherVersion(tx, program, m.Version)
		if err != nil {
			return err
		}
		shot, err := s.snapshot(tx, partner, program, ask.clocks)
		if err != nil {
			return err
		}
		q := rules.Question{Target: ask.Target, Horizon: ask.Horizon}
		if out.Now, err = rules.Evaluate(program, shot, q); err != nil {
			return err
		}
		if program != other {
			if shot, err = s.snapshot(tx, partner, other, ask.clocks); err != nil {
				return err
			}
		}
		then, faults := m.apply(shot)
		more, err := m.figures(&then, other)
		if faults = append(faults, more...); err != nil || len(faults) > 0 {
			return orFaults(err, faults)
		}
		q.Target = out.Now.Target
		if _, known := other.Tier(q.Target); !known {
			q.Target = ask.Target
		}
		out.Then, err = rules.Evaluate(other, then, q)
		return err
	})
	return out, err
}

// otherVersion is the version of a program that is tried, a draft too.
func (s *Service) otherVersion(tx *gorm.DB, p *rules.Program, number string) (*rules.Program, error) {
	if number == "" || number == p.Version {
		return p, nil
	}
	v, err := version(tx, p.Key, number)
	if errors.Is(err, ErrNothing) {
		return nil, ErrInput.With(inField("version", "unknown_version", "The program has no version "+clip(number)+"."))
	}
	if err != nil {
		return nil, err
	}
	return s.parse(v)
}

// figures puts the figures of a simulation in the place of those that are known for the same period.
func (m Simulation) figures(s *rules.Snapshot, p *rules.Program) ([]fault.Field, error) {
	for _, f := range m.Facts {
		declared := []rules.FactRule{}
		if rule, has := p.Fact(f.Metric); has {
			declared = append(declared, rule)
		}
		row, faults := f.row(declared, s.KnownAt)
		if len(faults) > 0 {
			return faults, nil
		}
		o, err := row.observation()
		if err != nil {
			return nil, err
		}
		kept := []rules.Observation{}
		for _, known := range s.Observations {
			if known.Metric != o.Metric || !known.Period.From.Before(o.Period.To) || !o.Period.From.Before(known.Period.To) {
				kept = append(kept, known)
			}
		}
		s.Observations = append(kept, o)
	}
	return nil, nil
}

func orFaults(err error, faults []fault.Field) error {
	if err != nil {
		return err
	}
	return ErrInput.With(faults...)
}
