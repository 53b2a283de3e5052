package app

import (
	"context"
	"fmt"

	"gorm.io/gorm"

	"laurel/billing"
	"laurel/internal/accounts"
	"laurel/internal/actor"
	"laurel/internal/fault"
	"laurel/internal/money"
	"laurel/internal/tiers"
)

// priceBook keeps the prices of exams in billing.
type priceBook struct{ billing *billing.Service }

func (p priceBook) SetPrice(ctx context.Context, tx *gorm.DB, examKey string, price money.Money) error {
	return p.billing.SetPrice(ctx, tx, billing.ExamProduct(examKey), price)
}

func (p priceBook) Price(ctx context.Context, tx *gorm.DB, examKey string) (money.Money, error) {
	return p.billing.Price(ctx, tx, billing.ExamProduct(examKey))
}

// buyers answers billing out of accounts. A partner that pays is the buyer; the person is named beside it.
type buyers struct{ accounts *accounts.Service }

func (b buyers) Buyer(ctx context.Context, tx *gorm.DB, personID, partnerID string) (billing.Buyer, error) {
	person, err := b.accounts.PersonIn(ctx, tx, personID)
	if err != nil && fault.Of(err).Kind != fault.NotFound {
		return billing.Buyer{}, err
	}
	if partnerID == "" {
		return billing.Buyer{Name: person.Name, Country: person.Country}, nil
	}
	partner, err := b.accounts.PartnerIn(ctx, tx, partnerID)
	return billing.Buyer{Name: partner.Name, Country: partner.Country, Person: person.Name}, err
}

// examNames answers badges out of exams, which is made after it.
type examNames struct{ app *App }

func (e examNames) ExamsOf(ctx context.Context, tx *gorm.DB, certification string) ([]string, error) {
	return e.app.Exams.ExamsOf(ctx, tx, certification)
}

// partnerIDs answers lms, outside a transaction and within the sight of who asks.
type partnerIDs struct{ accounts *accounts.Service }

func (p partnerIDs) PartnerID(ctx context.Context, ref string) (string, error) {
	partner, err := p.accounts.Partner(ctx, ref)
	return partner.ID, err
}

// prerequisites answers exams: tracks that open the exam, and certifications without which it leads nowhere.
type prerequisites struct{ of *services }

func (p prerequisites) Unmet(ctx context.Context, tx *gorm.DB, personID, examKey string) ([]fault.Unmet, error) {
	unmet, err := p.of.LMS.Unmet(ctx, tx, personID, examKey)
	if err != nil {
		return nil, err
	}
	prepared, err := p.of.Appointments.Unmet(ctx, tx, personID, examKey)
	if err != nil {
		return nil, err
	}
	unmet = append(unmet, prepared...)
	certification, err := p.of.Exams.CertificationOf(ctx, tx, examKey)
	if err != nil || certification == "" {
		return unmet, err
	}
	lacking, err := p.of.Badges.Lacking(ctx, tx, personID, certification)
	return append(unmet, lacking...), err
}

// directory answers tiers for a partner of which no fact has arrived yet.
type directory struct{ accounts *accounts.Service }

func (d directory) Partner(ctx context.Context, name string) (tiers.Partner, error) {
	p, err := d.accounts.Partner(ctx, name)
	return tiers.Partner{
		ID: p.ID, ExternalID: p.ExternalID, Name: p.Name, Country: p.Country, ParentID: p.ParentID, Programs: p.Programs, JoinedAt: p.JoinedAt, Version: p.Version,
	}, err
}

// FirstAdmin makes the administrator that the settings name, once, while the vendor has none.
func (a *App) FirstAdmin(ctx context.Context) error {
	if a.Settings.AdminEmail == "" {
		return nil
	}
	ctx = actor.With(ctx, actor.SystemOf("start"))
	there, err := a.Accounts.HasAdmin(ctx)
	if err != nil || there {
		return err
	}
	_, err = a.Accounts.CreateAdmin(ctx, accounts.Founder{Email: a.Settings.AdminEmail, Name: "Administrator", Password: a.Settings.AdminPassword})
	refused := fault.Of(err)
	if err != nil && refused.Kind == fault.Conflict { // another process that starts just now was first
		if there, again := a.Accounts.HasAdmin(ctx); again == nil && there {
			return nil
		}
	}
	if err != nil && refused.Kind == fault.Invalid {
		why := refused.Detail
		for _, f := range refused.Fields {
			why += " " + f.Detail
		}
		return fmt.Errorf("LAUREL_ADMIN_EMAIL and LAUREL_ADMIN_PASSWORD: %s", why)
	}
	return err
}
