package app

import (
	"context"

	"gorm.io/gorm"

	"laurel/billing"
	"laurel/internal/tiers"
)

// benefits answers billing out of tiers: what a partner's tiers give.
type benefits struct{ of *services }

func (b benefits) ExamDiscount(ctx context.Context, tx *gorm.DB, partnerID string) (billing.Discount, error) {
	all, err := b.of.Tiers.Benefits(ctx, tx, partnerID)
	best, any := tiers.Largest(all, "exam_discount")
	if err != nil || !any {
		return billing.Discount{}, err
	}
	percent := best.Value.(string) //nolint:forcetypeassert // Largest gives decimals only
	return billing.Discount{Percent: percent, Title: percent + " % as " + best.TierTitle + " of " + best.ProgramTitle}, nil
}
