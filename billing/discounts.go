package billing

import (
	"context"

	"gorm.io/gorm"

	"laurel/internal/money"
)

// discounted asks what the partner's tiers take off a price. A voucher was paid for before, and what is free stays so.
func (s *Service) discounted(ctx context.Context, tx *gorm.DB, partnerID string, price money.Money) (off money.Money, title string, err error) {
	if s.tiers == nil || partnerID == "" || price.IsZero() {
		return money.Money{Currency: price.Currency}, "", nil
	}
	d, err := s.tiers.ExamDiscount(ctx, tx, partnerID)
	return d.Off(price), d.Title, err
}

// lower takes the discount of the partner's tier off an exam, for people who belong to the partner now. What costs nothing any
// more is settled at once.
func (s *Service) lower(ctx context.Context, tx *gorm.DB, o *Order, sale *Sale, r ChargeRequest) error {
	if r.PartnerID == "" {
		return nil
	}
	belongs, err := s.affiliations.Affiliated(ctx, tx, r.PersonID, r.PartnerID)
	if err != nil || !belongs {
		return err
	}
	sale.Off, sale.Because, err = s.discounted(ctx, tx, r.PartnerID, sale.Unit)
	if sale.Off.Amount > 0 && sale.Off.Amount == sale.Unit.Amount && o.State == Awaiting {
		o.State, o.PayWith = Paid, Free
	}
	return err
}
