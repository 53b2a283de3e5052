package tiers

import (
	"context"
	"strings"
	"time"

	"gorm.io/gorm"

	"laurel/internal/tiers/rules"
)

// Ask is a question about one partner in one program; an empty Program means the only one it takes part in.
type Ask struct {
	clocks
	Partner, Program, Target string
	Horizon                  rules.Period
	Names                    bool // call people by their names, as they were known
}

// Qualify gives the explained answer. It reads only, and gives the same bytes for the same clocks; names are not in the
// digest.
func (s *Service) Qualify(ctx context.Context, ask Ask) (rules.Explanation, error) {
	var e rules.Explanation
	err := s.db.Read(all(ctx), func(tx *gorm.DB) error {
		partner, _, err := partnerOf(tx, ask.Partner, ask.clocks)
		if err != nil {
			return err
		}
		program, err := s.programOf(tx, partner, ask)
		if err != nil {
			return err
		}
		shot, err := s.snapshot(tx, partner, program, ask.clocks)
		if err != nil {
			return err
		}
		if e, err = rules.Evaluate(program, shot, rules.Question{Target: ask.Target, Horizon: ask.Horizon}); err != nil {
			return err
		}
		if e.MergedInto, err = mergedInto(tx, partner.ID, ask.clocks); err != nil || !ask.Names {
			return err
		}
		known, err := names(tx, sources(&shot), ask.clocks)
		e = e.Named(known)
		return err
	})
	return e, err
}

// programOf is the program asked for, or the one there can be no doubt about.
func (s *Service) programOf(tx *gorm.DB, partner Partner, ask Ask) (*rules.Program, error) {
	if ask.Program != "" {
		p, err := s.active(tx, ask.Program, ask.clocks)
		if err != nil {
			return nil, err
		}
		return p, nil
	}
	programs, err := s.published(tx, ask.clocks)
	if err != nil {
		return nil, err
	}
	named := []*rules.Program{}
	for _, p := range programs {
		if hasWord(partner.Programs, p.Key) {
			named = append(named, p)
		}
	}
	if len(named) == 0 {
		named = programs
	}
	if len(named) != 1 {
		return nil, ErrWhichProgram.With(inField("program", "required", "The programs in force are listed at /api/v1/programs."))
	}
	return named[0], nil
}

// Qualification is the last answer for a partner and a tier.
type Qualification struct {
	PartnerID, ExternalID, Program, Target, Result, Version string
	Since, EvaluatedAt                                      time.Time
}

// Listing asks for a page of all partners' rows; Partners nil means every partner in sight.
type Listing struct {
	Program, Target, After string
	Partners               []string
	Limit                  int
}

// Qualifications lists the last answers, by partner and tier.
func (s *Service) Qualifications(ctx context.Context, l Listing) ([]Qualification, error) {
	partner, target, _ := strings.Cut(l.After, "\x1f")
	var rows []Qualification
	err := s.db.Read(all(ctx), func(tx *gorm.DB) error {
		b := &sentence{}
		b.add(`select q.*, coalesce(p.external_id, '') as external_id from tier_qualifications q left join tier_partners p on p.partner_id = q.partner_id and p.superseded_at is null
			where q.program = ? and (q.partner_id, q.target) > (?, ?)`, l.Program, partner, target)
		if l.Target != "" {
			b.add(" and q.target = ?", l.Target)
		}
		if l.Partners != nil {
			b.add(" and q.partner_id in ?", append([]string{""}, l.Partners...))
		}
		b.add(" order by q.partner_id, q.target limit ?", l.Limit)
		return tx.Raw(b.text.String(), b.args...).Scan(&rows).Error
	})
	return rows, err
}
