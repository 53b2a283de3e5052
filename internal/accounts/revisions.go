package accounts

import (
	"context"
	"fmt"

	"gorm.io/gorm"

	"laurel/internal/actor"
	"laurel/internal/audit"
	"laurel/internal/fault"
	"laurel/internal/outbox"
	"laurel/internal/store"
)

// Revision is a change of a partner; Match judges the version that is held (nil takes any).
type Revision struct {
	Draft PartnerDraft
	Match func(version int64) error
}

// Revise changes a partner.
func (s *Service) Revise(ctx context.Context, ref string, r Revision) (Partner, error) {
	var partner Partner
	err := s.db.Tx(ctx, func(tx *gorm.DB) error {
		before, err := partnerOf(tx, actor.Sight(ctx), ref)
		if err != nil {
			return err
		}
		if !maySteer(ctx) {
			return ErrForbidden
		}
		if r.Match != nil {
			if err := r.Match(before.Version); err != nil {
				return err
			}
		}
		partner, err = s.revise(ctx, tx, before, r.Draft)
		return err
	})
	return partner, err
}

func (s *Service) revise(ctx context.Context, tx *gorm.DB, before Partner, d PartnerDraft) (Partner, error) {
	after, err := before.revised(d)
	if err != nil {
		return Partner{}, err
	}
	if err := s.place(ctx, tx, &after, d); err != nil {
		return Partner{}, err
	}
	if after.same(before) {
		return before, nil
	}
	now := s.db.Now()
	after.Version, after.UpdatedAt = before.Version+1, now
	ok, err := changed(tx.Exec(`update partners set external_id = ?, name = ?, skeleton = ?, country = ?, parent_id = ?, domains = ?, programs = ?, version = ?, updated_at = ?
		where id = ? and version = ?`, after.ExternalID, after.Name, skeleton(after.Name), after.Country, after.ParentID, after.Domains, after.Programs, after.Version, now, before.ID, before.Version))
	if err != nil {
		return Partner{}, store.Taken(err, ErrExternalIDTaken)
	}
	if !ok {
		return Partner{}, ErrChangedMeanwhile
	}
	if err := outbox.Append(ctx, tx, now, after.fact()); err != nil {
		return Partner{}, err
	}
	return after, audit.Append(ctx, tx, now, audit.Entry{Action: "partner.changed", Subject: after.ID, Partner: after.ID})
}

// Upsert makes or changes the partner with the external id, as the vendor's PRM tells; it says whether it made it.
func (s *Service) Upsert(ctx context.Context, externalID string, d PartnerDraft) (Partner, bool, error) {
	if who := actor.From(ctx); !who.Can("partners:write") && !maySteer(ctx) {
		return Partner{}, false, ErrForbidden
	}
	d.ExternalID = &externalID
	var partner Partner
	var isNew bool
	upsert := func(tx *gorm.DB) error {
		before, err := partnerOf(tx, actor.Sight(ctx), externalMark+externalID)
		if isNew = fault.Of(err).Code == ErrNoPartner.Code && err != nil; isNew {
			partner, err = s.found(ctx, tx, d)
			return err
		}
		if err != nil {
			return err
		}
		partner, err = s.revise(ctx, tx, before, d)
		return err
	}
	err := s.db.Tx(ctx, upsert)
	if err != nil && isNew && fault.Of(err).Code == ErrExternalIDTaken.Code { // a twin made it at the same moment: now there is something to change
		err = s.db.Tx(ctx, upsert)
	}
	return partner, isNew, err
}

// place resolves the parent and keeps look-alikes of other partners' names out.
func (s *Service) place(ctx context.Context, tx *gorm.DB, p *Partner, d PartnerDraft) error {
	if d.Parent != nil {
		p.ParentID = ""
		if *d.Parent != "" {
			parent, err := partnerOf(tx, actor.Sight(alone(ctx)), *d.Parent)
			if err != nil {
				return ErrBadPartner.With(fault.Field{Field: "parent", Code: "unknown", Detail: "There is no such partner."})
			}
			p.ParentID = parent.ID
		}
	}
	for above, steps := p.ParentID, 0; above != ""; steps++ {
		if above == p.ID || steps > 20 {
			return ErrBadPartner.With(fault.Field{Field: "parent", Code: "circle", Detail: "The partner would stand above itself."})
		}
		if err := tx.Raw("select parent_id from partners where id = ?", above).Scan(&above).Error; err != nil {
			return fmt.Errorf("walk up from a partner: %w", err)
		}
	}
	var names []string
	if err := tx.Raw("select name from partners where skeleton = ? and id <> ? limit 50", skeleton(p.Name), p.ID).Scan(&names).Error; err != nil {
		return err
	}
	for _, name := range names {
		if passesFor(p.Name, name) {
			return ErrLookAlike.With(fault.Field{Field: "name", Code: "look_alike", Detail: "Another partner's name looks the same."})
		}
	}
	return nil
}

// maySteer holds for those who keep the list of partners.
func maySteer(ctx context.Context) bool {
	who := actor.From(ctx)
	return who.Kind == actor.System || who.Has(actor.VendorAdmin, actor.ProgramManager)
}
