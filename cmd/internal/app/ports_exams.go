package app

import (
	"context"

	"gorm.io/gorm"

	"laurel/internal/accounts"
	"laurel/internal/fault"
)

// people answers exams out of accounts.
type people struct{ accounts *accounts.Service }

func (p people) Known(ctx context.Context, tx *gorm.DB, personID string) (bool, error) {
	_, err := p.accounts.PersonIn(ctx, tx, personID)
	if err != nil && fault.Of(err).Kind == fault.NotFound {
		return false, nil
	}
	return err == nil, err
}
