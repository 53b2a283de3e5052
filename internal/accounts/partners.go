package accounts

import (
	"context"
	"strings"

	"gorm.io/gorm"

	"laurel/internal/actor"
	"laurel/internal/audit"
	"laurel/internal/id"
	"laurel/internal/outbox"
	"laurel/internal/store"
)

const partnerColumns = "id, external_id, name, country, parent_id, domains, programs, version, joined_at, created_at, updated_at"

// PartnersQuery narrows and pages the list; Query is looked for in names, literally.
type PartnersQuery struct {
	Query, After string
	Limit        int
}

// Partners lists the partners in sight, one more than Limit.
func (s *Service) Partners(ctx context.Context, q PartnersQuery) ([]Partner, error) {
	scope := actor.Sight(ctx)
	var partners []Partner
	err := s.db.Read(ctx, func(tx *gorm.DB) error {
		partners = nil
		return tx.Raw("select "+partnerColumns+` from partners where id > ? and (? = true or id in ?) and skeleton like ? escape '\' order by id limit ?`,
			q.After, scope.All(), scope.Partners(), "%"+store.Like(skeleton(q.Query))+"%", q.Limit+1).Scan(&partners).Error
	})
	return partners, err
}

// Partner finds one by id or "ext:" and external id. What lies out of sight does not exist.
func (s *Service) Partner(ctx context.Context, ref string) (Partner, error) {
	var partner Partner
	err := s.db.Read(ctx, func(tx *gorm.DB) (err error) {
		partner, err = partnerOf(tx, actor.Sight(ctx), ref)
		return err
	})
	return partner, err
}

// partnerOf is the first wall: without a scope nobody gets a partner.
func partnerOf(tx *gorm.DB, scope actor.Scope, ref string) (Partner, error) {
	column := "id"
	external, marked := strings.CutPrefix(ref, externalMark)
	if marked {
		column, ref = "external_id", external
	}
	if ref == "" {
		return Partner{}, ErrNoPartner
	}
	partner, err := only[Partner](tx.Raw("select "+partnerColumns+" from partners where "+column+" = ?", ref), ErrNoPartner)
	if err == nil && !scope.Sees(partner.ID) {
		return Partner{}, ErrNoPartner
	}
	return partner, err
}

// Found makes a partner.
func (s *Service) Found(ctx context.Context, d PartnerDraft) (Partner, error) {
	if !maySteer(ctx) {
		return Partner{}, ErrForbidden
	}
	return outbox.Once(ctx, s.db, func(tx *gorm.DB) (Partner, error) { return s.found(ctx, tx, d) })
}

func (s *Service) found(ctx context.Context, tx *gorm.DB, d PartnerDraft) (Partner, error) {
	partner, err := Partner{}.revised(d)
	if err != nil {
		return Partner{}, err
	}
	now := s.db.Now()
	partner.ID, partner.Version, partner.JoinedAt, partner.CreatedAt, partner.UpdatedAt = id.New("par"), 1, now, now, now
	if err := s.place(ctx, tx, &partner, d); err != nil {
		return Partner{}, err
	}
	err = tx.Exec(`insert into partners (id, external_id, name, skeleton, country, parent_id, domains, programs, version, joined_at, created_at, updated_at)
		values (?, ?, ?, ?, ?, ?, ?, ?, 1, ?, ?, ?)`,
		partner.ID, partner.ExternalID, partner.Name, skeleton(partner.Name), partner.Country, partner.ParentID, partner.Domains, partner.Programs, now, now, now).Error
	if err != nil {
		return Partner{}, store.Taken(err, ErrExternalIDTaken)
	}
	if err := outbox.Append(ctx, tx, now, partner.fact()); err != nil {
		return Partner{}, err
	}
	return partner, audit.Append(ctx, tx, now, audit.Entry{Action: "partner.created", Subject: partner.ID, Partner: partner.ID})
}
