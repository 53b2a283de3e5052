package app

import (
	"context"

	"gorm.io/gorm"

	"laurel/exams"
	"laurel/exams/items"
	"laurel/internal/banks"
)

// bank answers exams out of the item banks.
type bank struct{ banks *banks.Service }

func (b bank) Pool(ctx context.Context, tx *gorm.DB, bankID string) ([]exams.Drawable, error) {
	pool, err := b.banks.Pool(ctx, tx, bankID)
	out := make([]exams.Drawable, len(pool))
	for i, it := range pool {
		out[i] = exams.Drawable(it)
	}
	return out, err
}

func (b bank) Undrawn(ctx context.Context, tx *gorm.DB, itemIDs []string) ([]string, error) {
	return b.banks.Undrawn(ctx, tx, itemIDs)
}

func (b bank) Contents(ctx context.Context, tx *gorm.DB, versions []string, language string) (map[string]items.Content, error) {
	return b.banks.Contents(ctx, tx, versions, language)
}

func (b bank) Keys(ctx context.Context, tx *gorm.DB, versions []string) ([]exams.Key, error) {
	keys, err := b.banks.Keys(ctx, tx, versions)
	out := make([]exams.Key, len(keys))
	for i, k := range keys {
		out[i] = exams.Key{ItemVersionID: k.ItemVersionID, Number: k.Number, Key: k.Key, CreditAll: k.Effect == banks.CreditAll}
	}
	return out, err
}

func (b bank) Medium(ctx context.Context, mediumID string) (exams.Medium, error) {
	m, body, err := b.banks.Medium(ctx, mediumID)
	return exams.Medium{Type: m.Type, Body: body}, err
}

func (b bank) KeyNumber(ctx context.Context, tx *gorm.DB, version string, number int) (exams.Key, error) {
	k, err := b.banks.KeyNumber(ctx, tx, version, number)
	return exams.Key{ItemVersionID: k.ItemVersionID, Number: k.Number, Key: k.Key, CreditAll: k.Effect == banks.CreditAll, Proposed: k.State == banks.KeyProposed}, err
}

func (b bank) Decide(ctx context.Context, tx *gorm.DB, version string, number int, adopt bool) error {
	to := banks.KeyDeclined
	if adopt {
		to = banks.KeyAdopted
	}
	return b.banks.Decide(ctx, tx, version, number, to)
}

func (b bank) ItemsOf(ctx context.Context, tx *gorm.DB, versions []string) (map[string]string, error) {
	return b.banks.ItemsOf(ctx, tx, versions)
}
