package tiers

import (
	"context"

	"gorm.io/gorm"

	"laurel/internal/actor"
	"laurel/internal/audit"
	"laurel/internal/id"
	"laurel/internal/outbox"
	"laurel/internal/store"
	"laurel/internal/tiers/rules"
)

// Apply opens an application for, or an invitation to, a tier that is entered this way.
func (s *Service) Apply(ctx context.Context, a Application) (Application, error) {
	return outbox.Once(ctx, s.db, func(tx *gorm.DB) (Application, error) {
		now := s.db.Now()
		a.ID, a.State, a.CreatedAt, a.CreatedBy = id.New("app"), "pending", now, actor.From(ctx).ID
		if err := s.line(tx, partnerLine(a.PartnerID)); err != nil {
			return a, err
		}
		p, err := s.active(tx, a.Program, clocks{now, now})
		if err != nil {
			return a, err
		}
		tier, known := p.Tier(a.Tier)
		if !known {
			return a, ErrUnknownTier.With(inField("tier", "not_allowed", "See the program's document."))
		}
		if string(tier.Entry) != a.Kind {
			return a, ErrWrongEntry.Detailed("This tier is entered by: " + string(tier.Entry) + ".")
		}
		err = tx.Exec("insert into tier_applications (id, partner_id, program, tier, kind, state, created_at, created_by) values (?, ?, ?, ?, ?, ?, ?, ?)",
			a.ID, a.PartnerID, a.Program, a.Tier, a.Kind, a.State, now, a.CreatedBy).Error
		if err != nil {
			return a, store.Taken(err, ErrPending)
		}
		if err := s.invited(tx, p, a); err != nil {
			return a, err
		}
		if err := s.settle(all(ctx), tx, a.PartnerID); err != nil {
			return a, err
		}
		return a, audit.Append(ctx, tx, now, audit.Entry{Action: a.Kind + ".opened", Subject: a.ID, Partner: a.PartnerID,
			Detail: map[string]string{"program": a.Program, "tier": a.Tier}})
	})
}

// invited holds the ranks as they are when the vendor invites: that is the moment at which the partner was chosen.
func (s *Service) invited(tx *gorm.DB, p *rules.Program, a Application) error {
	if a.Kind != string(rules.EntryInvitation) {
		return nil
	}
	partner, _, err := partnerOf(tx, a.PartnerID, clocks{s.db.Now(), s.db.Now()})
	if err != nil {
		return err
	}
	return s.freeze(tx, p, partner, s.db.Now(), true)
}

// Answer is somebody's yes or no.
type Answer struct {
	ID     string
	Accept bool
	Reason string
}

// AnswerApplication accepts or declines. An application is the vendor's to answer, an invitation the partner's; the PRM may
// record either.
func (s *Service) AnswerApplication(ctx context.Context, answer Answer) (Application, error) {
	return outbox.Once(ctx, s.db, func(tx *gorm.DB) (Application, error) {
		a, err := s.answerable(ctx, tx, answer.ID)
		if err != nil {
			return a, err
		}
		if err := s.line(tx, partnerLine(a.PartnerID)); err != nil {
			return a, err
		}
		now := s.db.Now()
		a.State, a.Reason, a.DecidedAt, a.DecidedBy = "declined", answer.Reason, &now, actor.From(ctx).ID
		if answer.Accept {
			a.State = "accepted"
		}
		done := tx.Exec("update tier_applications set state = ?, reason = ?, decided_at = ?, decided_by = ? where id = ? and state = 'pending'",
			a.State, a.Reason, now, a.DecidedBy, a.ID)
		if done.Error != nil {
			return a, done.Error
		}
		if done.RowsAffected == 0 {
			return a, ErrDecided
		}
		err = audit.Append(ctx, tx, now, audit.Entry{Action: a.Kind + "." + a.State, Subject: a.ID, Partner: a.PartnerID, Reason: a.Reason})
		if err != nil {
			return a, err
		}
		return a, s.settle(all(ctx), tx, a.PartnerID)
	})
}

func (s *Service) answerable(ctx context.Context, tx *gorm.DB, applicationID string) (Application, error) {
	var rows []Application
	if err := tx.Raw("select * from tier_applications where id = ?", applicationID).Scan(&rows).Error; err != nil {
		return Application{}, err
	}
	if len(rows) == 0 || !actor.Sight(ctx).Sees(rows[0].PartnerID) {
		return Application{}, ErrNothing
	}
	who := actor.From(ctx)
	if rows[0].Kind == "application" && !vendor(who) {
		return rows[0], ErrForbidden
	}
	if rows[0].State != "pending" {
		return rows[0], ErrDecided
	}
	return rows[0], nil
}

// vendor is true for who decides on the vendor's side: its managers and the PRM.
func vendor(who actor.Actor) bool {
	return who.Kind == actor.Key || who.Kind == actor.System || who.Has(actor.VendorAdmin, actor.ProgramManager)
}

// Applications lists applications and invitations, the newest first.
func (s *Service) Applications(ctx context.Context, q Inbox) ([]Application, error) {
	var rows []Application
	err := s.db.Read(all(ctx), func(tx *gorm.DB) error {
		sql, args := q.sql("tier_applications", "state")
		return tx.Raw(sql, args...).Scan(&rows).Error
	})
	return rows, err
}

// Application finds one inside the scope.
func (s *Service) Application(ctx context.Context, scope actor.Scope, applicationID string) (Application, error) {
	var rows []Application
	err := s.db.Read(all(ctx), func(tx *gorm.DB) error {
		return tx.Raw("select * from tier_applications where id = ?", applicationID).Scan(&rows).Error
	})
	if err == nil && (len(rows) == 0 || !scope.Sees(rows[0].PartnerID)) {
		err = ErrNothing
	}
	if err != nil {
		return Application{}, err
	}
	return rows[0], nil
}
