package accounts

import (
	"context"
	"slices"

	"gorm.io/gorm"

	"laurel/internal/actor"
	"laurel/internal/audit"
	"laurel/internal/fault"
	"laurel/internal/id"
	"laurel/internal/outbox"
)

const conflictColumns = "c.id, c.person_id, c.program, c.first_affiliation, c.first_partner, c.second_affiliation, c.second_partner, c.state, c.kept, c.reason, c.opened_at, c.resolved_at"

// rival is another partner's hold on the same person.
type rival struct {
	Affiliation
	Programs Words
}

// collide opens a conflict with every other partner that counts the person too, where a program counts them once or a partner says that they
// work for it alone.
func (s *Service) collide(ctx context.Context, tx *gorm.DB, a Affiliation) error {
	if a.State != Confirmed {
		return nil
	}
	now := s.db.Now()
	var rivals []rival
	err := tx.Raw("select "+affiliationColumns+`, p.programs from affiliations a join partners p on p.id = a.partner_id
		where a.person_id = ? and a.partner_id <> ? and a.state = 'confirmed' and a.valid_to is null`, a.PersonID, a.PartnerID).Scan(&rivals).Error
	if err != nil || len(rivals) == 0 {
		return err
	}
	own, err := partnerOf(tx, actor.Sight(alone(ctx)), a.PartnerID)
	if err != nil {
		return err
	}
	for _, r := range rivals {
		program, clash, err := s.clash(ctx, tx, a, own, r)
		if err != nil {
			return err
		}
		if !clash {
			continue
		}
		c := Conflict{ID: id.New("cfl"), PersonID: a.PersonID, Program: program, FirstAffiliation: r.ID, FirstPartner: r.PartnerID, SecondAffiliation: a.ID, SecondPartner: a.PartnerID, State: ConflictOpen}
		added, err := changed(tx.Exec(`insert into affiliation_conflicts (id, person_id, program, first_affiliation, first_partner, second_affiliation, second_partner, state, opened_at)
			values (?, ?, ?, ?, ?, ?, ?, 'open', ?) on conflict (first_affiliation, second_affiliation) where state = 'open' do nothing`,
			c.ID, c.PersonID, c.Program, c.FirstAffiliation, c.FirstPartner, c.SecondAffiliation, c.SecondPartner, now))
		if err != nil {
			return err
		}
		if added {
			if err := outbox.Append(ctx, tx, now, c.fact(now)); err != nil {
				return err
			}
		}
	}
	return nil
}

func (s *Service) clash(ctx context.Context, tx *gorm.DB, a Affiliation, own Partner, r rival) (program string, clash bool, err error) {
	if a.Employment == ExclusiveContractor || r.Employment == ExclusiveContractor {
		return "", true, nil
	}
	if s.programs == nil {
		return "", false, nil
	}
	shared := slices.DeleteFunc(slices.Clone(own.Programs), func(key string) bool { return !slices.Contains(r.Programs, key) })
	program, err = s.programs.OnePartner(ctx, tx, shared)
	return program, program != "", err
}

// calm closes the conflicts of an affiliation that ends, or whose end is set.
func (s *Service) calm(ctx context.Context, tx *gorm.DB, affiliationID, kept, reason string) error {
	var open []Conflict
	err := tx.Raw("select "+conflictColumns+" from affiliation_conflicts c where (c.first_affiliation = ? or c.second_affiliation = ?) and c.state = 'open'", affiliationID, affiliationID).Scan(&open).Error
	if err != nil {
		return err
	}
	now := s.db.Now()
	for _, c := range open {
		c.State, c.Kept = ConflictResolved, kept
		if kept == "" {
			c.Kept, _ = c.other(affiliationID)
		}
		ok, err := changed(tx.Exec("update affiliation_conflicts set state = 'resolved', kept = ?, reason = ?, resolved_at = ?, resolved_by = ? where id = ? and state = 'open'",
			c.Kept, reason, now, actor.From(ctx).ID, c.ID))
		if err != nil || !ok {
			return err
		}
		if err := outbox.Append(ctx, tx, now, c.fact(now)); err != nil {
			return err
		}
	}
	return nil
}

// Conflicts lists those that concern who asks: the vendor all of them, a partner's administrator and a person their own.
func (s *Service) Conflicts(ctx context.Context, q ConflictsQuery) ([]Conflict, error) {
	scope, who := actor.Sight(ctx), actor.From(ctx)
	partners := append([]string{""}, scope.Partners()...)
	var list []Conflict
	err := s.db.Read(alone(ctx), func(tx *gorm.DB) error {
		list = nil
		return tx.Raw("select "+conflictColumns+`, p.name as person_name, f.name as first_name, s.name as second_name from affiliation_conflicts c join people p on p.id = c.person_id
			join partners f on f.id = c.first_partner join partners s on s.id = c.second_partner
			where c.id > ? and (? = '' or c.state = ?) and (? = true or c.person_id = ? or c.first_partner in ? or c.second_partner in ?) order by c.id limit ?`,
			q.After, q.State, q.State, scope.All(), who.ID, partners, partners, q.Limit+1).Scan(&list).Error
	})
	return list, err
}

// ConflictsQuery narrows and pages the list of conflicts.
type ConflictsQuery struct {
	State, After string
	Limit        int
}

// Verdict is the vendor's word on a conflict: the affiliation that is kept, or "both".
type Verdict struct{ Keep, On, Reason string }

// ResolveConflict ends the affiliation that is not kept. Only the vendor may: neither partner knows the other.
func (s *Service) ResolveConflict(ctx context.Context, conflictID string, v Verdict) error {
	on, err := dayOrInstant("on", v.On)
	if err != nil {
		return err
	}
	if v.Reason, err = normalReason(v.Reason); err != nil {
		return err
	}
	if v.Reason == "" {
		return badName("reason", "required", "Say why, for both partners and the person.")
	}
	return s.db.Tx(alone(ctx), func(tx *gorm.DB) error {
		c, err := only[Conflict](tx.Raw("select "+conflictColumns+" from affiliation_conflicts c where c.id = ?", conflictID), ErrNoConflict)
		if err != nil {
			return err
		}
		lost, ok := c.other(v.Keep)
		switch {
		case c.State != ConflictOpen:
			return ErrConflictOver.And("state", c.State)
		case !ok:
			return ErrBadVerdict.With(fault.Field{Field: "keep", Code: "unknown", Detail: "One of the two affiliations, or both."})
		}
		now := s.db.Now()
		if err := audit.Append(ctx, tx, now, audit.Entry{Action: "affiliation.conflict_resolved", Subject: c.ID, Reason: v.Reason, Detail: map[string]any{"kept": v.Keep}}); err != nil {
			return err
		}
		if lost == "" {
			return s.calm(ctx, tx, c.FirstAffiliation, keptBoth, v.Reason)
		}
		before, err := only[Affiliation](tx.Raw("select "+affiliationColumns+" from affiliations a where a.id = ?", lost), ErrNoAffiliation)
		if err != nil {
			return err
		}
		after, err := before.End(on, v.Reason, now)
		if err != nil {
			return err
		}
		if _, err := s.keepAffiliation(ctx, tx, before, after); err != nil {
			return err
		}
		return audit.Append(ctx, tx, now, audit.Entry{Action: "affiliation.ended", Subject: lost, Partner: before.PartnerID, Reason: v.Reason})
	})
}
